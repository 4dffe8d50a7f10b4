"""The overlay report: what every layer holds within a site, class by class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gis.aggregation.sites import nearest_outside, within_site
from layers import PackedLayer
from layers.layer import Layer, weakest_trust
from layers.packed.pieces import simple_pieces
from layers.query import Query
from layers.starter.facts import source_words
from layers.text import Text, figure
from server.aggregates.document import labels_of
from server.aggregates.limits import deadline
from server.aggregates.notes import CROSSED
from server.aggregates.request import AREAS, LINES
from server.aggregates.site import Site, geojson_of
from server.aggregates.site_cells import cells_of_layer
from server.workspace import Workspace

POINTS = ("Point", "MultiPoint")
BOUNDARIES, FACILITIES = "boundaries", "facilities"
MOST_ROWS = 500
METHOD = Text(
    "Luas geodesik (WGS 84), dipotong tepat di batas bidang; panjang dan jarak sepanjang geodesik; "
    "penduduk dan sel raster menurut bagian tepat setiap sel di dalam bidang. Bagian (share) "
    "adalah bagian dari luas bidang.",
    "Geodesic areas (WGS 84), cut exactly at the border of the site; lengths and distances along "
    "the geodesic; people and cells of rasters by the exact share of each cell inside. Shares are "
    "of the site's area.",
)

Row = dict[str, Any]
Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Classing:
    """The classes of a layer: the field, what its values are called, and each feature's own."""

    field: str | None
    codes: npt.NDArray[np.intp]
    values: list[Any]
    labels: dict[Any, Text]


def site_report(workspace: Workspace, site: Site, wanted: Sequence[Layer]) -> dict[str, Any]:
    """Give the report of a site as plain data, without links.

    Parameters
    ----------
    workspace
        Where the layers come from.
    site
        The site.
    wanted
        The layers asked for.

    Raises
    ------
    ParameterError
        If it takes too long.
    """
    tick = deadline()
    told, notes = [], []
    for layer in wanted:
        tick()
        if layer.kind == "raster":
            one = cells_of_layer(workspace.catalogue()[layer.id], site)
        else:
            one = _features_of(workspace.packed(layer), site, tick)
        told.append(_about(layer) | one)
        notes += _notes(layer, one, site)
    return {
        "site": {
            "area_ha": site.area_ha,
            "border_km": site.border_km,
            "bbox": list(site.shape.bounds),
            "geometry": geojson_of(site.shape),
        },
        "layers": told,
        "notes": [note.to_dict() for note in notes],
        "method": METHOD.to_dict(),
        "trust": weakest_trust(*wanted),
    }


def _about(layer: Layer) -> dict[str, Any]:
    return {
        "layer": layer.id,
        "title": layer.title.to_dict(),
        "theme": layer.theme,
        "trust": layer.trust,
        "data_date": layer.data_date,
        "source": layer.source,
        "source_words": source_words(layer.source).to_dict(),
        "revision": layer.revision,
    }


def _features_of(packed: PackedLayer, site: Site, tick: Tick) -> dict[str, Any]:
    """Tell of a layer of features: by class what is inside, and the nearest place outside."""
    classing = class_of(packed)
    west, south, east, north = site.shape.bounds
    positions = np.flatnonzero(packed.mask(Query(bbox=(west, south, east, north))))
    pieces, owner = simple_pieces(packed.shapes(), positions)
    found = within_site(site.shape, pieces, owner, len(positions))
    tick()
    code = classing.codes[positions[found.feature]]
    n = len(classing.values)
    measured = _measured(packed.layer)
    figures: dict[str, npt.NDArray[Any]] = {"count": np.bincount(code, minlength=n)}
    if "area_ha" in measured:
        figures["area_ha"] = np.bincount(code, found.area_m2, minlength=n) / 1e4
        figures["share"] = figures["area_ha"] / site.area_ha
    if "length_km" in measured:
        figures["length_km"] = np.bincount(code, found.length_m, minlength=n) / 1e3
    nearest = _nearest(packed, classing, site, tick) if "nearest" in measured else {}
    rows = _rows(classing, figures, nearest)
    out: dict[str, Any] = {"kind": measured["kind"], "classed_by": classing.field}
    out["n_mended"] = found.n_mended
    out["total"] = {name: _number(v.sum()) for name, v in figures.items() if name != "share"}
    if "area_ha" in measured:
        covered = min(found.covered_m2 / 1e4, site.area_ha)
        summed = float(figures["area_ha"].sum())
        out["covered_ha"], out["none_ha"] = covered, site.area_ha - covered
        out["twice_ha"] = max(summed - covered, 0.0) if summed > covered * (1 + 1e-9) else 0.0
    return out | {"rows": rows[:MOST_ROWS], "n_rows": len(rows)}


