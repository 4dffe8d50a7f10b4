"""OGC API Features Part 2 (18-058r1), reference systems: its abstract tests, on both stores."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pyproj
import pytest
import shapely

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
URI = re.compile(r"http://www\.opengis\.net/def/crs/(OGC/1\.3/CRS84|EPSG/0/[0-9]{4,6})")
UNKNOWN = "http://www.opengis.net/def/crs/OGC/0/does_not_exist"
# What the tests turn coordinates into themselves; making a change takes PROJ up to a second in
# others, all of which tests/server/features/test_systems.py holds to geopandas.
KNOWN = {"CRS84", "4326", "3857", "32650", "32750", "4755", "23837", "23870", "9489"}
WGS84 = pyproj.CRS.from_user_input("OGC:CRS84")


@cache
def authority(uri):
    """Give the system of an address, its axes in the order its authority has them."""
    code = uri.rsplit("/", 1)[1]
    return pyproj.CRS.from_user_input("OGC:CRS84" if code == "CRS84" else f"EPSG:{code}")


@cache
def change(uri):
    """Give the change from longitude and latitude into a system's own axes."""
    return pyproj.Transformer.from_crs(WGS84, authority(uri), always_xy=False)


def back(uri, shape):
    """Give positions in longitude and latitude that were given in a system's own axes."""
    found = change(uri).transform(*shapely.get_coordinates(shape).T, direction="INVERSE")
    return np.column_stack(found)


def known(collection):
    """Give the systems of a collection that the tests know."""
    found = [uri for uri in collection["crs"] if uri.rsplit("/", 1)[1] in KNOWN]
    assert len(found) == len(KNOWN)
    return found


def shapes(document):
    """Give the shapes of a page by their ids."""
    return {f["id"]: shapely.geometry.shape(f["geometry"]) for f in document["features"]}


def test_crs_uri(service):
    """/conf/crs/crs-uri: each reference system is named by an address of OGC's registry."""
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in service.conforms
    for one in service.collections:
        assert len(set(one["crs"])) == len(one["crs"])
        assert all(URI.fullmatch(uri) for uri in (*one["crs"], one["storageCrs"]))


def test_default_crs(service):
    """/conf/crs/default-crs: every collection with an extent offers CRS84."""
    for one in service.spatial:
        assert CRS84 in one["crs"]


def test_storage_crs(service):
    """/conf/crs/storageCrs: the system that data is kept in is one of those offered."""
    for one in service.collections:
        assert one["storageCrs"] in one["crs"]


def test_crs_parameter(service):
    """/conf/crs/crs-parameter: each system listed can be asked for and stands in Content-Crs."""
    for one in service.spatial:
        home = f"/collections/{one['id']}/items"
        for uri in known(one):
            for path in (f"{home}?limit=1", f"{home}/{service.ids(one['id'], limit=1)[0]}"):
                answer = service.client.get(f"{path}{'&' if '?' in path else '?'}crs={uri}")
                assert answer.status_code == 200
                assert answer.headers["Content-Crs"] == f"<{uri}>"


def test_crs_parameter_invalid(service):
    """/conf/crs/crs-parameter-invalid: a system that is not listed is 400."""
    for one in service.spatial:
        for path in ("items", f"items/{service.ids(one['id'], limit=1)[0]}"):
            refused = service.get(f"/collections/{one['id']}/{path}", crs=UNKNOWN)
            assert refused.status_code == 400
    assert service.get("/collections/samples/items", crs="").status_code == 400


def test_crs_parameter_default(service):
    """/conf/crs/crs-parameter-default: without crs, everything is as with CRS84."""
    for one in service.spatial:
        path = f"/collections/{one['id']}/items"
        plain, named = service.get(path), service.get(path, crs=CRS84)
        assert plain.headers["Content-Crs"] == named.headers["Content-Crs"] == f"<{CRS84}>"
        assert plain.get_json()["features"] == named.get_json()["features"]


def test_crs_parameter_transform(service):
    """/conf/crs/crs-parameter-transform: turned back by pyproj, shapes are where they were."""
    for one in service.spatial:
        plain = shapes(service.items(one["id"], limit=8))
        for uri in known(one):
            turned = shapes(service.items(one["id"], limit=8, crs=uri))
            assert set(turned) == set(plain)
            for fid, shape in turned.items():
                apart = np.abs(back(uri, shape) - shapely.get_coordinates(plain[fid]))
                assert apart.max() < 1e-7, (one["id"], uri)


def box_in(uri, west, south, east, north):
    """Give a box in a system's own axes that covers one in degrees."""
    corners = change(uri).transform([west, west, east, east], [south, north, south, north])
    (a, *_, c), (b, *_, d) = (sorted(map(float, axis)) for axis in corners)
    return f"{a!r},{b!r},{c!r},{d!r}"


def test_bbox_crs_parameter(service):
    """/conf/crs/bbox-crs-parameter: a box finds the same in each system."""
    # Degrees for degrees; in metres the straight sides are bent on the globe, by less than this.
    bent = 0.02
    for one in service.spatial:
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        middle = (west + east) / 2
        found = set(service.ids(one["id"], bbox=f"{west},{south},{middle},{north}"))
        near = ",".join(map(str, (west - bent, south - bent, middle + bent, north + bent)))
        might = set(service.ids(one["id"], bbox=near))
        for uri in known(one):
            box = box_in(uri, west - 1e-9, south - 1e-9, middle, north + 1e-9)
            got = set(service.ids(one["id"], bbox=box, bbox_crs=uri))
            assert found <= got <= might, (one["id"], uri)


def test_bbox_crs_parameter_invalid(service):
    """/conf/crs/bbox-crs-parameter-invalid: a system that is not offered is 400."""
    for one in service.spatial:
        path = f"/collections/{one['id']}/items"
        assert service.get(path, bbox="1,2,3,4", bbox_crs=UNKNOWN).status_code == 400


def test_bbox_crs_parameter_default(service):
    """/conf/crs/bbox-crs-parameter-default: without bbox-crs, a box is in CRS84."""
    box = "116,-1,117,0"
    assert service.ids("samples", bbox=box) == service.ids("samples", bbox=box, bbox_crs=CRS84)
    assert service.ids("samples", bbox=box) != service.ids("samples")


@pytest.mark.parametrize("code", [4326, 4755])
def test_latitude_comes_first_where_the_authority_says_so(service, code):
    """/conf/crs/crs-parameter-transform: in these systems latitude is written first."""
    uri = f"http://www.opengis.net/def/crs/EPSG/0/{code}"
    plain, turned = (shapes(service.items("samples", **more)) for more in ({}, {"crs": uri}))
    for fid, shape in turned.items():
        found = shapely.get_coordinates(shape)[:, ::-1]
        assert found == pytest.approx(shapely.get_coordinates(plain[fid]), abs=1e-4)
