"""Applying: what each kind of edit makes of the rows of a layer."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gis.areas import area_m2
from gis.errors import InputError
from gis.geodesic import geodesic_m
from gis.scenarios.edits import Edit
from gis.scenarios.joining import joined
from gis.scenarios.state import ADDED, GEOMETRY, LayerState, Row
from layers.standards import facility_type
from layers.text import Text

if TYPE_CHECKING:
    from layers.schema import Field

SOURCE = "scenario"
M2_PER_HA = 10_000.0
# What of a row goes with the code of its zone.
ZONE_FIELDS = ("namobj", "kodzon", "namzon", "kodszn", "namszn", "jnsrpr", "kdb", "klb", "kdh")
_TYPES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "text": (str,),
        "integer": (int,),
        "number": (int, float),
        "boolean": (bool,),
        "date": (str,),
        "datetime": (str,),
    }
)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an edit bore on: features of the layer that it changed, took off or added."""

    features: tuple[int, ...]


def apply(state: LayerState, edit: Edit) -> Applied:
    """Apply an edit to the rows of its layer.

    Raises
    ------
    InputError
        Naming what of the edit does not fit the layer.
    """
    return _APPLIED[edit.kind.id](state, edit)


def _add(state: LayerState, edit: Edit) -> Applied:
    shape = edit["geometry"]
    if shape is None:
        raise _fault(
            "geometry", Text("wajib diisi: geometri GeoJSON", "is required: a GeoJSON geometry")
        )
    row = _properties(state, edit["properties"] or {})
    return _put_new(state, edit, row, shape)


def _put_new(state: LayerState, edit: Edit, row: Row, shape: shapely.Geometry) -> Applied:
    """Add a row, with what every new one has."""
    names = state.layer.schema.names
    usual = {"code": f"S{edit.n}", "source": SOURCE, "trust": "illustrative"}
    filled = {name: row.get(name, usual.get(name)) for name in names}
    missing = [f.name for f in state.layer.schema.fields if f.required and filled[f.name] is None]
    if missing:
        raise _fault(
            "properties",
            Text(f"wajib diisi: {', '.join(missing)}", f"required: {', '.join(missing)}"),
        )
    feature = ADDED + edit.n
    state.put(feature, filled | {GEOMETRY: _fitting(state, shape)})
    return Applied((feature,))


def _change(state: LayerState, edit: Edit) -> Applied:
    feature = edit.feature
    row = state.row(feature) | _properties(state, edit["properties"] or {})
    if edit["geometry"] is not None:
        row[GEOMETRY] = _fitting(state, edit["geometry"])
    state.put(feature, row)
    return Applied((feature,))


def _remove(state: LayerState, edit: Edit) -> Applied:
    state.take(edit.feature)
    return Applied((edit.feature,))


def _facility(state: LayerState, edit: Edit) -> Applied:
    _require_fields(state, "type")
    (kind,) = edit["type"]
    found = facility_type(kind)
    row = {
        "name": edit["name"] or f"{found.label.id} ({SOURCE} {edit.n})",
        "type": kind,
        "group": found.group,
        "capacity": edit["capacity"],
        "status": "operating",
    }
    return _put_new(state, edit, row, shapely.Point(edit["at"]))


def _move(state: LayerState, edit: Edit) -> Applied:
    row = state.row(edit.feature)
    state.put(edit.feature, row | {GEOMETRY: _fitting(state, shapely.Point(edit["at"]))})
    return Applied((edit.feature,))


def _road(state: LayerState, edit: Edit) -> Applied:
    _require_fields(state, "class")
    _require_code(state, "class", edit["class"])
    bridge, course = edit.kind.id == "bridge", np.array(edit["line"], dtype=np.float64)
    line = joined(state, course, edit["join"], both=bridge)
    row = {
        "name": edit["name"],
        "class": edit["class"],
        "surface": "paved",
        "speed_kmh": edit["kmh"],
        "one_way": False,
        "toll": False,
        "bridge": bridge,
        "status": "existing",
        "length_m": float(geodesic_m(line[:-1], line[1:]).sum()),
    }
    return _put_new(state, edit, row, shapely.LineString(line))


def _speed(state: LayerState, edit: Edit) -> Applied:
    _require_fields(state, "speed_kmh")
    if edit["feature"] is not None:
        features = [edit.feature]
    else:
        _require_fields(state, "class")
        features = state.where("class", edit["class"])
        if not features:
            there = ", ".join(sorted({str(c) for c in state.frame["class"].dropna()}))
            raise _fault(
                "class",
                Text(
                    f"tidak ada jalan kelas {edit['class']!r}; yang ada {there}",
                    f"no road of class {edit['class']!r}; there are {there}",
                ),
            )
    for feature, row in state.rows(features).items():
        state.put(feature, row | {"speed_kmh": edit["kmh"]})
    return Applied(tuple(features))


def _zone(state: LayerState, edit: Edit) -> Applied:
    field = zone_field(state.layer.styling, state.layer.schema.names)
    if field is None:
        raise _fault(
            "layer",
            Text(
                f"lapisan {state.layer.id!r} tanpa kolom kode zona",
                f"layer {state.layer.id!r} has no field for a code of zones",
            ),
        )
    _require_code(state, field, edit["code"])
    zoned = _zoned(state, field, edit["code"])
    if edit["feature"] is not None:
        row = state.row(edit.feature)
        state.put(edit.feature, row | zoned)
        return Applied((edit.feature,))
    return _rezone(state, edit, zoned)


