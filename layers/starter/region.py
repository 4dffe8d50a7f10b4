"""The starter region: every layer of it, built from facts in a few seconds, always the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from layers.layer import Layer
from layers.raster import Raster
from layers.starter.ground import boundaries
from layers.starter.lines import roads, waterways
from layers.starter.people import facilities, population, settlements

if TYPE_CHECKING:
    from layers.catalog import Catalogue

SEED = 20_220_215
STEPS = (
    "Batas wilayah / Boundaries",
    "Permukiman / Settlements",
    "Sungai / Waterways",
    "Jalan / Roads",
    "Fasilitas / Facilities",
    "Penduduk / Population",
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
    tell(5)
    people = population.draw_population(land.villages, land.districts, places, ways)
    vectors = (
        (boundaries.PROVINCES, land.provinces),
        (boundaries.REGENCIES, land.regencies),
        (boundaries.DISTRICTS, land.districts),
        (boundaries.VILLAGES, land.villages),
        (waterways.LAYER, water),
        (roads.LAYER, ways),
        (settlements.LAYER, places),
        (facilities.LAYER, services),
    )
    return Region(vectors, ((population.LAYER, people),))


def build(catalogue: Catalogue, *, seed: int = SEED, progress: Progress | None = None) -> None:
    """Build the starter region and write every layer of it into a catalogue.

    Raises
    ------
    LayerExistsError
        If the catalogue holds one of the layers already.
    """
    region = make_region(seed=seed, progress=progress)
    for layer, frame in region.vectors:
        catalogue.write(layer, frame, mode="create", provenance=_provenance(layer, seed))
    for layer, raster in region.rasters:
        catalogue.write_raster(layer, raster, provenance=_provenance(layer, seed))


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
