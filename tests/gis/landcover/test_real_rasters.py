"""Real rasters with their real defects: a count, or a clear refusal."""

from __future__ import annotations

import warnings

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from rasterio.errors import NotGeoreferencedWarning

from gis.errors import GeometryError
from gis.landcover.aligning import aligned
from gis.landcover.classes import Classes
from gis.landcover.composition import composition
from gis.landcover.grids import InMemory
from gis.landcover.transitions import transitions
from layers.errors import CRSError
from layers.raster import Raster


def opened(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path) as source:
            crs = pyproj.CRS(source.crs) if source.crs else pyproj.CRS('LOCAL_CS["?",UNIT["m",1]]')
            return InMemory(Raster(source.read(1), source.transform, crs, source.nodata))


def codes_of(cells):
    values = cells.raster.values
    finite = values[np.isfinite(values)]
    held = np.unique(finite[finite != cells.nodata] if cells.nodata is not None else finite)
    return tuple(int(v) for v in held if float(v).is_integer() and abs(v) < 1e6)[:200]


def test_slope_classes_by_polygons_that_lie_in_partly_and_out(shared_data):
    cells = opened(shared_data / "raster" / "slope_classes.tif")
    classes = Classes(codes_of(cells))
    zones = gpd.read_file(shared_data / "raster" / "rasterstats_polygons_partial_overlap_shp.zip")
    zones = zones.set_crs(cells.crs, allow_override=True)
    found = composition(cells, classes, zones)
    parts = found.table.sum(axis=1) + found.no_value_ha + found.unknown_ha + found.beyond_ha
    drawn = shapely.area(zones.to_crs(6933).geometry.to_numpy()) / 1e4
    # The area of EPSG:6933 takes edges to be straight there.
    assert parts.to_numpy() == pytest.approx(drawn, rel=1e-4)
    assert (found.beyond_ha > 0).any()


def test_a_raster_of_nothing_but_nodata(shared_data):
    cells = opened(shared_data / "raster" / "all-nodata.tif")
    found = composition(cells, Classes((1, 2), missing=()))
    assert found.table.to_numpy().sum() == 0.0
    assert found.no_value_ha[0] > 0


def test_a_mask_of_land_and_sea_has_the_area_of_its_box(shared_data):
    cells = opened(shared_data / "raster" / "landsea_gshhs_1p25min.tif")
    found = composition(cells, Classes((0, 1, 2)))
    box = shapely.box(*cells.raster.bounds)
    theirs = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(box.segmentize(0.01))[0]) / 1e4
    assert found.table.to_numpy().sum() == pytest.approx(theirs, rel=1e-6)


def test_a_class_raster_seen_through_a_mask_of_other_cells(shared_data):
    mask = opened(shared_data / "raster" / "landsea_gshhs_1p25min.tif")
    other = opened(shared_data / "raster" / "gpwv3_quarter_boolean_kalimantan.asc")
    placed = InMemory(Raster(other.raster.values, other.transform, pyproj.CRS(4326), other.nodata))
    seen = aligned(mask, placed, "majority")
    found = transitions(seen, placed, (Classes((0, 1, 2)), Classes((0, 1))))
    whole = composition(placed, Classes((0, 1)))
    assert found.table.sum() == pytest.approx(
        whole.table.to_numpy().sum() + whole.no_value_ha[0], rel=1e-9
    )


@pytest.mark.parametrize("name", ["grid-nearest.tif", "rotated.tif", "float_nan.tif", "cint16.tif"])
def test_rasters_turned_or_upside_down_are_refused(shared_data, name):
    with pytest.raises(GeometryError, match="not north-up"):
        composition(opened(shared_data / "raster" / name), Classes((1, 2)))


def test_a_raster_in_no_known_system_is_refused(shared_data):
    cells = opened(shared_data / "raster" / "slope_classes.tif").raster
    local = Raster(cells.values, cells.transform, pyproj.CRS('LOCAL_CS["?",UNIT["m",1]]'), None)
    with pytest.raises(CRSError, match="not known"):
        composition(InMemory(local), Classes((1, 2)))
