from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Point, box

from gis.aggregation import aggregate
from gis.aggregation.aggregating import combined
from gis.areas import area_m2
from gis.errors import GeometryError, InputError
from layers.errors import CRSError

ZONES = gpd.GeoDataFrame(
    {"name": ["west", "east"]},
    geometry=[box(117, 0, 118, 1), box(118, 0, 119, 1)],
    index=["w", "e"],
    crs=4326,
)
SITES = gpd.GeoDataFrame(
    {"kind": ["a", "b", None, "a"], "beds": [4, 6, 10, None]},
    geometry=[Point(117.1, 0.5), Point(118.1, 0.5), Point(118.2, 0.5), Point(0, 0)],
    crs=4326,
)


def test_by_zone_and_attribute_with_what_is_outside():
    found = aggregate(SITES, "count,sum:beds", by=["kind"], zones=ZONES)
    rows = found.table[["zone", "kind", "count", "sum_beds"]].astype(object)
    assert rows.where(rows.notna(), None).to_numpy().tolist() == [
        ["w", "a", 1, 4.0],
        ["e", "b", 1, 6.0],
        ["e", None, 1, 10.0],
    ]
    assert found.outside[["zone", "kind", "count", "n_beds"]].to_numpy().tolist() == [
        [None, "a", 1, 0]
    ]
    assert (found.total["count"], found.total["sum_beds"], len(found.unplaced)) == (4, 20.0, 0)
    assert list(found.zones.index) == ["w", "e"]


def test_other_reference_systems_give_the_same():
    plots = gpd.GeoDataFrame(geometry=[box(117.9, 0.2, 118.1, 0.4)], crs=4326)
    same = aggregate(plots, "area", zones=ZONES).table
    other = aggregate(plots.to_crs(3857), "area", zones=ZONES.to_crs(6933)).table
    np.testing.assert_allclose(other["area_ha"], same["area_ha"], rtol=1e-9)


def test_hexagons_and_no_zones():
    found = aggregate(SITES, hexagons_m=50_000.0)
    assert found.table["count"].sum() == 4
    assert found.zones.contains(SITES.geometry.iloc[0]).any()
    assert aggregate(SITES.iloc[:0]).total["count"] == 0
    plain = aggregate(SITES, by=["kind"])
    assert plain.table["count"].tolist() == [2, 1, 1]
    assert plain.zones is None


def test_refusals():
    with pytest.raises(InputError, match="no column seats; there are kind, beds"):
        aggregate(SITES, "sum:seats")
    with pytest.raises(InputError, match="both zones and hexagons"):
        aggregate(SITES, zones=ZONES, hexagons_m=1000.0)
    with pytest.raises(CRSError):
        aggregate(SITES.set_crs(None, allow_override=True))
    with pytest.raises(GeometryError):
        aggregate(SITES, zones=SITES)


def test_combinations_are_numbered_in_order():
    group, found = combined([np.array([1, 0, 1]), np.array([0, 0, 2])], 3)
    assert (group.tolist(), found.tolist()) == ([1, 0, 2], [[0, 0], [1, 0], [1, 2]])
    assert combined([], 2)[0].tolist() == [0, 0]
    assert pd.DataFrame(combined([], 0)[1]).empty


def test_real_districts_that_overlap_and_leave_gaps(shared_data):
    file = shared_data / "admin" / "adm_kemendagri.gpkg"
    districts = mended(gpd.read_file(file, layer="adm3", rows=60))
    regencies = mended(gpd.read_file(file, layer="adm2"))
    found = aggregate(districts, "area", zones=regencies)
    shapes, zones = districts.geometry.to_numpy(), regencies.geometry.to_numpy()
    district, regency = shapely.STRtree(zones).query(shapes, predicate="intersects")
    theirs = area_m2(shapely.intersection(shapes[district], zones[regency])).sum() / 1e4
    assert found.table["area_ha"].sum() == pytest.approx(theirs, rel=1e-9)
    rest = area_m2(shapely.difference(shapes, shapely.union_all(zones))).sum() / 1e4
    assert found.outside["area_ha"].sum() == pytest.approx(rest, rel=1e-6)
    twice = theirs + rest - found.total["area_ha"]
    assert twice > 100


def mended(frame):
    """Give valid polygons, as an import leaves them."""
    parts, owner = shapely.get_parts(
        shapely.make_valid(frame.geometry.to_numpy()), return_index=True
    )
    areas = np.isin(shapely.get_type_id(parts), (3, 6))
    groups = [shapely.union_all(parts[areas & (owner == i)]) for i in range(len(frame))]
    return frame.set_geometry(gpd.GeoSeries(groups, index=frame.index, crs=frame.crs))