def _measured(layer: Layer) -> dict[str, Any]:
    geometry = layer.schema.geometry
    if geometry in AREAS:
        return {"kind": "areas", "area_ha": True}
    if geometry in LINES:
        return {"kind": "lines", "length_km": True}
    if geometry in POINTS:
        return {"kind": "points", "nearest": True}
    return {"kind": "features", "area_ha": True, "length_km": True}


def class_of(packed: PackedLayer) -> Classing:
    """Give the classes of a layer: those of the map, types of facilities, names of regions."""
    layer = packed.layer
    names = layer.schema.names
    field = layer.styling.get("class_field")
    if layer.theme == FACILITIES and "type" in names:
        field = "type"
    if layer.theme == BOUNDARIES and field is None and "code" in names:
        field = "code"
    if field not in names:
        return Classing(None, np.zeros(packed.n, dtype=np.intp), [None], {})
    codes, words = packed.column(str(field)).distinct()
    values = [*words, None]
    labels = labels_of(layer, str(field))
    if field == "code" and "name" in names:
        labels = _names(packed, codes, values)
    return Classing(str(field), np.asarray(codes, dtype=np.intp) % len(values), values, labels)


def _names(packed: PackedLayer, codes: npt.NDArray[Any], values: list[Any]) -> dict[Any, Text]:
    """Give the name that goes with each code."""
    name, words = packed.column("name").distinct()
    known = [*words, None]
    return {
        values[c]: Text.of(str(known[n]))
        for c, n in zip(codes.tolist(), name.tolist(), strict=True)
        if known[n] is not None
    }


def _nearest(
    packed: PackedLayer, classing: Classing, site: Site, tick: Tick
) -> dict[int, dict[str, Any]]:
    """Find for each class of points the nearest one outside the site."""
    pieces, owner = simple_pieces(packed.shapes(), np.arange(packed.n))
    label = packed.layer.styling.get("label_field") or "name"
    codes = None
    words: list[Any] = []
    if label in packed.layer.schema.names:
        codes, known = packed.column(label).distinct()
        words = [*known, None]
    tick()
    out = {}
    for one, (place, metres) in nearest_outside(site.shape, pieces, classing.codes[owner]).items():
        position = int(owner[place])
        name = None if codes is None else words[codes[position]]
        out[one] = {"id": int(packed.ids[position]), "name": name, "distance_m": metres}
    return out


def _rows(
    classing: Classing, figures: dict[str, npt.NDArray[Any]], nearest: dict[int, dict[str, Any]]
) -> list[Row]:
    """Give a row for each class that is inside, or has a nearest place outside; largest first."""
    told = np.flatnonzero(figures["count"])
    codes = sorted({*told.tolist(), *nearest})
    size = next((figures[n] for n in ("area_ha", "length_km") if n in figures), figures["count"])
    rows = []
    for code in sorted(codes, key=lambda c: -float(size[c])):
        value = classing.values[code]
        label = classing.labels.get(value)
        row: Row = {"class": value, "label": None if label is None else label.to_dict()}
        row |= {name: _number(values[code]) for name, values in figures.items()}
        rows.append(row | ({"nearest_outside": nearest.get(code)} if nearest else {}))
    return rows


def _number(value: Any) -> float | int:
    return int(value) if isinstance(value, np.integer) else float(value)


def _notes(layer: Layer, told: dict[str, Any], site: Site) -> list[Text]:
    """Say of a layer what its numbers alone would not."""
    notes = []
    title = layer.title + ": "
    if told.get("twice_ha", 0.0) > 1e-6 * site.area_ha:
        notes.append(
            title
            + figure(told["twice_ha"], ",.2f")
            + Text(
                " ha terletak di beberapa fitur sekaligus, jadi luas kelas-kelasnya lebih besar "
                "daripada luas yang tertutup",
                " ha lie in several features at once, so its classes are larger together than "
                "what they cover",
            )
        )
    if told.get("n_mended"):
        notes.append(title + figure(told["n_mended"]) + Text(" fitur", " features") + CROSSED)
    if told.get("n_rows", 0) > MOST_ROWS:
        notes.append(
            title
            + Text(f"{MOST_ROWS} kelas terbesar dari ", f"the {MOST_ROWS} largest classes of ")
            + figure(told["n_rows"])
        )
    if told.get("share_without_value", 0.0) > 1e-6:
        notes.append(
            title
            + figure(told["share_without_value"], ".1%")
            + Text(" dari bidang ini tanpa nilai", " of the site has no value")
        )
    return notes
