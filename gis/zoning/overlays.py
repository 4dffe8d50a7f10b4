"""Overlays: what lies over or near a place and adds conditions, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis.areas import area_m2
from gis.zoning.accuracy import Accuracy
from gis.zoning.citations import Citation
from gis.zoning.ground import Ground
from layers.standards import Roadside, Setback, roadsides_of, setbacks_for
from layers.text import Text, figure
from layers.zoning.attributes import attributes

ATTRIBUTES = (
    *("kkop_1", "lp2b_2", "krb_03", "tod_04", "teb_05", "puslit", "cagbud", "resair", "ksmpdn"),
    *("hankam", "kkarst", "ptbgmb", "mgrsat", "rdbumi", "tpz_00"),
)
SAYS_NONE = frozenset({"", "-", "0", "tidak", "tidak ada", "none", "null", "n/a", "nan"})
ROAD_REACH_M = 60.0
WIDEST_RIVER_M = 2_000.0
AREAS = ("urban", "rural")


@dataclass(frozen=True, slots=True)
class Strip:
    """One setback that may hold there, and whether the place is within it."""

    held: Setback | Roadside
    reaches: bool

    def to_dict(self) -> dict[str, Any]:
        """Give the strip as plain data for JSON."""
        return {
            "id": self.held.id,
            "label": self.held.label.to_dict(),
            "distance_m": self.held.distance_m,
            "measured_from": self.held.measured_from.to_dict(),
            "reaches": self.reaches,
            "source": Citation.of_standard(self.held).id,
            "trust": self.held.trust,
        }


@dataclass(frozen=True, slots=True)
class Overlay:
    """Something over or near a place.

    Attributes
    ----------
    kind
        `attribute`, `area`, `river` or `road`.
    name
        Name of the thing; for attributes the column.
    text
        What it is and what it asks, in a sentence.
    citation
        The layer that it is in.
    is_sure
        False where the place is nearer to its line than the line is accurate.
    share
        Of the place within it, 0 to 1; None where that means nothing.
    away_m
        How far it is; 0 where it covers the place.
    strips
        Setbacks that go with it.
    accuracy
        Of its line; None where nothing was assumed of it.
    """

    kind: str
    name: str
    text: Text
    citation: Citation
    is_sure: bool = True
    share: float | None = None
    away_m: float = 0.0
    strips: tuple[Strip, ...] = ()
    accuracy: Accuracy | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the overlay as plain data for JSON."""
        return {
            "kind": self.kind,
            "name": self.name,
            "text": self.text.to_dict(),
            "source": self.citation.id,
            "trust": self.citation.trust,
            "certain": self.is_sure,
            "share": self.share,
            "distance_m": self.away_m,
            "setbacks": [strip.to_dict() for strip in self.strips],
            "accuracy": self.accuracy.to_dict() if self.accuracy else None,
        }


def of_attributes(zones: Sequence[Mapping[str, Any]], plan: Citation) -> Iterator[Overlay]:
    """Give the overlays that zones carry in their attributes, each once.

    Parameters
    ----------
    zones
        Attributes of the zones at the place: `kkop_1`, `lp2b_2`, …
    plan
        The layer they are in.
    """
    for name in ATTRIBUTES:
        said = dict.fromkeys(str(z[name]).strip() for z in zones if z.get(name) is not None)
        for value in said:
            if value.casefold() in SAYS_NONE:
                continue
            title = attributes()[name].title
            text = Text(
                f"{title.id}: {value}; ketentuannya berlaku di samping ketentuan zona",
                f"{title.en}: {value}; its rules hold beside those of the zone",
            )
            yield Overlay("attribute", name, text, plan)


def of_areas(
    place: shapely.Geometry, frame: gpd.GeoDataFrame, layer: Citation, accuracy: Accuracy
) -> Iterator[Overlay]:
    """Give the areas over a place, or so near that their line may be meant to reach it.

    Parameters
    ----------
    place
        Point or polygon in lon/lat.
    frame
        Polygons in EPSG:4326; `name` and `kind` are told where they are there.
    layer
        The layer they are in.
    accuracy
        Of their lines.
    """
    accuracy_m = accuracy.metres
    ground = Ground.about(place)
    here = ground.metres(place)
    window = shapely.box(*ground.window(place, 4.0 * accuracy_m + 1.0))
    size = float(area_m2(np.array([place]))[0])
    for row, shape in zip(frame.to_dict("records"), frame.geometry, strict=True):
        if shape is None or not shape.intersects(window):
            continue
        near = ground.metres(shapely.intersection(shape, window))
        away = float(shapely.distance(near, here))
        if away > accuracy_m:
            continue
        covered = float(area_m2(np.array([shapely.intersection(shape, place)]))[0])
        share = covered / size if size > 0 else float(away == 0.0)
        is_sure = bool(shapely.intersects(shapely.buffer(near, -accuracy_m), here))
        name = _named(row)
        text = _over(name, layer.title, share, is_sure=is_sure)
        yield Overlay("area", name, text, layer, is_sure, share, away, accuracy=accuracy)


