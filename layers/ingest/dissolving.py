"""Upper levels of boundaries made from a lower one, written as a layer with its origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import pandas as pd

from layers import themes
from layers.boundaries import bps_of
from layers.boundaries.codes import LEVEL_NAMES
from layers.boundaries.levels import LEVEL_LAYERS, united
from layers.errors import SchemaError
from layers.ingest.refusals import there_already
from layers.ingest.succession import succession
from layers.layer import Layer
from layers.schema import Field, Text
from layers.sources.findings import Finding
from layers.themes.describing import MODELS
from layers.themes.regions import area_km2, level_by_id
from layers.themes.zooming import zoom_hints

if TYPE_CHECKING:
    from layers.catalog import Catalogue

FIELDS = (
    Field("code", "text", Text("Kode Kemendagri", "Kemendagri code"), required=True),
    Field("name", "text", Text("Nama", "Name"), required=True),
    Field("bps_code", "text", Text("Kode BPS", "BPS code")),
    Field("parent", "text", Text("Kode induk", "Code of the parent")),
    Field("population", "integer", Text("Penduduk", "Population"), unit="person"),
    Field("area_km2", "number", Text("Luas", "Area"), unit="km2"),
    Field("n_units", "integer", Text("Jumlah bagian", "Units it is made of")),
    Field(
        "united_by",
        "text",
        Text("Cara penggabungan", "How the units were united"),
        codes={
            "coverage": Text("tepat, tanpa celah", "exactly, without gaps"),
            "union": Text("dengan tumpang tindih atau celah", "with overlaps or gaps"),
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Dissolved:
    """A level as written, and what is to be told of it."""

    layer: Layer
    findings: tuple[Finding, ...] = ()


def dissolve(
    catalogue: Catalogue,
    source_id: str,
    level: int | str,
    *,
    layer_id: str | None = None,
    mode: Literal["create", "replace"] | None = None,
) -> Dissolved:
    """Write an upper level of boundaries, dissolved by code from a lower one.

    Parameters
    ----------
    catalogue
        The workspace.
    source_id
        Layer of the lower level: column `code`; `population` is added up.
    level
        1, 2, 3, or the layer id of that level (`districts`).
    layer_id
        Id of the layer to write; that of the level unless given.
    mode
        As in an import: without it a layer is made, or a modelled one gives way.

    Returns
    -------
    Dissolved
        The description as stored, and which layer gave way to it.

    Raises
    ------
    LayerExistsError
        If the layer is there, is not modelled, and no mode was given.
    SchemaError
        If units lack codes or sound geometry, or are not of a lower level.
    """
    number = _level(level)
    wanted = layer_id or LEVEL_LAYERS[number]
    held = catalogue[wanted].layer if wanted in catalogue else None
    if mode is None:
        mode = "create" if held is None else "replace"
        if held is not None and held.trust not in MODELS:
            advice = Text(
                "berikan --replace untuk menggantinya dengan hasil penggabungan",
                "give --replace to put the dissolved one in its place",
            )
            raise there_already(held, advice)
    source = catalogue[source_id]
    units = source.read()
    try:
        frame = _described_units(united(units, number))
    except SchemaError as fault:
        if fault.code not in ("code-format", "column-missing"):
            raise
        raise _no_regions(source_id, fault) from fault
    new = _described(wanted, source.layer, frame, held)
    provenance = {
        "action": "dissolve",
        "from": {"layer": source_id, "revision": source.layer.revision, "n_features": len(units)},
        "united_by": frame["united_by"].value_counts().to_dict(),
    }
    found = succession(held, new, len(frame)) if held is not None else []
    written = catalogue.write(new, frame, mode=mode, provenance=provenance)
    return Dissolved(written, tuple(found))


def _no_regions(layer_id: str, fault: SchemaError) -> SchemaError:
    """Say that a layer is none of regions, and which are."""
    told = Text(
        f"layer {layer_id!r} tidak memuat wilayah administrasi yang dapat digabungkan; berikan "
        "villages, districts, atau regencies: ",
        f"layer {layer_id!r} holds no administrative regions to dissolve; give villages, "
        "districts or regencies: ",
    )
    return SchemaError(told + fault.text, code=fault.code)


def _described(layer_id: str, below: Layer, frame: gpd.GeoDataFrame, held: Layer | None) -> Layer:
    """Describe the level: its origin is that of the level below."""
    fields = tuple(field for field in FIELDS if field.name in frame)
    new = themes.describe(layer_id, "regions", fields, "MultiPolygon")
    if held is not None:
        new = themes.succeed(held, new)
    return new.with_(
        description=Text(
            f"Digabungkan menurut kode dari lapisan {below.id}.",
            f"Dissolved by code from the layer {below.id}.",
        ),
        source=below.source,
        licence=below.licence,
        attribution=below.attribution,
        data_date=below.data_date,
        trust=below.trust,
        method=f"dissolved from {below.id} revision {below.revision} by code",
        styling={**new.styling, **zoom_hints(frame.geometry)},
    )


def _level(asked: int | str) -> int:
    level = int(asked) if str(asked).isdigit() else level_by_id(str(asked))
    if level not in LEVEL_NAMES or level == max(LEVEL_NAMES):
        raise SchemaError(
            Text(
                f"tingkat {asked!r}; yang diminta provinces, regencies, atau districts (1, 2, 3)",
                f"level {asked!r}; wanted provinces, regencies or districts (1, 2, 3)",
            ),
            code="code-level",
        )
    return level


def _described_units(above: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add areas and the BPS codes that are known; put the columns in the order of the fields."""
    above = above.copy()
    above["area_km2"] = area_km2(above.geometry.to_numpy())
    above["bps_code"] = pd.Series([_bps(c) for c in above["code"]], index=above.index, dtype=object)
    kept = [
        field.name for field in FIELDS if field.name in above and above[field.name].notna().any()
    ]
    return above[[*kept, "geometry"]]


def _bps(code: str) -> str | None:
    try:
        return bps_of(code)
    except SchemaError:
        return None
