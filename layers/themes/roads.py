"""Roads: class, legal status, surface, direction, toll, lanes and speed; and bridges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from layers.errors import SchemaError
from layers.infrastructure import code_list, default_speed_kmh
from layers.infrastructure.columns import fields_of
from layers.infrastructure.measures import LENGTH_UNITS, SPEED_UNITS, line_lengths_m
from layers.infrastructure.utilities import year_of
from layers.infrastructure.vocabulary import folded
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.themes.fitted import Fitted
from layers.themes.normalising import (
    Rule,
    added,
    coded,
    in_order,
    measured,
    named,
    normalise,
    replaced,
    true_or_false,
)
from layers.themes.theme import Theme

HIGHWAYS = frozenset(
    {
        *("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"),
        *("service", "living street", "track", "path", "footway", "cycleway", "pedestrian"),
        *("motorway link", "trunk link", "primary link", "secondary link", "tertiary link"),
        *("road", "steps", "construction", "proposed", "bridleway"),
    }
)
ONE_WAY_BY_CLASS = frozenset({"motorway", "motorway link"})
FIELDS = fields_of("roads")
CLASS, DIRECTION, ONE_WAY = FIELDS["class"], FIELDS["direction"], FIELDS["one_way"]
TOLL, BRIDGE, STATUS = FIELDS["toll"], FIELDS["bridge"], FIELDS["status"]
SPEED, LIMIT, LENGTH = FIELDS["speed_kmh"], FIELDS["maxspeed_kmh"], FIELDS["length_m"]
CLASS_RULE = coded(CLASS, "road_class")
RULES = (
    # A column `status` may tell of the legal class or of the state of the road.
    coded(FIELDS["road_function"], "road_function", shy=True),
    coded(FIELDS["road_class_legal"], "road_legal", shy=True),
    coded(STATUS, "road_state", shy=True),
    coded(FIELDS["surface"], "surface"),
    coded(DIRECTION, "direction"),
    true_or_false(TOLL),
    true_or_false(BRIDGE),
    measured(FIELDS["lanes"], {"": 1.0, "lajur": 1.0}, (1, 16)),
    measured(FIELDS["width_m"], LENGTH_UNITS, (0.5, 100)),
    measured(LIMIT, SPEED_UNITS, (3, 160)),
    measured(SPEED, SPEED_UNITS, (1, 160)),
)
ONE_WAY_OF: Mapping[str, bool] = {"forward": True, "backward": True, "both": False}


def fit_roads(fitted: Fitted, layer_id: str) -> Fitted:
    """Tell class, status, surface, direction, toll, lanes, width, speed and length of roads.

    Raises
    ------
    SchemaError
        `wrong-geometry` when no row is a line.
    """
    require_lines(fitted, layer_id)
    words = _class_words(fitted.frame)
    fitted = normalise(named(fitted, FIELDS["name"], FIELDS["code"]), CLASS_RULE, *RULES)
    if CLASS.name not in fitted.frame:
        fitted = fitted.with_(
            say.warning("class-missing", ", ".join(("class", *CLASS.aliases)), "left empty")
        )
    is_osm = bool((words.isin(HIGHWAYS)).sum() * 2 > words.ne("").sum())
    fitted = _directions(fitted, words, is_osm=is_osm)
    fitted = _marks(fitted, words, is_osm=is_osm)
    fitted = _speeds(fitted, words)
    lengths = np.round(line_lengths_m(fitted.frame.geometry.to_numpy()), 1)
    if LENGTH.name not in fitted.frame:
        fitted = added(fitted, LENGTH, lengths)
    return in_order(fitted, FIELDS.values())


def require_lines(fitted: Fitted, layer_id: str) -> None:
    """Refuse a layer of lines that has none.

    Raises
    ------
    SchemaError
        `wrong-geometry`.
    """
    kinds = fitted.frame.geometry.geom_type.dropna()
    if len(kinds) and not kinds.isin(["LineString", "MultiLineString"]).any():
        raise SchemaError(
            Text(
                f"layer {layer_id!r} meminta garis; berkas ini memuat "
                f"{', '.join(sorted(set(kinds)))}. Tambahkan dengan tema 'generic', atau dengan "
                "id lain",
                f"layer {layer_id!r} wants lines; the file has {', '.join(sorted(set(kinds)))}. "
                "Add it with theme 'generic', or under another id",
            ),
            code="wrong-geometry",
        )


def _class_words(frame: pd.DataFrame) -> pd.Series[Any]:
    """Give the words the file has for the class, as they are looked up; "" for none."""
    columns = CLASS_RULE.columns(frame)
    if not columns:
        return pd.Series("", index=frame.index, dtype=object)
    values = frame[columns[0]].astype(object)
    known = {value: folded(value) for value in values.dropna().unique()}
    return values.map(known).fillna("").astype(object)


def _directions(fitted: Fitted, words: pd.Series[Any], *, is_osm: bool) -> Fitted:
    """Tell one-way from the direction; without one, as OpenStreetMap has it."""
    frame = fitted.frame
    if DIRECTION.name not in frame and not is_osm:
        return fitted
    told = (
        frame[DIRECTION.name].to_numpy(dtype=object)
        if DIRECTION.name in frame
        else np.full(len(frame), None, dtype=object)
    )
    one_way = np.array([ONE_WAY_OF.get(str(v)) for v in told], dtype=object)
    if is_osm:
        silent = pd.isna(told) & words.ne("").to_numpy() & ~_unreadable(frame)
        implied = silent & (words.isin(ONE_WAY_BY_CLASS) | _roundabout(frame)).to_numpy()
        told = np.where(implied, "forward", np.where(silent, "both", told))
        one_way = np.where(implied, True, np.where(silent, False, one_way))
        if silent.any():
            fitted = fitted.with_(
                say.note(
                    "default-taken",
                    Text(
                        f"arah {int(silent.sum())} ruas tanpa keterangan: {int(implied.sum())} "
                        "jalan bebas hambatan dan bundaran satu arah, lainnya dua arah (aturan "
                        "OpenStreetMap)",
                        f"direction of {int(silent.sum())} roads without one: "
                        f"{int(implied.sum())} motorways and roundabouts one way, the others "
                        "both ways (as OpenStreetMap defines it)",
                    ),
                )
            )
    fitted = replaced(fitted, DIRECTION, told)
    return replaced(fitted, ONE_WAY, one_way)


def _roundabout(frame: pd.DataFrame) -> pd.Series[bool]:
    none = pd.Series(None, index=frame.index, dtype=object)
    return frame.get("junction", none).isin(["roundabout", "circular"])


def _unreadable(frame: pd.DataFrame) -> Any:
    """Mark rows whose word for the direction could not be read: no default for them."""
    column = next((c for c in DIRECTION.aliases if c in frame), None) or (
        "one_way_source" if "one_way_source" in frame else None
    )
    if column is None or DIRECTION.name not in frame:
        return np.zeros(len(frame), dtype=bool)
    return (frame[column].notna() & frame[DIRECTION.name].isna()).to_numpy()


def _marks(fitted: Fitted, words: pd.Series[Any], *, is_osm: bool) -> Fitted:
    """Fill toll, bridge and status where OpenStreetMap's silence says no."""
    frame = fitted.frame
    kinds = frame.get(CLASS.name, pd.Series(None, index=frame.index, dtype=object))
    is_toll = kinds.eq("toll").to_numpy(dtype=bool)
    if is_osm or is_toll.any():
        fitted = replaced(fitted, TOLL, _filled(frame, TOLL, is_toll, silent=is_osm))
    if is_osm:
        no = np.zeros(len(frame), dtype=bool)
        fitted = replaced(fitted, BRIDGE, _filled(frame, BRIDGE, no, silent=True))
    if is_osm and STATUS.name not in fitted.frame:
        states = code_list("road_state")
        known = {w: states.code(w) or ("existing" if w else None) for w in words.unique()}
        fitted = added(fitted, STATUS, words.map(known))
    if not is_osm:
        return fitted
    said = Text(
        "toll, bridge dan status: tanpa keterangan berarti tidak, dan ada (aturan OpenStreetMap)",
        "toll, bridge and status: silence means no, and existing (as OpenStreetMap defines it)",
    )
    return fitted.with_(say.note("default-taken", said))


