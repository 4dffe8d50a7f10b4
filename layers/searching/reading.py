"""Reading what of a layer can be found: its features by name and code, and its classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.boundaries.codes import CODE, LEVEL_NAMES
from layers.boundaries.crosswalk import crosswalk
from layers.boundaries.levels import LEVEL_OF
from layers.layer import Layer
from layers.query import BBox
from layers.searching.entries import Entry, joined_box
from layers.searching.units import regions_at
from layers.standards import facility_types
from layers.text import Text

LEVEL_KINDS = dict(zip(LEVEL_NAMES, ("province", "regency", "district", "village"), strict=True))
NAMES = ("name", "nama", "namobj", "title", "judul", "label")
REGIONS = ("district_code", "village_code", "regency_code")
# Zones of a detailed plan: the field of the code, and that of its name.
ZONES = (("kodzon", "namzon"), ("kodszn", "namszn"))
LINES = ("LineString", "MultiLineString")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields of a layer say its name, its class, and where it lies."""

    name: str | None
    region: str | None
    classes: tuple[str, ...]

    @classmethod
    def of(cls, layer: Layer) -> Columns:
        """Choose them by the layer's description."""
        names = layer.schema.names
        shown, classed = layer.styling.get("label_field"), layer.styling.get("class_field")
        wanted = [n for n in (*NAMES[:2], shown if shown != classed else None, *NAMES[2:]) if n]
        if "kodszn" in names:
            wanted = ["name"]
        listed = [classed, "type", *(code for code, _ in ZONES)]
        classes = [n for n in listed if n in names and _labels(layer, n) is not None]
        return cls(
            next((n for n in wanted if n in names), None),
            next((n for n in REGIONS if n in names), None),
            tuple(dict.fromkeys(classes)),
        )

    def wanted(self, layer: Layer) -> tuple[str, ...]:
        """Give the fields to be read."""
        more = ("code", "bps_code", "name_en", *(n for pair in ZONES for n in pair))
        asked = (self.name, self.region, *self.classes, *more)
        return tuple(dict.fromkeys(n for n in asked if n in layer.schema.names))


def kind_of_layer(layer: Layer) -> str:
    """Tell what kind of things the features of a layer are."""
    names = set(layer.schema.names)
    if layer.id in LEVEL_OF:
        return LEVEL_KINDS[LEVEL_OF[layer.id]]
    known = [
        ("facility", layer.theme == "facilities" or layer.id == "facilities"),
        ("facility", "type" in names and "capacity" in names),
        ("waterway", bool(names & {"navigable", "waterway"}) or layer.id == "waterways"),
        ("road", bool(names & {"one_way", "toll", "highway"}) or layer.id == "roads"),
        ("settlement", layer.theme == "population" and layer.schema.geometry == "Point"),
        ("asset", layer.theme == "assets"),
        ("area", layer.theme in ("boundaries", "land")),
    ]
    return next((kind for kind, holds in known if holds), "feature")


