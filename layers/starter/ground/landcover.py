"""Land cover of 2017 and 2024: two epochs of one model, with change where it would happen."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import distance_transform_edt, zoom

from layers import landcover
from layers.raster import Raster
from layers.starter import facts
from layers.starter.curves import blob
from layers.starter.describe import field, modelled_raster, styling
from layers.starter.grid import Grid
from layers.starter.projection import lonlat_to_xy, to_lonlat

STEP_DEG = 0.0025
NODATA = 0
DELTA_KM = 9.0  # how far inland mangrove and ponds reach in a delta
FOREST, MANGROVE, TREES, SHRUB, CROPS, PADDY, WETLAND, BUILT, BARE, WATER = range(1, 11)
EPOCHS = (2017, 2024)
Field = npt.NDArray[np.float32]
Cover = npt.NDArray[np.uint8]

# Sketched belts as (lon, lat, reach in degrees): where a cover is at home.
SWAMPS = ((116.35, -0.30, 0.42), (114.85, -2.65, 0.42), (116.60, 0.05, 0.25), (114.75, -2.95, 0.2))
PADDIES = (
    (114.55, -3.25, 0.32),
    (115.15, -2.85, 0.22),
    (115.35, -2.55, 0.22),
    (116.42, -1.48, 0.12),
    (117.05, -0.33, 0.10),
    (114.65, -3.55, 0.20),
    (117.62, 2.05, 0.08),
)
MINES = (
    (117.05, -0.55, 0.30),
    (117.45, 0.60, 0.22),
    (115.75, -3.50, 0.25),
    (115.20, -3.00, 0.16),
    (115.50, -2.25, 0.16),
    (116.85, -0.30, 0.22),
    (115.05, -3.80, 0.14),
    (117.35, 2.05, 0.14),
    (115.95, -1.85, 0.12),
)
ESTATES = ((116.70, -0.94, 0.20), (116.95, 0.30, 0.18), (116.15, -2.25, 0.16))
DELTAS = ((117.48, -0.70, 0.28), (117.85, 2.15, 0.22), (116.75, -1.10, 0.09), (116.38, -1.85, 0.16))


@dataclass(frozen=True, slots=True)
class Setting:
    """What the land cover depends on, on the grid of 0.0025 degrees (all float32 or bool)."""

    land: npt.NDArray[np.bool_]
    height: Field
    people: Field  # people per hectare
    sea_km: Field
    road_km: Field
    water: npt.NDArray[np.bool_]
    core: npt.NDArray[np.bool_]
    government: npt.NDArray[np.bool_]
    guarded: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Texture:
    """Seeded noise and sketched belts that both epochs share."""

    broad: Field
    mid: Field
    fine: Field
    speck: Field
    swamp: Field
    paddy: Field
    mine: Field
    delta: Field
    estate: Field


def draw_land_cover(grid: Grid, setting: Setting, rng: np.random.Generator) -> dict[int, Raster]:
    """Model the land cover of both epochs; 0 outside the land.

    Classes are those of the common legend. Between the epochs towns, mines and plantations
    grow at their edges, some bare land greens over, and the core of IKN is cleared and built.
    """
    noise = [grid.noise(rng, size_cells=n) for n in (110, 30, 8, 3)]
    texture = Texture(*noise, *(_belt(grid, b) for b in (SWAMPS, PADDIES, MINES, DELTAS, ESTATES)))
    cover = {e: _classify(setting, texture, float(e > EPOCHS[0])) for e in EPOCHS}
    return {e: grid.raster(values, NODATA) for e, values in cover.items()}


def _classify(at: Setting, tx: Texture, later: float) -> Cover:
    access = np.exp(-at.road_km / 3.5) + 0.5 * np.exp(-at.road_km / 12)
    wild = 0.9 * (at.height / 160) + 0.8 * tx.broad + 0.6 * tx.mid - 1.9 * access + 0.9
    wild += np.where(at.guarded, 1.1, -later * 0.16 * (1 + access))
    cover = np.full(at.land.shape, SHRUB, dtype=np.uint8)
    cover[(tx.mid - 0.5 * tx.fine + 0.25 * later > 0.05) & (at.height < 350)] = TREES
    cover[wild + 0.35 * tx.fine > 0] = FOREST
    settled = at.people * np.exp(0.5 * tx.fine)
    crops = (settled > 0.35) | (access + 0.4 * tx.fine + 0.2 * tx.mid > 1.35)
    cover[crops & (at.height < 260) & (cover != FOREST)] = CROPS
    _wet(at, tx, cover)
    _mined(at, tx, cover, later)
    _built(at, tx, cover, settled, later)
    cover[at.water] = WATER
    return np.where(at.land, cover, NODATA).astype(np.uint8)


def _wet(at: Setting, tx: Texture, cover: Cover) -> None:
    """Lay wetland, paddy, mangrove and ponds over the dry classes."""
    noise, low = tx.mid + 0.6 * tx.fine, at.height < 60
    cover[(tx.swamp + 0.22 * noise > 0.72) & low] = WETLAND
    cover[(tx.paddy + 0.20 * noise > 0.62) & low & (cover != FOREST)] = PADDY
    fringe = np.exp(-at.sea_km / 1.1) + 0.9 * tx.delta * np.exp(-at.sea_km / 6) + 0.20 * noise
    coast = (fringe > 0.78) & (at.height < 12)
    coast |= (tx.delta + 0.15 * noise > 0.5) & (at.sea_km < DELTA_KM) & (cover != CROPS)
    cover[coast] = MANGROVE
    cover[coast & (tx.delta > 0.35) & (noise > 0.55)] = WATER


def _mined(at: Setting, tx: Texture, cover: Cover, later: float) -> None:
    """Open mines, wider by 2024, with some old ground greened over by then."""
    score = tx.mine + 0.28 * tx.mid + 0.34 * tx.fine + 0.16 * later
    mined = (score > 1.12) & ~at.guarded & (at.sea_km > 1.0)
    cover[mined] = BARE
    if later:
        cover[mined & (tx.speck + tx.fine > 2.1)] = SHRUB


def _built(at: Setting, tx: Texture, cover: Cover, settled: Field, later: float) -> None:
    """Build up towns and roadsides; clear and build parts of IKN's core by 2024."""
    noise = tx.fine + 0.5 * tx.speck
    estate = (tx.estate + 0.25 * tx.fine > 0.55) & (cover == FOREST) & ~at.guarded
    cover[estate] = TREES
    built = settled * np.exp(0.35 * tx.speck) * (1 + 0.35 * later) > 15.0
    built |= (at.road_km < 0.3) & (settled * np.exp(0.5 * tx.speck) * (1 + 0.2 * later) > 4.5)
    cover[built] = BUILT
    if later:
        for zone, cleared, finished in ((at.core, 0.94, 0.99), (at.government, 0.5, 0.8)):
            bare, done = np.quantile(noise[zone], (cleared, finished))
            cover[zone & (noise > bare)] = BARE
            cover[zone & (noise > done)] = BUILT


