"""The starter region: every layer of it, built from facts in a few seconds, always the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.errors import LayerExistsError
from layers.layer import Layer
from layers.raster import Raster
from layers.schema import Text
from layers.starter.grid import Grid
from layers.starter.ground import boundaries, ikn, landcover, protected, terrain
from layers.starter.lines import roads, waterways
from layers.starter.people import assets, facilities, population, settlements
from layers.starter.plans import spatial_plan, zoning

if TYPE_CHECKING:
    from layers.catalog import Catalogue

SEED = 20_220_215
STEPS = (
    "Batas wilayah / Boundaries",
    "Permukiman / Settlements",
    "Sungai / Waterways",
    "Jalan / Roads",
    "Fasilitas dan aset / Facilities and assets",
    "Penduduk / Population",
    "IKN dan kawasan lindung / IKN and protected areas",
    "Lereng / Slope",
    "Tutupan lahan / Land cover",
    "Zonasi / Zoning",
    "Pola ruang / Spatial plan",
)
VECTORS = (
    boundaries.PROVINCES,
    boundaries.REGENCIES,
    boundaries.DISTRICTS,
    boundaries.VILLAGES,
    ikn.LAYER,
    zoning.LAYER,
    spatial_plan.LAYER,
    roads.LAYER,
    waterways.LAYER,
    facilities.LAYER,
    settlements.LAYER,
    protected.LAYER,
    assets.LAYER,
)
RASTERS = (
    landcover.LAYERS[2017],
    landcover.LAYERS[2024],
    population.LAYER,
    terrain.LAYER,
)
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Region:
    """Layers with their data: frames in EPSG:4326 whose columns follow the schema, and rasters."""

    vectors: tuple[tuple[Layer, gpd.GeoDataFrame], ...]
    rasters: tuple[tuple[Layer, Raster], ...]


def make_region(*, seed: int = SEED, progress: Progress | None = None) -> Region:
    """Build the starter region in memory, touching no store.

    Parameters
    ----------
    seed
        Seed of everything that is drawn by chance; the same seed gives the same bytes.
    progress
        Called as each step begins, with its number (from 0), how many there are, and its name.
    """
    tell = _teller(progress)
    tell(0)
    land = boundaries.draw_boundaries(_rng(seed, 1))
    tell(1)
    places = settlements.place_settlements(land.villages, _rng(seed, 2))
    tell(2)
    water = waterways.draw_waterways(_rng(seed, 3))
    tell(3)
    ways = roads.draw_roads(places, water, land.land, _rng(seed, 4))
    tell(4)
    services = facilities.place_facilities(places, land.districts, water, _rng(seed, 5))
    things = assets.place_assets(places, water, _rng(seed, 6))
    tell(5)
    people = population.draw_population(land.villages, land.districts, places, ways)
    tell(6)
    frames = {
        "provinces": land.provinces,
        "regencies": land.regencies,
        "districts": land.districts,
        "villages": land.villages,
        "ikn_areas": ikn.draw_ikn(land.land, _rng(seed, 7)),
        "waterways": water,
        "roads": ways,
        "settlements": places,
        "facilities": services,
        "assets": things,
        "protected_areas": protected.draw_protected(land.land, _rng(seed, 8)),
    }
    rasters = {"population": people}
    return _with_grounds_and_plans(land.land, frames, rasters, seed, tell)


def _with_grounds_and_plans(
    land: BaseGeometry,
    frames: dict[str, gpd.GeoDataFrame],
    rasters: dict[str, Raster],
    seed: int,
    tell: Callable[[int], None],
) -> Region:
    """Add slope, land cover, zoning and the spatial plan to what stands."""
    tell(7)
    grid = Grid.over(tuple(frames["villages"].total_bounds), terrain.STEP_DEG)
    dry = terrain.dry_cells(grid, land)
    height = terrain.elevation(grid, dry, _rng(seed, 9))
    rasters["slope"] = terrain.draw_slope(height, grid, grid.burn([land], touched=True) > 0)
    tell(8)
    fine = Grid.over(tuple(frames["villages"].total_bounds), landcover.STEP_DEG)
    sheet = landcover.Sheet(height, dry, rasters["population"].values)
    setting = landcover.make_setting(fine, sheet, frames, _rng(seed, 10))
    for epoch, raster in landcover.draw_land_cover(fine, setting, _rng(seed, 11)).items():
        rasters[f"land_cover_{epoch}"] = raster
    tell(9)
    frames["zoning"] = zoning.draw_zoning(frames, _rng(seed, 12))
    tell(10)
    relief = spatial_plan.Relief(grid, height, rasters["population"].values)
    frames["spatial_plan"] = spatial_plan.draw_spatial_plan(
        frames["regencies"], frames["protected_areas"], relief, _rng(seed, 13)
    )
    return Region(
        tuple((layer, frames[layer.id]) for layer in VECTORS),
        tuple((layer, rasters[layer.id]) for layer in RASTERS),
    )


def build(catalogue: Catalogue, *, seed: int = SEED, progress: Progress | None = None) -> None:
    """Build the starter region and write every layer of it into a catalogue.

    Raises
    ------
    LayerExistsError
        If the catalogue holds one of the layers already.
    """
    _refuse_to_overwrite(catalogue)
    write_region(catalogue, make_region(seed=seed, progress=progress), seed=seed)


def write_region(catalogue: Catalogue, region: Region, *, seed: int = SEED) -> None:
    """Write every layer of a region that has been built into a catalogue.

    Raises
    ------
    LayerExistsError
        If the catalogue holds one of the layers already.
    """
    for layer, frame in region.vectors:
        catalogue.write(layer, frame, mode="create", provenance=_provenance(layer, seed))
    for layer, raster in region.rasters:
        catalogue.write_raster(layer, raster, provenance=_provenance(layer, seed))


def _refuse_to_overwrite(catalogue: Catalogue) -> None:
    """Find out before the work of building, not after."""
    there = [layer.id for layer in (*VECTORS, *RASTERS) if layer.id in catalogue]
    if there:
        raise LayerExistsError(
            Text(
                f"ruang kerja sudah memuat {', '.join(there)}; buat kawasan awal di ruang kerja "
                "kosong, atau hapus layer-layer ini dahulu",
                f"the workspace holds {', '.join(there)} already; build the starter region in an "
                "empty workspace, or delete these layers first",
            )
        )


def _provenance(layer: Layer, seed: int) -> dict[str, Any]:
    return {
        "builder": "layers.starter",
        "seed": seed,
        "source": layer.source,
        "method": layer.method,
        "trust": layer.trust,
    }


def _rng(seed: int, part: int) -> np.random.Generator:
    return np.random.default_rng([seed, part])


def _teller(progress: Progress | None) -> Callable[[int], None]:
    def tell(step: int) -> None:
        if progress is not None:
            progress(step, len(STEPS), STEPS[step])

    return tell
