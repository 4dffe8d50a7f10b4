"""Indicators: numbers of each unit, which analyses give once per revision of what they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.errors import BadValueError, InputError, NoAnswerError
from gis.processes import registry
from gis.processes.answer import Told
from gis.processes.limits import limits_of, time_text
from gis.processes.travel import STRAIGHT, people_of, travel_choices
from gis.processes.values import facility_codes_of
from gis.scenarios.applying import zone_field
from layers.standards import facility_type, reach_criteria, types_with_reach
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Floats = NDArray[np.float64]
# Raise it when what is computed changes, so that kept arrays are made anew.
VERSION = 1
M2_PER_HA = 10_000.0
PEOPLE, HECTARES = "people", "ha"
FACILITIES, POPULATION, ZONING = "facilities", "population", "zoning"
TRAVELLED = ("roads", "turns", "waterways", "provinces")
USUAL_TYPES = ("puskesmas", "rs", "sd", "smp", "sma")
USUAL_TIME = "30min:car"
MOST = 60
# Limits whose indicators are kept; others are worked out each time.
USUAL_SECONDS = frozenset({900.0, 1800.0, 2700.0, 3600.0})
USUAL_METRES = frozenset({1000.0, 3000.0, 5000.0})


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator: what it is called, its unit, and a number for each unit of the layer."""

    id: str
    title: Text
    unit: str
    values: Floats


@dataclass(frozen=True, slots=True)
class Asked:
    """Indicators that are computed together: the word that asks for them, and its parts."""

    word: str
    family: str
    parts: tuple[str, ...] = ()


def read_indicators(words: str | Sequence[str]) -> tuple[Asked, ...]:
    """Read what is asked for: ``population``, ``zoning``, ``cover``, ``within:rs:30min:car``.

    Raises
    ------
    InputError
        Naming every word that is no indicator.

    Examples
    --------
    >>> [a.word for a in read_indicators("population, within:Puskesmas:1800s")]
    ['population', 'within:puskesmas:30min:car']
    """
    items = words.split(",") if isinstance(words, str) else list(words)
    faults, found = [], []
    for item in items:
        try:
            found.append(_read(str(item).strip()))
        except BadValueError as error:
            faults.append(("indicators", error.text))
    if not items or len(items) > MOST:
        told = Text(
            f"{len(items)} indikator; yang diminta 1 sampai {MOST}",
            f"{len(items)} indicators; wanted 1 to {MOST}",
        )
        faults.append(("indicators", told))
    if faults:
        raise InputError.of(faults)
    return tuple({one.word: one for one in found}.values())


def _read(word: str) -> Asked:
    family, *parts = word.split(":")
    if family in ("population", "zoning", "cover") and not parts:
        return Asked(word, family)
    if family == "standard" and len(parts) == 1:
        (kind,) = facility_codes_of(parts[0])[:1]
        return Asked(f"standard:{kind}", family, (kind,))
    if family == "within" and len(parts) in (2, 3):
        (kind,) = facility_codes_of(parts[0])[:1]
        limits = limits_of(parts[1])
        mode = parts[2] if len(parts) == 3 else (STRAIGHT if limits.metres else "car")
        if mode not in dict(travel_choices()) or limits.standard:
            raise _unread(word)
        if bool(limits.metres) != (mode == STRAIGHT) or len(limits.metres + limits.seconds) != 1:
            raise _unread(word)
        far = f"{limits.metres[0]:g}m" if limits.metres else time_text(limits.seconds[0])
        return Asked(f"within:{kind}:{far.replace(' ', '')}:{mode}", family, (kind, far, mode))
    raise _unread(word)


def _unread(word: str) -> BadValueError:
    return BadValueError(
        repr(word[:60])
        + Text(
            " bukan indikator; yang ada population, zoning, cover, standard:JENIS, "
            "within:JENIS:30min:car, within:JENIS:3km",
            " is no indicator; there are population, zoning, cover, standard:TYPE, "
            "within:TYPE:30min:car, within:TYPE:3km",
        )
    )


def usual_indicators(catalogue: Catalogue) -> tuple[Asked, ...]:
    """Give the indicators that a workspace has layers for."""
    words = []
    if POPULATION in catalogue:
        words.append("population")
        words += [f"within:{kind}:{USUAL_TIME}" for kind in _there(catalogue)[:2]]
        words += [f"standard:{kind}" for kind in _there(catalogue)]
    if ZONING in catalogue:
        words.append("zoning")
    if _cover_layer(catalogue) is not None:
        words.append("cover")
    return read_indicators(words)


