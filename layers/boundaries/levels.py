"""The levels of boundaries in a workspace: whether they nest, and upper ones made from lower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd

from layers.boundaries.dissolving import dissolve_up
from layers.boundaries.finding import BoundaryFinding
from layers.boundaries.hierarchy import check_hierarchy
from layers.boundaries.names import known_regions
from layers.errors import SchemaError
from layers.schema import Text

LEVEL_LAYERS = {1: "provinces", 2: "regencies", 3: "districts", 4: "villages"}
LEVEL_OF = {layer_id: level for level, layer_id in LEVEL_LAYERS.items()}
EXAMPLES = 5
PEOPLE_TOLERANCE = 0.01
KINDS = {
    "code-format": Text("kode bukan kode Kemendagri", "codes that are no Kemendagri codes"),
    "code-missing": Text("tanpa kode, tidak diperiksa", "without a code, not checked"),
    "duplicate-code": Text("kode berulang", "codes that occur twice"),
    "parent-missing": Text("tanpa induk", "without a parent"),
    "no-geometry": Text("tanpa geometri", "without geometry"),
    "invalid-geometry": Text("geometri tidak sah", "invalid geometries"),
    "outside-parent": Text("sebagian di luar induknya", "partly outside their parent"),
    "overlap": Text("tumpang tindih", "overlaps"),
    "gap": Text("celah", "gaps"),
    "sum-differs": Text(
        "luas bagian tidak sama dengan luas induk", "areas of the parts differ from the parent"
    ),
    "people-differ": Text(
        "penduduk bagian tidak sama dengan induk", "people of the parts differ from the parent"
    ),
}


class Handle(Protocol):
    """The part of a layer handle that is needed here."""

    def read(self, **asked: Any) -> gpd.GeoDataFrame:
        """Read features as a GeoDataFrame in EPSG:4326."""


class Layers(Protocol):
    """The part of a catalogue that is needed here."""

    def __contains__(self, layer_id: str) -> bool:
        """Say whether there is a layer of that id."""

    def __getitem__(self, layer_id: str) -> Any:
        """Give the layer of that id."""


@dataclass(frozen=True, slots=True)
class LevelFinding:
    """One kind of disagreement in one level of boundaries.

    `count` is how many there are, `area_ha` the ground they concern together
    (equal-area, EPSG:6933; None where none is), `examples` the largest of them.
    """

    layer_id: str
    kind: str
    count: int
    area_ha: float | None
    examples: tuple[BoundaryFinding, ...]

    def sentence(self) -> Text:
        """Say in both languages what was found, with the largest examples."""
        title = KINDS[self.kind]
        ground = "" if self.area_ha is None else f", {self.area_ha:,.1f} ha"
        some_id = "; ".join(one.message.id for one in self.examples)
        some_en = "; ".join(one.message.en for one in self.examples)
        return Text(
            f"{self.count} {title.id}{ground}" + f": {some_id}" * bool(some_id),
            f"{self.count} {title.en}{ground}" + f": {some_en}" * bool(some_en),
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as plain data for JSON."""
        return {
            "layer": self.layer_id,
            "kind": self.kind,
            "count": self.count,
            "area_ha": self.area_ha,
            "message": self.sentence().to_dict(),
            "examples": [one.to_dict() for one in self.examples],
        }


def check_levels(catalogue: Layers) -> list[LevelFinding]:
    """Check the levels of boundaries that a workspace holds, each against the one above.

    Parameters
    ----------
    catalogue
        Its layers `provinces`, `regencies`, `districts` and `villages` are looked at, as
        far as they are there; a level that is missing is skipped over.

    Returns
    -------
    list of LevelFinding
        By level and kind; empty where everything agrees.
    """
    found: list[LevelFinding] = []
    above: tuple[int, gpd.GeoDataFrame] | None = None
    for level, layer_id in LEVEL_LAYERS.items():
        if layer_id not in catalogue:
            continue
        frame = catalogue[layer_id].read()
        if "code" not in frame:
            continue
        units = frame[frame["code"].notna()]
        if gone := len(frame) - len(units):
            found.append(LevelFinding(layer_id, "code-missing", gone, None, ()))
        # Parents are named by codes: they are compared only with the level right above.
        parents = above[1] if above is not None and above[0] == level - 1 else None
        seen = check_hierarchy(units, parents)
        if parents is not None:
            seen += people_findings(units, parents)
        found += _grouped(layer_id, seen)
        above = (level, units)
    return found