def _belt(grid: Grid, places: tuple[tuple[float, float, float], ...]) -> Field:
    """Give closeness to sketched places: 1 at a place, 0.37 one reach away."""
    columns = grid.west + grid.step * (np.arange(grid.shape[1], dtype=np.float32) + 0.5)
    rows = grid.north - grid.step * (np.arange(grid.shape[0], dtype=np.float32) + 0.5)
    out = np.zeros(grid.shape, dtype=np.float32)
    for lon, lat, reach in places:
        x = np.exp(-(((columns - lon) / reach) ** 2)).astype(np.float32)
        y = np.exp(-(((rows - lat) / reach) ** 2)).astype(np.float32)
        np.maximum(out, y[:, None] * x[None, :], out=out)
    return out


@dataclass(frozen=True, slots=True)
class Sheet:
    """Coarser inputs, on cells twice as wide: height (m), land of the island, people per cell."""

    height: Field
    dry: npt.NDArray[np.bool_]
    people: Field


def make_setting(
    grid: Grid, sheet: Sheet, frames: dict[str, gpd.GeoDataFrame], rng: np.random.Generator
) -> Setting:
    """Bring what land cover depends on to one grid.

    Parameters
    ----------
    sheet
        Elevation, land and population on cells twice as wide as the grid's.
    frames
        The layers `provinces`, `roads`, `waterways`, `ikn_areas` and `protected_areas`.
    """
    land = grid.burn(frames["provinces"].geometry.to_numpy()) > 0
    cell_km = grid.step * 111.0
    ikn = frames["ikn_areas"].set_index("kind").geometry
    road = grid.burn(frames["roads"].geometry.to_numpy(), touched=True) == 0
    per_hectare = np.maximum(sheet.people, 0) / 30.8
    return Setting(
        land=land,
        height=_doubled(sheet.height, grid),
        people=_doubled(per_hectare.astype(np.float32), grid),
        sea_km=_doubled((distance_transform_edt(sheet.dry) * 2 * cell_km).astype(np.float32), grid),
        road_km=(distance_transform_edt(road) * cell_km).astype(np.float32),
        water=_water(grid, frames["waterways"], rng),
        core=grid.burn([ikn["core"]]) > 0,
        government=grid.burn([ikn["government"]]) > 0,
        guarded=grid.burn(frames["protected_areas"].geometry.to_numpy()) > 0,
    )


