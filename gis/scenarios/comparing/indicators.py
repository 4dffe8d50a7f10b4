"""Indicators: numbers of each unit, which analyses give once per revision of what they read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.errors import NoAnswerError
from gis.processes import registry
from gis.processes.answer import Told
from gis.processes.indicating import indicators
from gis.processes.indicating.counting import people_within
from gis.processes.indicating.indicator import Counting
from gis.processes.indicating.library import SERVED, TRAVELLED
from gis.processes.landuse.epochs import epochs_in
from gis.processes.travel import STRAIGHT, people_of
from gis.processes.travel.networks import JETTY_TYPES
from gis.scenarios.applying import zone_field
from gis.scenarios.comparing.column import Column
from gis.scenarios.comparing.words import FACILITIES, LIBRARY, POPULATION, ZONING, Asked
from gis.scenarios.opening import ScenarioCatalogue
from layers.standards import facility_type, reach_criteria
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Floats = NDArray[np.float64]
# Raise it when what is computed changes, so that kept arrays are made anew.
VERSION = 2
M2_PER_HA = 10_000.0
PEOPLE, HECTARES = Text("orang", "people"), Text("ha", "ha")


def columns_of(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    """Give indicators of all units of a layer, computed once per revision of what they read.

    Parameters
    ----------
    catalogue
        A workspace or a scenario.
    asked
        Which.
    by
        Layer of units; values are in the order of its rows.

    Raises
    ------
    NoAnswerError, InputError, LayersError
        As the analyses behind them.
    """
    family = _FAMILIES[asked.family]
    used = [i for i in (by, *family.layers(catalogue, asked)) if i in catalogue]
    if _is_baselines(catalogue, asked, used):
        return columns_of(cast("ScenarioCatalogue", catalogue).base, asked, by)
    # Whoever asks for any number of minutes must not fill the disk.
    if not asked.is_usual:
        return family.compute(catalogue, asked, by)

    def make() -> dict[str, NDArray[Any]]:
        columns = family.compute(catalogue, asked, by)
        told = [[c.id, [c.title.id, c.title.en], [c.unit.id, c.unit.en], c.factor] for c in columns]
        none = np.full(len(catalogue[by].read(properties=())), np.nan)
        return {
            "told": np.frombuffer(orjson.dumps(told), dtype=np.uint8),
            "part": np.array([c.part for c in columns], dtype=np.float64),
            "whole": np.array([none if c.whole is None else c.whole for c in columns]),
            "shares": np.array([c.whole is not None for c in columns]),
        }

    kept = catalogue.derived(
        "indicator",
        list(dict.fromkeys(used)),
        make,
        version=VERSION,
        parameters={"word": asked.word, "by": by} | family.about(catalogue, asked),
        title=Text("menghitung ", "working out ") + asked.word,
    )
    told = orjson.loads(kept["told"].tobytes())
    return tuple(_column(kept, i, *row) for i, row in enumerate(told))


def _is_baselines(catalogue: Catalogue, asked: Asked, used: Collection[str]) -> bool:
    """Say whether all that a scenario edits of what counts are facilities of other types.

    Jetties count for every way there is a boat on.
    """
    if not isinstance(catalogue, ScenarioCatalogue) or asked.family not in ("within", "standard"):
        return False
    changes, about = catalogue.changes, _FAMILIES[asked.family].about
    if {*used}.intersection(changes.layers()) != {FACILITIES}:
        return False
    for layer_id in used:
        catalogue.require_unmoved(layer_id)
    touched = changes.types_touched(FACILITIES)
    counting = {asked.parts[0], *JETTY_TYPES}
    same = about(catalogue, asked) == about(catalogue.base, asked)
    return same and touched is not None and not touched.intersection(counting)


def _within_layers(catalogue: Catalogue, asked: Asked) -> list[str]:
    """Give the layers of a count within a time; a straight line takes no road."""
    del catalogue
    return [*(SERVED if asked.parts[2] == STRAIGHT else TRAVELLED)]


def _column(
    kept: Mapping[str, NDArray[Any]],
    i: int,
    name: str,
    title: list[str],
    unit: list[str],
    factor: float,
) -> Column:
    whole = kept["whole"][i] if kept["shares"][i] else None
    return Column(name, Text(*title), Text(*unit), kept["part"][i], whole, factor)


def _population(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    people = people_of(catalogue, by, POPULATION).sums()
    return (Column(asked.word, Text("Penduduk", "People"), PEOPLE, np.asarray(people)),)


def _library(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    one = indicators()[asked.word]
    part, whole = _counted(catalogue, one.counting, by, one.parameters)
    if one.absolute:
        return (Column(one.id, one.title, one.unit, part * one.factor),)
    return (Column(one.id, one.title, one.unit, part, whole, one.factor),)


def _within(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    kind, far, mode = asked.parts
    label = facility_type(kind).label
    title = Text(f"Terjangkau {label.id} {far} ({mode})", f"Within {far} of {label.en} ({mode})")
    given = {"facilities": kind, "within": far, "mode": mode}
    part, _ = _counted(catalogue, people_within, by, given)
    return (Column(asked.word, title, PEOPLE, part),)


def _counted(
    catalogue: Catalogue, counting: Counting, by: str, given: Mapping[str, Any]
) -> tuple[Floats, Floats]:
    """Count part and whole of each unit; where nobody has such a facility, no part is there."""
    codes = unit_codes(catalogue[by].read())
    try:
        table = counting(catalogue, {"by": by, "region": None}, given).table.set_index("code")
    except NoAnswerError as error:
        if error.code != "no-facility":
            raise
        people = people_of(catalogue, by, POPULATION).sums()
        return np.zeros(len(codes)), np.asarray(people)
    found = table[["part", "whole"]].reindex(codes).fillna(0.0)
    return found["part"].to_numpy(), found["whole"].to_numpy()


def _standard(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    (kind,) = asked.parts
    given = {"facilities": kind, "within": "standard", "by": by}
    try:
        rows = registry()["coverage"].run(catalogue, given).numbers["rows"]
    except NoAnswerError as error:
        if error.code != "no-facility":
            raise
        return ()
    labels = {c.id: c.label for c in reach_criteria([kind])}
    codes, found = unit_codes(catalogue[by].read()), []
    for name in dict.fromkeys(row["standard"] for row in rows):
        mine = {r["code"]: r["covered"] for r in rows if r["standard"] == name and r["applies"]}
        values = np.array([float(mine.get(code, 0.0)) for code in codes])
        found.append(Column(f"standard:{name}", labels[name], PEOPLE, values))
    return tuple(found)


def unit_codes(units: gpd.GeoDataFrame) -> list[str]:
    """Give the code of each unit, or its id where the layer has none."""
    return [str(code) for code in units.get("code", units.index)]


def _zoning(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    handle = catalogue[ZONING]
    layer = handle.layer
    field = zone_field(layer.styling, layer.schema.names)
    if field is None:
        raise NoAnswerError(
            Text(
                f"lapisan {ZONING!r} tanpa kolom kode zona",
                f"layer {ZONING!r} has no codes of zones",
            ),
            code="no-zones",
        )
    zones, units = handle.read(), catalogue[by].read()
    which, where = units.sindex.query(zones.geometry, predicate="intersects")
    shapes, held = zones.geometry.to_numpy()[which], units.geometry.to_numpy()[where]
    # Most zones lie in one unit whole, and need not be cut.
    shapely.prepare(units.geometry.to_numpy())
    whole = shapely.covers(held, shapes)
    cut = shapes.copy()
    cut[~whole] = shapely.intersection(shapes[~whole], held[~whole])
    hectares = area_m2(cut) / M2_PER_HA
    codes = zones[field].fillna("").astype(str).to_numpy()
    names = layer.schema[field].codes or {}
    found = []
    for code in sorted(set(codes)):
        mine = codes[which] == code
        values = np.bincount(where[mine], weights=hectares[mine], minlength=len(units))
        title = Text(f"Zona {code}: ", f"Zone {code}: ") + names.get(code, Text.of(code or "-"))
        found.append(Column(f"{asked.word}:{code}", title, HECTARES, values.astype(np.float64)))
    return tuple(found)


def _cover(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    layer_id = _cover_layer(catalogue)
    answer = registry()["composition"].run(catalogue, {"cover": layer_id, "by": by})
    place = {code: i for i, code in enumerate(unit_codes(catalogue[by].read()))}
    found: dict[str, Column] = {}
    for row in answer.numbers["rows"]:
        code = str(row["class"])
        if code not in found:
            title = Text("Tutupan: ", "Cover: ") + Text.of(row["class_name"])
            found[code] = Column(f"{asked.word}:{code}", title, HECTARES, np.zeros(len(place)))
        found[code].part[place[str(row["code"])]] += float(row["area_ha"])
    return tuple(found.values())


def _cover_layer(catalogue: Catalogue) -> str | None:
    """Give the latest land cover."""
    epochs = epochs_in(catalogue)
    return epochs[-1].layer.id if epochs else None


def _no_more(catalogue: Catalogue, asked: Asked) -> dict[str, Any]:
    del catalogue, asked
    return {}


def _criteria(catalogue: Catalogue, asked: Asked) -> dict[str, Any]:
    """Say which limits hold: a scenario may have others."""
    criteria = reach_criteria([asked.parts[0]])
    if isinstance(catalogue, Told):
        criteria = catalogue.criteria(criteria)
    return {"limits": [[c.id, c.metres, c.seconds] for c in criteria]}


@dataclass(frozen=True, slots=True)
class Family:
    """How indicators of one family are computed, and from which layers."""

    compute: Callable[[Catalogue, Asked, str], tuple[Column, ...]]
    layers: Callable[[Catalogue, Asked], list[str]]
    about: Callable[[Catalogue, Asked], dict[str, Any]] = _no_more


_FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        LIBRARY: Family(_library, lambda c, asked: indicators()[asked.word].layer_ids(c)),
        "population": Family(_population, lambda *_: [POPULATION]),
        "within": Family(_within, _within_layers),
        "standard": Family(_standard, lambda *_: [*TRAVELLED], _criteria),
        "zoning": Family(_zoning, lambda *_: [ZONING]),
        "cover": Family(_cover, lambda c, _: [str(_cover_layer(c))]),
    }
)
