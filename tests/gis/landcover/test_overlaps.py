"""Overlaps of two layers with codes, by hand and against geopandas' overlay."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import box

from gis.areas import area_m2
from gis.errors import GeometryError
from gis.landcover.overlaps import is_narrow, overlaps, polygons_of
from layers.errors import CRSError


def layer(*rows, crs=4326):
    codes, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"code": list(codes)}, geometry=list(shapes), crs=crs)


def hectares(shape):
    return float(area_m2(np.array([shape]))[0]) / 1e4


def unlike(a, b):
    return None if a == b else "unlike"


def test_only_what_clashes_and_the_largest_first():
    general = layer(("A", box(117, 0, 117.1, 0.1)), ("B", box(117.1, 0, 117.2, 0.1)))
    detailed = layer(("A", box(117, 0, 117.12, 0.1)), ("C", box(117.12, 0, 117.13, 0.2)))
    found = overlaps(general, detailed, clash=unlike)
    assert found[["clash", "one", "other"]].to_numpy().tolist() == [
        ["unlike", "B", "A"],
        ["unlike", "B", "C"],
    ]
    assert found["area_ha"].tolist() == pytest.approx(
        [hectares(box(117.1, 0, 117.12, 0.1)), hectares(box(117.12, 0, 117.13, 0.1))], rel=1e-7
    )


def test_pieces_that_touch_are_one_patch():
    general = layer(("A", box(117, 0, 117.5, 0.5)))
    tiles = [("B", box(117 + i / 10, 0.1, 117 + (i + 1) / 10, 0.2)) for i in range(4)]
    found = overlaps(general, layer(*tiles, ("B", box(117.45, 0.4, 117.6, 0.6))), clash=unlike)
    assert len(found) == 2
    assert (
        found.geometry[0].equals_exact(box(117, 0.1, 117.4, 0.2), 1e-6)
        or found.geometry[0].symmetric_difference(box(117, 0.1, 117.4, 0.2)).area < 1e-9
    )
    assert found["area_ha"][1] == pytest.approx(hectares(box(117.45, 0.4, 117.5, 0.5)), rel=1e-6)


def test_as_geopandas_overlays_them():
    draw = np.random.default_rng(5)
    blobs = [shapely.Point(*draw.uniform(116, 118, 2)).buffer(0.3) for _ in range(12)]
    frame = box(115, 115 - 1, 119, 119)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(draw.uniform(116, 118, (15, 2))), extend_to=frame
        )
    )
    general = layer(*((f"G{i % 3}", cell) for i, cell in enumerate(cells)))
    detailed = layer(*((f"D{i % 4}", blob) for i, blob in enumerate(blobs)))
    general, detailed = (
        f.set_geometry(shapely.transform(f.geometry.to_numpy(), lambda xy: xy - (0, 117)), crs=4326)
        for f in (general, detailed)
    )
    found = overlaps(general, detailed, clash=lambda a, b: None if (a, b) == ("G0", "D0") else "x")
    merged = general.dissolve("code").reset_index()
    theirs = gpd.overlay(merged, detailed.dissolve("code").reset_index(), keep_geom_type=True)
    theirs["ha"] = area_m2(theirs.geometry.to_numpy()) / 1e4
    pairs = theirs.set_index(["code_1", "code_2"])["ha"]
    ours = found.groupby(["one", "other"])["area_ha"].sum()
    assert ("G0", "D0") not in ours.index
    for pair, ha in ours.items():
        assert ha == pytest.approx(pairs[pair], rel=1e-6)
    assert len(ours) == len(pairs.drop(("G0", "D0"), errors="ignore"))


def test_rows_without_code_or_shape_are_passed_over():
    general = layer(("A", box(117, 0, 117.1, 0.1)), (None, box(117, 0, 118, 1)), ("A", None))
    detailed = layer(("B", None), (None, box(117, 0, 118, 1)))
    assert overlaps(general, detailed, clash=unlike).empty
    assert overlaps(general, general, clash=unlike).empty


def test_zones_in_metres_are_brought_to_degrees():
    square = layer(("A", box(117, 0, 117.1, 0.1)))
    other = layer(("B", box(117.05, 0, 117.2, 0.1)))
    there = overlaps(square, other, clash=unlike)["area_ha"].tolist()
    assert overlaps(square, other.to_crs(32750), clash=unlike)["area_ha"].tolist() == pytest.approx(
        there, rel=1e-5
    )


def test_what_cannot_be_overlaid_is_refused():
    square = layer(("A", box(117, 0, 117.1, 0.1)))
    with pytest.raises(CRSError, match="has no CRS"):
        overlaps(square, layer(("B", box(0, 0, 1, 1)), crs=None), clash=unlike)
    crossed = shapely.Polygon([(117, 0), (117.1, 0.1), (117.1, 0), (117, 0.1)])
    with pytest.raises(GeometryError, match="invalid"):
        overlaps(square, layer(("B", crossed)), clash=unlike)


def test_narrow_is_judged_by_the_width_on_the_ground():
    wide = 60 / 110_574
    shapes = gpd.GeoSeries(
        [box(117, 60, 117 + wide, 60.1), box(117, 0, 117 + wide, 0.1), box(117, 0, 117.1, 0.1)],
        crs=4326,
    )
    # At 60 degrees north a degree of longitude is half as long.
    assert is_narrow(shapes, 25.0).tolist() == [True, False, False]
    assert is_narrow(shapes, 31.0).tolist() == [True, True, False]


def test_polygons_of_what_overlays_leave():
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), box(0, 0, 1, 1), shapely.MultiPolygon([box(2, 2, 3, 3)])]
    )
    assert shapely.area(polygons_of(mixed)).tolist() == [1.0, 1.0]
    assert len(polygons_of(shapely.Polygon())) == 0
    assert len(polygons_of(shapely.LineString([(0, 0), (1, 1)]))) == 0
