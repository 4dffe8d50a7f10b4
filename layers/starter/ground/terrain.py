"""Terrain: a plausible surface from known ridges, and its slope."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from layers.raster import Raster
from layers.starter import facts
from layers.starter.describe import field, modelled_raster, styling
from layers.starter.grid import Grid
from layers.starter.ground.coast import coast

STEP_DEG = 0.005
CELL_M = 555.0  # side of a cell near the equator; differs by less than 0.5 % over the region
NODATA = -1.0
Heights = npt.NDArray[np.float32]
STEEPNESS = 2.6  # slopes within a cell are steeper than between cells
SHORE_KM = 9.0  # hills fade towards the sea over about this far
PLAIN_RISE_M = 0.45  # metres of rise for each kilometre from the sea


def elevation(grid: Grid, dry: npt.NDArray[np.bool_], rng: np.random.Generator) -> Heights:
    """Model the height of every cell in metres: plains rising inland, ridges, rough hills.

    Parameters
    ----------
    grid
        Grid of 0.005 degrees.
    dry
        Which cells are land, the neighbours' included.
    """
    from_sea_km = distance_transform_edt(dry) * CELL_M / 1_000
    relief = np.zeros(grid.shape, dtype=np.float32)
    for row in facts.table("ridges").itertuples():
        line = LineString([[float(v) for v in p.split()] for p in str(row.points).split(";")])
        away = distance_transform_edt(grid.burn([line], touched=True) == 0) * CELL_M / 1_000
        relief += row.height_m * np.exp(-((away / row.width_km) ** 1.6)).astype(np.float32)
    broad, fine = grid.noise(rng, size_cells=40), grid.noise(rng, size_cells=7)
    relief *= np.clip(1 + 0.3 * broad, 0.3, 1.8) * -np.expm1(-from_sea_km / SHORE_KM)
    rough = 2.5 + 0.10 * relief + 0.12 * np.clip(from_sea_km - 15, 0, 60)
    plain = PLAIN_RISE_M * from_sea_km * np.clip(1 + 0.4 * broad, 0.3, 2)
    return np.where(dry, np.maximum(plain + relief + rough * fine, 0.5), 0.0).astype(np.float32)


def draw_slope(height: Heights, grid: Grid, land: npt.NDArray[np.bool_]) -> Raster:
    """Give the slope of the modelled surface in degrees; -1 outside the land."""
    down, right = np.gradient(height, CELL_M)
    degrees = np.degrees(np.arctan(STEEPNESS * np.hypot(down, right)))
    values = np.where(land, np.round(degrees * 4) / 4, NODATA).astype(np.float32)
    return grid.raster(values, NODATA)


def dry_cells(grid: Grid, land: BaseGeometry) -> npt.NDArray[np.bool_]:
    """Tell which cells touch land: that of both provinces or of their neighbours."""
    return grid.burn([land, coast()], touched=True) > 0


LAYER = modelled_raster(
    "slope",
    ("Kemiringan lereng (derajat)", "Slope (degrees)"),
    field("value", "number", ("Kemiringan", "Slope"), unit="degree"),
    theme="land",
    about=(
        "Lereng dari permukaan model; untuk mencoba analisis, bukan untuk rancang bangun.",
        "Slope of a modelled surface; to try analyses with, not to design with.",
    ),
    source=facts.source_text("compiled-knowledge"),
    data_date="2026",
    method="surface from sketched ridges and seeded noise on cells of 0.005 degrees; degrees",
    styling=styling(
        "land",
        30,
        "raster",
        classes=[
            {"value": v, "label": {"id": t, "en": t}, "colour": c}
            for v, t, c in (
                (0, "0-2°", "#f3f1e8"),
                (2, "2-5°", "#e3dcc0"),
                (5, "5-10°", "#cbb98a"),
                (10, "10-20°", "#a98b62"),
                (20, "> 20°", "#6e5537"),
            )
        ],
    ),
)