def people_findings(
    children: gpd.GeoDataFrame,
    parents: gpd.GeoDataFrame,
    *,
    tolerance: float = PEOPLE_TOLERANCE,
) -> list[BoundaryFinding]:
    """List parents whose people differ from the sum of their units by more than a part of them.

    Looks only where both have a column `population`, and all units of the parent a value.
    """
    if "population" not in children or "population" not in parents:
        return []
    own = children["code"].astype(str).str.rpartition(".")[0]
    counted = pd.to_numeric(children["population"], errors="coerce").astype(float)
    sums = counted.groupby(own.to_numpy()).agg(lambda values: values.sum(skipna=False))
    found = []
    for code, people in zip(parents["code"].astype(str), parents["population"], strict=True):
        total = sums.get(code)
        if total is None or pd.isna(total) or pd.isna(people) or not people:
            continue
        share = (total - float(people)) / float(people)
        if abs(share) > tolerance:
            told = Text(
                f"bagian {code} berjumlah {total:,.0f} jiwa, {code} sendiri {people:,.0f}",
                f"the units of {code} sum to {total:,.0f} people, {code} itself has {people:,.0f}",
            )
            found.append(BoundaryFinding("people-differ", (code,), told, share=share))
    return found


def _grouped(layer_id: str, found: Sequence[BoundaryFinding]) -> list[LevelFinding]:
    out = []
    for kind in KINDS:
        same = [one for one in found if one.kind == kind]
        if not same:
            continue
        same.sort(key=lambda one: -abs(one.area_ha or one.share or 0.0))
        areas = [abs(one.area_ha) for one in same if one.area_ha is not None]
        total = sum(areas) if areas else None
        out.append(LevelFinding(layer_id, kind, len(same), total, tuple(same[:EXAMPLES])))
    return out


def united(units: gpd.GeoDataFrame, level: int) -> gpd.GeoDataFrame:
    """Dissolve units to a level above, with their people added up and the official names.

    Parameters
    ----------
    units
        Column `code`; `population` is added up where it is there. In EPSG:4326.
    level
        1 province, 2 regency or city, 3 district.

    Returns
    -------
    geopandas.GeoDataFrame
        `code`, `name` (the code where the facts have none), `parent`, `population` (if
        the units have it; missing where that of a unit is), `n_units`, `united_by`.

    Raises
    ------
    SchemaError
        As `dissolve_up`; `code-missing` if a unit has no code.
    """
    missing = units["code"].isna() if "code" in units else None
    if missing is not None and missing.any():
        raise SchemaError(
            Text(
                f"{int(missing.sum())} satuan tidak memiliki kode (id pertama "
                f"{units.index[missing][0]}), sehingga gabungannya akan kekurangan wilayah itu; "
                "beri kode dahulu",
                f"{int(missing.sum())} units have no code (first id {units.index[missing][0]}), so "
                "what is made of them would lack their ground; give them codes first",
            ),
            code="code-missing",
        )
    above = dissolve_up(units, level, names=known_regions().names)
    above["name"] = above["name"].fillna(above["code"])
    if "population" in units:
        own = units["code"].astype(str).map(lambda code: ".".join(code.split(".")[:level]))
        counted = pd.to_numeric(units["population"], errors="coerce").astype("Float64")
        sums = counted.groupby(own.to_numpy()).agg(lambda values: values.sum(skipna=False))
        above.insert(3, "population", above["code"].map(sums).round().astype("Int64"))
    return above
