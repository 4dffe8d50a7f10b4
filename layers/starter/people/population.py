"""Population grid: people per cell, summing over every district to its people."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from scipy.ndimage import distance_transform_edt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import spsolve

from layers.raster import Raster
from layers.starter import facts
from layers.starter.curves import Floats
from layers.starter.describe import field, modelled_raster, styling
from layers.starter.grid import Grid

STEP_DEG = 0.005
CENTRE_REACH_CELLS = 2.5
ROAD_REACH_CELLS = 1.2
NODATA = -1.0


def draw_population(
    villages: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    settlements: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame,
) -> Raster:
    """Spread the people of each village over its cells, near settlements and roads.

    The exact fractional sum of the grid over each district (cell value times the share of
    the cell inside) equals the district's people, and so do the sums over regencies.

    Returns
    -------
    Raster
        float32 people per cell of 0.005 degrees; -1 outside the land of both provinces.
    """
    grid = Grid.over(tuple(villages.total_bounds), STEP_DEG)
    owner = village_of_cell(villages, grid)
    shares = _village_shares(owner, _pull(settlements, roads, grid), villages)
    cover = coverage(districts, grid)
    whole = np.asarray(cover.sum(axis=0)).ravel()
    shares[(whole < 0.98) & ~_lonely(owner, whole)] = 0.0
    people = _balanced(shares, owner.ravel(), villages, districts, cover)
    values = np.where(whole > 0, people, NODATA).astype(np.float32).reshape(grid.shape)
    return grid.raster(values, NODATA)


def village_of_cell(villages: gpd.GeoDataFrame, grid: Grid) -> npt.NDArray[np.int32]:
    """Burn village numbers (from 1) into cells; a tiny village gets the cell of its point."""
    owner = grid.burn(villages.geometry.to_numpy(), np.arange(1, len(villages) + 1))
    touched = grid.burn(villages.geometry.to_numpy(), np.arange(1, len(villages) + 1), touched=True)
    owner = np.where(owner > 0, owner, touched)
    absent = np.flatnonzero(np.bincount(owner.ravel(), minlength=len(villages) + 1)[1:] == 0)
    cells = grid.cell_of(villages[["lon", "lat"]].to_numpy()[absent])
    owner[cells] = absent + 1
    return owner


def coverage(zones: gpd.GeoDataFrame, grid: Grid) -> csr_array:
    """Measure the share of each cell inside each zone (zones x cells, sparse)."""
    source = NumPyRasterSource(
        np.zeros(grid.shape, dtype=np.uint8),
        xmin=grid.west,
        ymin=grid.north - grid.shape[0] * grid.step,
        xmax=grid.west + grid.shape[1] * grid.step,
        ymax=grid.north,
    )
    found = exact_extract(source, zones[["geometry"]], ["cell_id", "coverage"], output="pandas")
    cells = found["cell_id"].to_list()
    zone = np.repeat(np.arange(len(zones)), [len(c) for c in cells])
    pairs = (zone, np.concatenate(cells).astype(np.intp))
    shape = (len(zones), grid.shape[0] * grid.shape[1])
    return coo_array((np.concatenate(found["coverage"].to_list()), pairs), shape=shape).tocsr()


def _pull(settlements: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, grid: Grid) -> Floats:
    """Say how much a cell draws people: nearness to settlements by their size, and to roads."""
    lonlat = np.column_stack([settlements.geometry.x, settlements.geometry.y])
    seats = np.ones(grid.shape, dtype=bool)
    seats[grid.cell_of(lonlat)] = False
    near_seat = np.exp(-distance_transform_edt(seats) / CENTRE_REACH_CELLS)
    road = grid.burn(roads.geometry.to_numpy(), touched=True) == 0
    near_road = np.exp(-distance_transform_edt(road) / ROAD_REACH_CELLS)
    return np.asarray(0.004 + near_seat**1.5 + 0.25 * near_road)


def _village_shares(
    owner: npt.NDArray[np.int32], pull: Floats, villages: gpd.GeoDataFrame
) -> Floats:
    flat = owner.ravel()
    total = np.bincount(flat, weights=pull.ravel(), minlength=len(villages) + 1)
    people = np.r_[0.0, villages["population"].to_numpy(dtype=float)]
    return np.asarray(pull.ravel() / total[flat] * people[flat])


def _lonely(owner: npt.NDArray[np.int32], whole: Floats) -> npt.NDArray[np.bool_]:
    """Find cells of villages that have no cell fully on land: they must keep their people."""
    flat = owner.ravel()
    full = np.bincount(flat, weights=whole >= 0.98, minlength=int(flat.max()) + 1)
    return np.asarray((full[flat] == 0) & (flat > 0))


def _balanced(
    shares: Floats,
    owner: npt.NDArray[np.int32],
    villages: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    cover: csr_array,
) -> Floats:
    """Scale the shares of each district so that exact fractional sums come out right."""
    number = {code: k for k, code in enumerate(districts["code"])}
    district = np.array([number[c] for c in villages["parent"]])
    cells = np.flatnonzero((owner > 0) & (shares > 0))
    home = district[owner[cells] - 1]
    spread = coo_array((shares[cells], (cells, home)), shape=(len(shares), len(districts))).tocsr()
    factor = spsolve((cover @ spread).tocsc(), districts["population"].to_numpy(dtype=float))
    return np.asarray(spread @ factor)


LAYER = modelled_raster(
    "population",
    ("Penduduk (orang per sel)", "Population (people per cell)"),
    field("value", "number", ("Orang per sel", "People per cell"), unit="people"),
    theme="population",
    about=(
        "Sebaran penduduk model; jumlah per kabupaten/kota sama dengan angka resmi 2024.",
        "Modelled spread of people; sums by regency equal the official figures of 2024.",
    ),
    source=facts.source_text("kepmendagri-figures"),
    data_date="2024",
    method=(
        "people of each village spread near settlements and roads, then scaled so that exact "
        "fractional sums (cell value x covered share) over each district equal its people"
    ),
    styling=styling(
        "population",
        10,
        "raster",
        classes=[
            {"value": v, "label": {"id": f"≥ {v}", "en": f"≥ {v}"}, "colour": c}
            for v, c in (
                (1, "#f6e8c3"),
                (10, "#eac98a"),
                (50, "#d99a55"),
                (200, "#bf6a36"),
                (1000, "#8f3f22"),
            )
        ],
    ),
)