def _named(row: Mapping[str, Any]) -> str:
    name, kind = (str(row[k]) if row.get(k) else "" for k in ("name", "kind"))
    return f"{name} ({kind})" if name and kind else name or kind or "–"


def _over(name: str, layer: Text, share: float, *, is_sure: bool) -> Text:
    if not is_sure:
        return Text(
            f"{layer.id}: {name}; garisnya lebih dekat daripada ketelitiannya, jadi mungkin "
            "termasuk, mungkin tidak",
            f"{layer.en}: {name}; its line is nearer than it is accurate, so the place may lie "
            "within it or not",
        )
    part = Text("", "") if share >= 1.0 else " (" + figure(100.0 * share, ".1f") + " %)"
    return (
        layer
        + f": {name}"
        + part
        + Text(
            "; ketentuan kawasan itu berlaku di samping ketentuan zona",
            "; the rules of that area hold beside those of the zone",
        )
    )


def of_rivers(
    place: shapely.Geometry, frame: gpd.GeoDataFrame, layer: Citation
) -> Iterator[Overlay]:
    """Give the rivers whose setback may reach a place, the nearest first.

    The bank is taken half the river's width (`width_m`) from its line. Which setback holds
    depends on embankment, depth, catchment and town: all that may hold are given.
    """
    held = list(dict.fromkeys(s for area in AREAS for s in setbacks_for("river", area)))
    farthest = max(s.distance_m or 0.0 for s in held)
    for away, row in _near(place, frame, farthest + WIDEST_RIVER_M / 2.0):
        if str(row.get("class", "river")) == "ferry":
            continue
        width = _number(row.get("width_m"))
        bank = max(away - (width or 0.0) / 2.0, 0.0)
        if bank > farthest:
            continue
        strips = tuple(Strip(s, bank <= s.distance_m) for s in held if s.distance_m is not None)
        yield Overlay(
            "river",
            _named({"name": row.get("name")}),
            _by_river(row, bank, width, strips),
            layer,
            is_sure=bank <= min(s.held.distance_m or 0.0 for s in strips),
            away_m=bank,
            strips=strips,
        )


def _by_river(
    row: Mapping[str, Any], bank: float, width: float | None, strips: Sequence[Strip]
) -> Text:
    name = _named({"name": row.get("name")})
    some = [s.held.distance_m or 0.0 for s in strips if s.reaches]
    wide = f"{width:g} m" if width is not None else ""
    how = (
        Text(f"lebar {wide}", f"width {wide}") if wide else Text("lebar tak diketahui", "no width")
    )
    return Text(
        f"Sempadan {name}: {bank:.0f} m dari tepi ({how.id}). Sempadan {min(some):g}–{max(some):g} "
        "m menjangkau tempat ini, tergantung tanggul, kedalaman, daerah aliran, dan perkotaan",
        f"Setback of {name}: {bank:.0f} m from the bank ({how.en}). Setbacks of "
        f"{min(some):g}–{max(some):g} m reach this place, depending on embankment, depth, "
        "catchment and town",
    )


def of_roads(
    place: shapely.Geometry, frame: gpd.GeoDataFrame, layer: Citation
) -> Iterator[Overlay]:
    """Give the nearest road of each class near a place, with the strip to keep free beside it."""
    seen: set[str] = set()
    for away, row in _near(place, frame, ROAD_REACH_M):
        road_class = str(row.get("class", ""))
        strips = tuple(Strip(r, away <= r.distance_m) for r in roadsides_of(road_class))
        if road_class in seen or not strips:
            continue
        seen.add(road_class)
        name = _named({"name": row.get("name")})
        widths = ", ".join(f"{s.held.distance_m:g} m ({s.held.rank})" for s in strips)  # type: ignore[union-attr]
        text = Text(
            f"{name}: as jalan {away:.0f} m dari sini. Ruang pengawasan jalan paling sedikit "
            f"{widths} dari tepi badan jalan, bila ruang milik jalan tidak cukup luas",
            f"{name}: its centre line is {away:.0f} m from here. The strip to keep free is at "
            f"least {widths} from the edge of the road, where the road's own land is not wide "
            "enough",
        )
        yield Overlay("road", name, text, layer, is_sure=False, away_m=away, strips=strips)


def _near(
    place: shapely.Geometry, frame: gpd.GeoDataFrame, reach_m: float
) -> list[tuple[float, dict[str, Any]]]:
    """Give the lines within reach of a place: metres and attributes, the nearest first."""
    ground = Ground.about(place)
    window = shapely.box(*ground.window(place, reach_m))
    here, found = ground.metres(place), []
    for row, shape in zip(frame.to_dict("records"), frame.geometry, strict=True):
        if shape is not None and shape.intersects(window):
            line = ground.metres(shapely.intersection(shape, window))
            found.append((float(shapely.distance(line, here)), row))
    return sorted((pair for pair in found if pair[0] <= reach_m), key=lambda pair: pair[0])


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if np.isfinite(number) and number >= 0 else None