def entries_of(
    layer: Layer, frame: gpd.GeoDataFrame, units: gpd.GeoDataFrame | None
) -> list[Entry]:
    """Give what can be found of a layer.

    Parameters
    ----------
    layer
        Its description.
    frame
        Its features in EPSG:4326, with the fields that `Columns` wants.
    units
        Districts with a column `code`, for layers that do not say theirs.
    """
    columns = Columns.of(layer)
    placed = _Placed.of(frame)
    found = list(_features(layer, columns, frame, placed, units))
    if layer.schema.geometry in LINES or kind_of_layer(layer) in ("road", "waterway"):
        found = _grouped(found)
    return found + [e for name in columns.classes for e in _classes(layer, name, frame, placed)]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where features are: a point on each and its box, by row; None for those without."""

    spots: npt.NDArray[np.float64]
    boxes: npt.NDArray[np.float64]
    place: list[tuple[float, float] | None]
    box: list[BBox | None]

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> _Placed:
        shapes = frame.geometry.to_numpy()
        boxes = shapely.bounds(shapes)
        spots = np.round(shapely.bounds(shapely.point_on_surface(shapes))[:, :2], 6)
        known = np.isfinite(boxes).all(axis=1) & np.isfinite(spots).all(axis=1)
        pairs = zip(known.tolist(), spots.tolist(), boxes.tolist(), strict=True)
        told = [(tuple(spot), tuple(box)) if there else (None, None) for there, spot, box in pairs]
        return cls(spots, boxes, [one[0] for one in told], [one[1] for one in told])

    def around(self, rows: npt.NDArray[np.intp]) -> BBox | None:
        """Give the box round several features."""
        boxes = self.boxes[rows]
        boxes = boxes[np.isfinite(boxes).all(axis=1)]
        if not len(boxes):
            return None
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return cast("BBox", tuple(np.concatenate([low, high]).tolist()))


def _features(
    layer: Layer,
    columns: Columns,
    frame: gpd.GeoDataFrame,
    placed: _Placed,
    units: gpd.GeoDataFrame | None,
) -> Iterator[Entry]:
    kind = kind_of_layer(layer)
    names, english = _texts(frame, columns.name), _texts(frame, "name_en")
    codes, bps = _texts(frame, "code"), _texts(frame, "bps_code")
    regions = _regions(layer, columns, frame, placed, units)
    labels = [(_texts(frame, name), _labels(layer, name) or {}) for name in columns.classes]
    known = _bps_codes() if kind in LEVEL_KINDS.values() else {}
    ids = frame.index.to_list()
    words = lru_cache(maxsize=None)(lambda *values: _words(_told(values, labels)))
    for row, name in enumerate(names):
        code = codes[row]
        if not name and not code:
            continue
        values = tuple(listed[row] for listed, _ in labels)
        other = bps[row] or known.get(code, "")
        pairs = [("code", code)] * bool(code) + [("bps", other)] * bool(other)
        yield Entry(
            kind,
            Text(name, english[row] or name) if name else _called(_told(values, labels), code),
            int(ids[row]),
            place=placed.place[row],
            bbox=placed.box[row],
            region=regions[row],
            codes=pairs,
            also=words(*values) if name else (),
            unnamed=not name,
        )


def _told(
    values: Sequence[str], labels: Sequence[tuple[list[str], Mapping[str, Text]]]
) -> list[tuple[str, Text]]:
    """Give the classes of a feature that have a label."""
    pairs = ((value, told.get(value)) for value, (_, told) in zip(values, labels, strict=True))
    return [(value, text) for value, text in pairs if text]


def _called(classes: Sequence[tuple[str, Text]], code: str) -> Text:
    """Call what has no name by its class and code."""
    title = classes[0][1] if classes else Text("", "")
    return title + f" {code}" if title else Text(code, code)


def _words(classes: Sequence[tuple[str, Text]]) -> tuple[str, ...]:
    told = ((value, text.id, text.en) for value, text in classes)
    return tuple(dict.fromkeys(word for words in told for word in words))


def _texts(frame: gpd.GeoDataFrame, name: str | None) -> list[str]:
    if name is None or name not in frame:
        return [""] * len(frame)
    values = frame[name]
    found: list[str] = values.astype(object).where(values.notna(), "").astype(str).to_list()
    return found


def _regions(
    layer: Layer,
    columns: Columns,
    frame: gpd.GeoDataFrame,
    placed: _Placed,
    units: gpd.GeoDataFrame | None,
) -> list[str]:
    own = _texts(frame, "code" if layer.id in LEVEL_OF else columns.region)
    own = [code if CODE.fullmatch(code) else "" for code in own]
    if units is None or all(own):
        return own
    found = regions_at(placed.spots, units)
    return [code or other for code, other in zip(own, found.tolist(), strict=True)]


def _labels(layer: Layer, name: str) -> dict[str, Text] | None:
    """Give what the values of a field of classes are called; None for other fields."""
    field = layer.schema[name]
    labels = {str(value): text for value, text in (field.codes or {}).items()}
    if layer.styling.get("class_field") == name:
        for one in layer.styling.get("classes") or ():
            if one.get("label"):
                labels.setdefault(str(one.get("value")), Text.of(one["label"]))
    if name == "type" and not labels:
        labels = {t.id: t.label for t in facility_types()}
    zone = name in dict(ZONES) and dict(ZONES)[name] in layer.schema.names
    return labels if labels or zone else None


def _classes(layer: Layer, name: str, frame: gpd.GeoDataFrame, placed: _Placed) -> Iterator[Entry]:
    """Give each class that features have, with how many have it and their box."""
    labels = _labels(layer, name) or {}
    titles = dict(zip(_texts(frame, name), _texts(frame, dict(ZONES).get(name)), strict=True))
    zoned = layer.theme in ("zoning", "plan")
    kind = "zone" if zoned else "class"
    if name == "type" and kind_of_layer(layer) == "facility":
        kind = "facility_type"
    values = np.array(_texts(frame, name), dtype=object)
    for value in sorted(set(values.tolist()) - {""}):
        rows = np.flatnonzero(values == value)
        yield Entry(
            kind,
            labels.get(value) or Text.of(titles[value] or value),
            n_features=len(rows),
            bbox=placed.around(rows),
            codes=[("class", value)] if zoned else (),
            value=(name, value),
            names=(value, titles[value]),
        )


def _grouped(entries: list[Entry]) -> list[Entry]:
    """Put parts of one road or river together: the same name in the same district."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.title.id, entry.region), []).append(entry)
    out = []
    for (title, region), parts in groups.items():
        middle = parts[len(parts) // 2]
        out.append(
            Entry(
                middle.kind,
                parts[0].title,
                parts[0].feature,
                len(parts),
                middle.place,
                joined_box(part.bbox for part in parts),
                region,
                codes=[pair for part in parts for pair in part.codes],
                value=("name", title) if len(parts) > 1 else ("", ""),
                also=parts[0].also,
            )
        )
    return out


def _bps_codes() -> dict[str, str]:
    return {pair.code: pair.bps_code for pair in crosswalk()}
