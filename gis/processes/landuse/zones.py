"""Zones: by which areas land is counted, and land that several of them hold counted once."""

from __future__ import annotations

import geopandas as gpd
import shapely

from gis.processes.coverage import coverage_process
from gis.processes.process import Input
from layers.text import Text

# Overlaps of zones below this share of their area are rounding of their edges.
ROUNDING = 1e-6


def zone_inputs() -> tuple[Input, Input]:
    """Declare by which zones land is counted, and in which region: `by` and `region`."""
    return (
        Input(
            "by",
            Text("Per wilayah", "By"),
            "layer",
            Text(
                "Lapisan poligon, mis. regencies atau protected_areas",
                "Layer of polygons, e.g. regencies or protected_areas",
            ),
            default="regencies",
            theme="boundaries",
            holds="polygons",
        ),
        next(spec for spec in coverage_process().inputs if spec.id == "region"),
    )


def united(zones: gpd.GeoDataFrame) -> gpd.GeoSeries | None:
    """Give all zones as one where some of them share ground; None where none do.

    Parameters
    ----------
    zones
        Valid polygons; missing and empty ones share nothing.
    """
    shapes = zones.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    overlapping, _ = tree.query(shapes, predicate="overlaps")
    within, around = tree.query(shapes, predicate="covered_by")
    if not len(overlapping) and not (within != around).any():
        return None
    return gpd.GeoSeries([shapely.union_all(shapes)], crs=zones.crs)


def shared_ha(drawn_ha: float, once_ha: float) -> float:
    """Give how much land zones share: what they have by themselves less what they have as one.

    Parameters
    ----------
    drawn_ha
        Sum of the zones.
    once_ha
        Of all of them as one.

    Examples
    --------
    >>> shared_ha(120.0, 100.0), shared_ha(100.0, 100.0 - 1e-9)
    (20.0, 0.0)
    """
    shared = drawn_ha - once_ha
    return shared if shared > ROUNDING * drawn_ha else 0.0
