"""Hostile KML, GML, GPX and OSM XML: entities, bombs, links; nothing is expanded or fetched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

BUILDERS: dict[str, tuple[str, Callable[..., bytes], str]] = {}
BODIES = {
    "kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>{0}</name>'
    "<Point><coordinates>116.8,-1.2</coordinates></Point></Placemark></Document></kml>",
    "gml": '<FeatureCollection xmlns="http://www.opengis.net/wfs" '
    'xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><a><name>{0}</name><gml:pointProperty>'
    '<gml:Point srsName="EPSG:4326"><gml:pos>-1.2 116.8</gml:pos></gml:Point></gml:pointProperty></a>'
    "</gml:featureMember></FeatureCollection>",
    "gpx": '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><wpt lat="-1.2" '
    'lon="116.8"><name>{0}</name></wpt></gpx>',
    "osm": '<osm version="0.6"><node id="1" lat="-1.2" lon="116.8"><tag k="name" v="{0}"/>'
    '<tag k="amenity" v="school"/></node></osm>',
}


def laughs(_) -> str:
    lines = ['<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)]
    return f"<!DOCTYPE x [{''.join(lines)}]>"


DOCTYPES: dict[str, Callable[..., str]] = {
    "reads_a_file": lambda c: f'<!DOCTYPE x [<!ENTITY a9 SYSTEM "file://{c.file}">]>',
    "calls_a_server": lambda c: f'<!DOCTYPE x [<!ENTITY a9 SYSTEM "{c.url}">]>',
    "laughs_a_billion_times": laughs,
    "has_parameter_entities": lambda c: f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{c.url}"> %p;]>',
    "has_an_external_dtd": lambda c: f'<!DOCTYPE x SYSTEM "{c.url}">',
}


def hostile(kind: str, doctype: Callable[..., str], encoding: str) -> Callable[..., bytes]:
    def build(canary) -> bytes:
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        return (head + doctype(canary) + BODIES[kind].format("&a9;")).encode(encoding)

    return build


for kind in BODIES:
    for attack, doctype in DOCTYPES.items():
        BUILDERS[f"{kind}_{attack}"] = (f"a.{kind}", hostile(kind, doctype, "utf-8"), "")
    build = hostile(kind, DOCTYPES["reads_a_file"], "utf-16")
    BUILDERS[f"{kind}_in_utf16_reads_a_file"] = (f"a.{kind}", build, "")
    BUILDERS[f"{kind}_cut_off"] = (f"a.{kind}", lambda c, k=kind: BODIES[k].encode()[:-9], "")


def deep(kind: str) -> Callable[..., bytes]:
    return lambda canary: BODIES[kind].format("<b>" * 5000 + "</b>" * 5000).encode()


for kind in ("kml", "gml", "gpx"):
    BUILDERS[f"{kind}_nested_5000"] = (f"a.{kind}", deep(kind), "")


@pytest.mark.parametrize("which", BUILDERS)
def test_hostile_file(refuse, canary, tmp_path, which):
    name, build, _ = BUILDERS[which]
    path = tmp_path / name
    path.write_bytes(build(canary))
    refuse(path)


def test_hostile_files_by_command(refuse_by_command):
    refuse_by_command(BUILDERS)


LINKS = {
    "a.kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>{0}'
    "</href></Link></NetworkLink><Placemark><styleUrl>{0}</styleUrl><Point><coordinates>116.8,-1.2"
    "</coordinates></Point></Placemark></Document></kml>",
    "a.gml": '<FeatureCollection xmlns="http://www.opengis.net/wfs" '
    'xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {0}">'
    '<gml:featureMember xlink:href="{0}"/></FeatureCollection>',
    "a.gpx": '<gpx version="1.1"><wpt lat="-1" lon="116"><link href="{0}"/></wpt></gpx>',
    "b.kml": '<kml xmlns="http://www.opengis.net/kml/2.2" '
    'xmlns:xi="http://www.w3.org/2001/XInclude"><Document><xi:include href="{0}"/><Placemark>'
    "<Point><coordinates>116.8,-1.2</coordinates></Point></Placemark></Document></kml>",
}


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("target", ["url", "file"])
def test_links_are_never_followed(survive, canary, name, target):
    survive(name, LINKS[name].format(getattr(canary, target)).encode())