def zone_field(styling: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """Give the field that holds the code of a zone."""
    for name in (styling.get("class_field"), "kodszn", "kodzon"):
        if name in names:
            return str(name)
    return None


def _zoned(state: LayerState, field: str, code: str) -> Row:
    """Give what goes with a code: as the layer's own rows of that code have it most often."""
    alike = state.frame[state.frame[field] == code]
    row: Row = {field: code}
    for name in ZONE_FIELDS:
        if name in state.frame and name != field:
            common = alike[name].mode()
            row[name] = common.iloc[0] if len(common) else None
    codes = state.layer.schema[field].codes or {}
    if code in codes and "namobj" in state.frame and row.get("namobj") is None:
        row["namobj"] = codes[code].id
    return row


def _rezone(state: LayerState, edit: Edit, zoned: Row) -> Applied:
    """Cut a drawn parcel out of the zones there are, and put it in with another code."""
    parcel = edit["parcel"]
    met = [
        i
        for i in state.meeting(parcel)
        if shapely.area(shapely.intersection(state.row(i)[GEOMETRY], parcel)) > 0.0
    ]
    if not met:
        raise _fault(
            "parcel",
            Text(
                f"bidang ini tidak bertemu satu pun zona lapisan {state.layer.id!r}",
                f"the parcel meets no zone of layer {state.layer.id!r}",
            ),
        )
    largest = max(
        met, key=lambda i: shapely.area(shapely.intersection(state.row(i)[GEOMETRY], parcel))
    )
    pattern = state.row(largest)
    for feature in met:
        row = state.row(feature)
        left = _areas_of(shapely.difference(row[GEOMETRY], parcel))
        if left.is_empty:
            state.take(feature)
        else:
            state.put(feature, row | {GEOMETRY: _fitting(state, left)} | _area(state, left))
    new = {k: v for k, v in pattern.items() if k not in (GEOMETRY, "code")} | zoned
    new |= {"source": SOURCE, "trust": "illustrative"} | _area(state, parcel)
    new = {k: v for k, v in new.items() if k in state.layer.schema.names}
    made = _put_new(state, edit, new, parcel)
    return Applied((*met, *made.features))


def _areas_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Give the areas of a shape, without lines and points that a cut leaves behind."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.MultiPolygon([q for p in parts for q in shapely.get_parts(p)])


def _area(state: LayerState, shape: shapely.Geometry) -> Row:
    if "luasha" not in state.layer.schema.names:
        return {}
    return {"luasha": float(area_m2(np.array([shape], dtype=object))[0]) / M2_PER_HA}


_APPLIED: Mapping[str, Callable[[LayerState, Edit], Applied]] = MappingProxyType(
    {
        "add": _add,
        "change": _change,
        "remove": _remove,
        "close": _remove,
        "facility": _facility,
        "move": _move,
        "road": _road,
        "bridge": _road,
        "speed": _speed,
        "zone": _zone,
    }
)


def _properties(state: LayerState, given: Mapping[str, Any]) -> Row:
    """Check properties against the fields of a layer."""
    fields = {f.name: f for f in state.layer.schema.fields}
    faults = [(f"properties.{k[:40]}", _unknown(k, list(fields))) for k in given if k not in fields]
    for name, value in given.items():
        if name in fields and value is not None:
            wrong = _misfit(fields[name], value)
            faults += [(f"properties.{name}", wrong)] if wrong else []
    if faults:
        raise InputError.of(faults)
    return dict(given)


def _misfit(field: Field, value: Any) -> Text | None:
    truth = isinstance(value, bool)
    if not isinstance(value, _TYPES[field.type]) or (truth and field.type != "boolean"):
        return Text(
            f"{value!r} bukan {field.type}; yang diminta {field.type}",
            f"{value!r} is no {field.type}; wanted {field.type}",
        )
    if field.codes and value not in field.codes:
        return _unknown(str(value), list(field.codes))
    return None


def _unknown(name: str, known: list[str]) -> Text:
    near = difflib.get_close_matches(name, known, n=3) or known[:20]
    return Text(
        f"{name[:40]!r} tidak dikenal; yang ada: {', '.join(near)}",
        f"{name[:40]!r} is not known; there are {', '.join(near)}",
    )


def _require_fields(state: LayerState, name: str) -> None:
    if name not in state.layer.schema.names:
        raise _fault(
            "layer",
            Text(
                f"lapisan {state.layer.id!r} tanpa kolom {name!r}",
                f"layer {state.layer.id!r} has no field {name!r}",
            ),
        )


def _require_code(state: LayerState, field: str, code: str) -> None:
    codes = state.layer.schema[field].codes
    known = list(codes) if codes else sorted({str(c) for c in state.frame[field].dropna()})
    if code not in known:
        raise _fault("code" if field != "class" else "class", _unknown(code, known))


def _fitting(state: LayerState, shape: shapely.Geometry) -> shapely.Geometry:
    """Give a shape of the kind the layer holds, or refuse it."""
    wanted = state.layer.schema.geometry
    if wanted in ("Geometry", shape.geom_type):
        return shape
    if wanted == f"Multi{shape.geom_type}":
        return shapely.from_wkb(shapely.to_wkb(_multi(shape)))
    raise _fault(
        "geometry",
        Text(
            f"lapisan {state.layer.id!r} memuat {wanted}, bukan {shape.geom_type}",
            f"layer {state.layer.id!r} holds {wanted}, not {shape.geom_type}",
        ),
    )


def _multi(shape: shapely.Geometry) -> shapely.Geometry:
    makers: dict[str, Callable[..., Any]] = {
        "Point": shapely.multipoints,
        "LineString": shapely.multilinestrings,
        "Polygon": shapely.multipolygons,
    }
    return makers[shape.geom_type]([shape])


def _fault(name: str, what: Text) -> InputError:
    return InputError.of([(name, what)])