def _doubled(values: Field, grid: Grid) -> Field:
    doubled = zoom(values, 2, order=1, grid_mode=True, mode="nearest")
    return np.asarray(doubled[: grid.shape[0], : grid.shape[1]], dtype=np.float32)


def _water(
    grid: Grid, waterways: gpd.GeoDataFrame, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Burn lakes, and rivers wide enough to fill a cell."""
    lakes = facts.table("lakes")
    xy = lonlat_to_xy(lakes[["lon", "lat"]].to_numpy())
    radius = np.sqrt(lakes["area_ha"].to_numpy() * 1e4 / np.pi)
    shapes = [blob(x, y, r, rng, swing=0.35) for (x, y), r in zip(xy, radius, strict=True)]
    wide = ((waterways["class"] == "river") & (waterways["width_m"] >= 140)).to_numpy()
    lines = list(waterways.geometry.to_numpy()[wide])
    lake = grid.burn(list(to_lonlat(np.array(shapes))))
    broad = (waterways["width_m"] >= 340).to_numpy() & wide
    return np.asarray((lake > 0) | (grid.burn(lines) > 0)) | (
        grid.burn(list(shapely.buffer(waterways.geometry.to_numpy()[broad], 0.0016))) > 0
    )


LEGEND = landcover.legend(landcover.COMMON)
LAYERS = {
    epoch: modelled_raster(
        f"land_cover_{epoch}",
        (f"Tutupan lahan {epoch}", f"Land cover {epoch}"),
        field(
            "value",
            "integer",
            ("Kelas tutupan lahan", "Land-cover class"),
            codes=LEGEND.labels(),
        ),
        theme="land",
        about=(
            f"Tutupan lahan model untuk {epoch} dengan legenda bersama.",
            f"Modelled land cover for {epoch} in the common legend.",
        ),
        source=landcover.source_text("common-legend"),
        data_date=str(epoch),
        method=(
            "rules over modelled terrain, population, roads, coast and sketched belts with seeded "
            "noise, cells of 0.0025 degrees; both epochs share the noise, so change is at edges"
        ),
        styling=styling(
            "land",
            10 + k,
            "raster",
            class_field="value",
            classes=LEGEND.map_classes(as_number=True),
        ),
    )
    for k, epoch in enumerate(reversed(EPOCHS))
}