def _there(catalogue: Catalogue) -> list[str]:
    """Give the usual types of facilities of which there are some, and that have a standard."""
    if FACILITIES not in catalogue or "roads" not in catalogue:
        return []
    held = set(catalogue[FACILITIES].read(properties=("type",))["type"])
    return [kind for kind in USUAL_TYPES if kind in held and kind in types_with_reach()]


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
    used = [layer_id for layer_id in family.layers(catalogue, by) if layer_id in catalogue]

    def make() -> dict[str, NDArray[Any]]:
        columns = family.compute(catalogue, asked, by)
        told = [[c.id, c.title.id, c.title.en, c.unit] for c in columns]
        return {
            "told": np.frombuffer(orjson.dumps(told), dtype=np.uint8),
            "values": np.array([c.values for c in columns], dtype=np.float64),
        }

    # Whoever asks for any number of minutes must not fill the disk.
    if not _is_usual(asked):
        return family.compute(catalogue, asked, by)
    kept = catalogue.derived(
        "indicator",
        used,
        make,
        version=VERSION,
        parameters={"word": asked.word, "by": by} | family.about(catalogue, asked),
        title=Text("menghitung ", "working out ") + asked.word,
    )
    told = orjson.loads(kept["told"].tobytes())
    return tuple(
        Column(name, Text(id_, en), unit, values)
        for (name, id_, en, unit), values in zip(told, kept["values"], strict=True)
    )


def _is_usual(asked: Asked) -> bool:
    if asked.family != "within":
        return True
    limits = limits_of(asked.parts[1])
    return {*limits.seconds} <= USUAL_SECONDS and {*limits.metres} <= USUAL_METRES


def _population(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    people = people_of(catalogue, by, POPULATION).sums()
    return (Column(asked.word, Text("Penduduk", "People"), PEOPLE, np.asarray(people)),)


def _within(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    kind, far, mode = asked.parts
    given = {"facilities": kind, "within": far, "by": by}
    rows = _rows(catalogue, given | ({} if mode == STRAIGHT else {"mode": mode}))
    label = facility_type(kind).label
    title = Text(f"Terjangkau {label.id} {far} ({mode})", f"Within {far} of {label.en} ({mode})")
    return (Column(asked.word, title, PEOPLE, _by_unit(catalogue, by, rows)),)


def _standard(catalogue: Catalogue, asked: Asked, by: str) -> tuple[Column, ...]:
    (kind,) = asked.parts
    rows = _rows(catalogue, {"facilities": kind, "within": "standard", "by": by})
    labels = {c.id: c.label for c in reach_criteria([kind])}
    found = []
    for name in dict.fromkeys(row["standard"] for row in rows):
        mine = [row for row in rows if row["standard"] == name and row["applies"]]
        values = _by_unit(catalogue, by, mine)
        found.append(Column(f"standard:{name}", labels[name], PEOPLE, values))
    return tuple(found)


def _rows(catalogue: Catalogue, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Ask for coverage; where nobody has such a facility, nobody is covered."""
    try:
        rows: list[dict[str, Any]] = registry()["coverage"].run(catalogue, given).numbers["rows"]
    except NoAnswerError as error:
        if error.code != "no-facility":
            raise
        return []
    return rows


def _by_unit(catalogue: Catalogue, by: str, rows: list[dict[str, Any]]) -> Floats:
    covered = {row["code"]: float(row["covered"]) for row in rows}
    return np.array([covered.get(code, 0.0) for code in unit_codes(catalogue[by].read())])


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
        found[code].values[place[str(row["code"])]] += float(row["area_ha"])
    return tuple(found.values())


def _cover_layer(catalogue: Catalogue) -> str | None:
    """Give the latest land cover."""
    epochs = [
        layer
        for layer in catalogue.layers()
        if layer.kind == "raster" and layer.styling.get("legend") and layer.data_date
    ]
    return max(epochs, key=lambda layer: layer.data_date).id if epochs else None


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
    layers: Callable[[Catalogue, str], list[str]]
    about: Callable[[Catalogue, Asked], dict[str, Any]] = _no_more


def _travelled(catalogue: Catalogue, by: str) -> list[str]:
    del catalogue
    return [FACILITIES, by, POPULATION, *(name for name in TRAVELLED if name != by)]


_FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "population": Family(_population, lambda _, by: [by, POPULATION]),
        "within": Family(_within, _travelled),
        "standard": Family(_standard, _travelled, _criteria),
        "zoning": Family(_zoning, lambda _, by: [by, ZONING]),
        "cover": Family(_cover, lambda c, by: [by, str(_cover_layer(c))]),
    }
)
