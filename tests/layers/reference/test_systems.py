"""The list of reference systems: every entry is what its authority says, nothing else is found."""

from __future__ import annotations

import pyproj
import pytest

from layers.errors import CRSError
from layers.reference import CRS84, find_system, offered


def test_every_system_is_known_to_proj_by_the_name_in_the_list():
    for system in offered().values():
        assert system.crs.name.removesuffix(" (CRS84)") in (system.name, "WGS 84"), system
        assert system.source
        assert system.trust == "official"
    assert next(iter(offered().values())) is CRS84


def test_axes_are_those_of_the_authority():
    for system in offered().values():
        directions = [axis.direction for axis in system.crs.axis_info]
        assert system.is_north_first == (directions == ["north", "east"]), system
    assert [s.short for s in offered().values() if s.is_north_first] == [
        "EPSG:4326",
        "EPSG:9470",
        "EPSG:4755",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "http://www.opengis.net/def/crs/EPSG/0/32750",
        "<http://www.opengis.net/def/crs/EPSG/0/32750>",
        "https://www.opengis.net/def/crs/EPSG/9.9.1/32750",
        "urn:ogc:def:crs:EPSG::32750",
        "EPSG:32750",
        "epsg:32750",
        "[EPSG:32750]",
    ],
)
def test_a_system_is_found_however_it_is_written(text):
    assert find_system(text).short == "EPSG:32750"


def test_each_is_found_by_its_own_address_and_short_name():
    for system in offered().values():
        assert find_system(system.uri) is system is find_system(f"[{system.short}]")


@pytest.mark.parametrize(
    "text",
    ["", "EPSG", "EPSG:", "EPSG:99999", "EPSG:2154", "32750", "OGC:4326", "EPSG:CRS84", "x" * 5000,
     "http://example.org/EPSG/0/4326", "+proj=utm +zone=50", "EPSG:\u0663\u0662\u0667\u0665\u0660"],
)  # fmt: skip
def test_what_is_not_offered_is_refused_by_name(text):
    with pytest.raises(CRSError, match="is not offered; those offered: OGC:CRS84, EPSG:4326") as e:
        find_system(text)
    assert e.value.code == "crs-not-offered"
    assert len(e.value.text.id) < 1000


def test_a_system_serves_as_far_as_it_is_exact():
    assert offered()["EPSG:32750"].window == (87.0, -84.0, 147.0, 84.0)
    assert offered()["EPSG:23837"].window == (85.5, -84.0, 145.5, 84.0)
    assert offered()["EPSG:32750"].serves((116, -2, 118, 1))
    assert offered()["EPSG:32750"].serves(None)
    assert not offered()["EPSG:32750"].serves((-10, -2, 118, 1))
    assert not offered()["EPSG:3857"].serves((116, -89, 118, 1))
    assert CRS84.serves((-180, -90, 180, 90))
    # EPSG's own area of use of each zone lies inside.
    for system in offered().values():
        area = pyproj.CRS(system.short).area_of_use
        assert system.serves((area.west, max(area.south, -85.06), area.east, min(area.north, 84)))