def _filled(frame: pd.DataFrame, field: Field, yes: Any, *, silent: bool) -> Any:
    told = np.full(len(frame), False if silent else None, dtype=object)
    told[yes] = True
    if field.name not in frame:
        return told
    given = frame[field.name].to_numpy(dtype=object)
    return np.where(pd.isna(given), told, given)


def _speeds(fitted: Fitted, words: pd.Series[Any]) -> Fitted:
    """Fill missing speeds with the planning speed of the class, no higher than the limit."""
    frame = fitted.frame
    none = pd.Series(None, index=frame.index, dtype=object)
    kinds, surfaces = frame.get(CLASS.name, none), frame.get("surface", none)
    held = pd.to_numeric(frame.get(SPEED.name, none)).to_numpy(dtype=float)
    limit = pd.to_numeric(frame.get(LIMIT.name, none)).to_numpy(dtype=float)
    proposed = _proposed(pd.DataFrame({"kind": kinds, "word": words, "surface": surfaces}))
    proposed = np.fmin(proposed, limit) if len(frame) else proposed.astype(float)
    proposed = np.where(kinds.isna().to_numpy(), np.nan, proposed)
    filled = np.isnan(held) & ~np.isnan(proposed)
    if not filled.any():
        return fitted
    source = np.full(len(frame), None, dtype=object)
    source[~np.isnan(held)] = "file"
    source[filled] = "default"
    fitted = replaced(fitted, SPEED, np.where(filled, proposed, held))
    return added(fitted, FIELDS["speed_source"], source).with_(
        say.note(
            "default-taken",
            Text(
                f"speed_kmh {int(filled.sum())} ruas: kecepatan perencanaan menurut kelas dan "
                "perkerasan di luar kota, paling tinggi batas kecepatan; usulan (model), bukan "
                "hasil ukur; ditandai 'default' di speed_source",
                f"speed_kmh of {int(filled.sum())} roads: planning speed by class and surface "
                "outside towns, no higher than the limit; a proposal (modelled), not measured; "
                "marked 'default' in speed_source",
            ),
        )
    )


