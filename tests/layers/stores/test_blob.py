"""GeoPackage blobs: header, envelope and body, both ways."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely

from layers.errors import SchemaError, StoreError
from layers.stores.blob import body_of, bounds_of, decode, encode

SHAPES = [
    shapely.Point(116.5, -1.25),
    shapely.LineString([(0, 1), (2, 5)]),
    shapely.box(-3, -2, 4, 9),
    shapely.MultiPoint([(1, 2), (3, 4)]),
    shapely.GeometryCollection([shapely.Point(1, 2), shapely.box(0, 0, 1, 1)]),
]


def _array(*shapes):
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.geom_type)
def test_what_goes_in_comes_out_with_its_bounds(shape):
    blob = encode(_array(shape), ["a"])[0]
    assert blob[:3] == b"GP\x00"
    assert struct.unpack_from("<i", blob, 4) == (4326,)
    assert shapely.equals_exact(decode([blob])[0], shape, tolerance=0)
    x0, y0, x1, y1 = shape.bounds
    assert bounds_of(blob) == (x0, x1, y0, y1)
    assert shapely.from_wkb(body_of(blob)).equals(shape)


def test_missing_and_empty_are_different_things():
    nothing, hollow = encode(_array(None, shapely.Polygon()), ["a", "b"])
    assert nothing is None
    assert hollow[3] == 0x11
    assert bounds_of(None) is None
    assert bounds_of(hollow) == ()
    assert decode([None])[0] is None
    assert decode([hollow])[0].is_empty


def test_heights_are_left_out():
    blob = encode(_array(shapely.Point(1, 2, 3)), ["a"])[0]
    assert not decode([blob])[0].has_z


def test_coordinates_that_are_not_finite_name_their_rows():
    shapes = _array(shapely.Point(1, 2), shapely.Point(np.nan, 1), shapely.Point(1, np.inf))
    with pytest.raises(SchemaError, match=r"2 geometries .* \(rows x, y\)") as caught:
        encode(shapes, ["w", "x", "y"])
    assert caught.value.code == "not-finite"


def test_big_endian_points_of_others_are_read():
    body = b"\x00" + struct.pack(">I2d", 1, 7.0, 8.0)
    blob = b"GP\x00\x00" + struct.pack(">i", 4326) + body
    assert bounds_of(blob) == (7.0, 7.0, 8.0, 8.0)
    assert decode([blob])[0] == shapely.Point(7, 8)


@pytest.mark.parametrize("blob", [b"", b"GP", b"XX\x00\x01" + bytes(30), b"GP\x00\x01" + bytes(9)])
def test_bytes_that_are_no_geometry_are_refused(blob):
    with pytest.raises(StoreError) as caught:
        decode([blob])
    assert caught.value.code == "store-damaged"