def _proposed(roads: pd.DataFrame) -> Any:
    """Give the planning speed of each road, worked out once for each kind of road."""
    group = roads.groupby(["kind", "word", "surface"], dropna=False, sort=False).ngroup()
    first = roads.loc[~group.duplicated()]
    speeds = [
        default_speed_kmh(
            None if pd.isna(kind) else str(kind),
            word=str(word),
            surface=None if pd.isna(surface) else str(surface),
        )
        for kind, word, surface in first.itertuples(index=False)
    ]
    return np.array([*speeds, None], dtype=float)[group.to_numpy()]


def line_hints(fields: tuple[Field, ...], name: str, *, width: float) -> Mapping[str, Any]:
    """Give map hints of a layer of lines in the classes of a code list."""
    names = {f.name for f in fields}
    hints: dict[str, Any] = {"shape": "line", "width": width}
    if "class" in names:
        hints |= {"class_field": "class", "classes": code_list(name).classes()}
    return hints


ROADS = Theme(
    id="roads",
    title=Text("Jalan", "Roads"),
    stored="infrastructure",
    map_group="infrastructure",
    fit=fit_roads,
    layer_ids=("roads",),
    hints=lambda fields: line_hints(fields, "road_class", width=1.4),
)

BRIDGE_FIELDS = fields_of("bridges")
BRIDGE_CLASS, BRIDGE_LENGTH = BRIDGE_FIELDS["class"], BRIDGE_FIELDS["length_m"]
LOAD_UNITS = {"": 1.0, "t": 1.0, "ton": 1.0, "kg": 0.001}
BRIDGE_RULES = (
    coded(BRIDGE_CLASS, "bridge_class", shy=True),
    coded(BRIDGE_FIELDS["material"], "bridge_material", shy=True),
    coded(BRIDGE_FIELDS["condition"], "condition", shy=True),
    coded(BRIDGE_FIELDS["road_class_legal"], "road_legal", shy=True),
    coded(BRIDGE_FIELDS["status"], "road_state", shy=True),
    measured(BRIDGE_LENGTH, LENGTH_UNITS, (0.5, 30_000)),
    measured(BRIDGE_FIELDS["width_m"], LENGTH_UNITS, (0.3, 100)),
    measured(BRIDGE_FIELDS["max_load_t"], LOAD_UNITS, (0.05, 1_000)),
    measured(BRIDGE_FIELDS["clearance_m"], LENGTH_UNITS, (0.1, 200)),
    Rule(BRIDGE_FIELDS["built_year"], lambda value, _: year_of(value), (1_850, 2_100)),
)


def fit_bridges(fitted: Fitted, layer_id: str) -> Fitted:  # noqa: ARG001 - the signature of a fit
    """Tell kind, material, length, width, load, clearance and condition of bridges.

    Bridges may be points or lines; the length of a line is measured where the file gives none.
    """
    texts = (BRIDGE_FIELDS[name] for name in ("name", "code", "carries", "crosses"))
    fitted = normalise(named(fitted, *texts), *BRIDGE_RULES)
    if BRIDGE_CLASS.name not in fitted.frame:
        columns = ", ".join(("class", *BRIDGE_CLASS.aliases))
        fitted = fitted.with_(say.warning("class-missing", columns, "left empty"))
    lengths = line_lengths_m(fitted.frame.geometry.to_numpy())
    if BRIDGE_LENGTH.name not in fitted.frame and not np.isnan(lengths).all():
        fitted = added(fitted, BRIDGE_LENGTH, np.round(lengths, 1))
    return in_order(fitted, BRIDGE_FIELDS.values())


def bridge_hints(fields: tuple[Field, ...]) -> Mapping[str, Any]:
    """Draw bridges by kind."""
    if BRIDGE_CLASS.name not in {f.name for f in fields}:
        return {}
    return {"class_field": BRIDGE_CLASS.name, "classes": code_list("bridge_class").classes()}


BRIDGES = Theme(
    id="bridges",
    title=Text("Jembatan", "Bridges"),
    stored="infrastructure",
    map_group="infrastructure",
    fit=fit_bridges,
    layer_ids=("bridges",),
    hints=bridge_hints,
)
