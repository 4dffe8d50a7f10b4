"""Extracts read against GDAL's own reader, by hand counts, and when they are damaged."""

from __future__ import annotations

import struct
import tempfile
import zlib
from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import shapely
from osmium.osm import mutable

from layers import ingest
from layers.errors import ImportRefusedError, SourceError
from layers.sources.limits import Limits
from layers.sources.osm.theme import themes

NEGATIVE = (
    '<osm version="0.6"><node id="-1" lat="1" lon="1"/><way id="-2"><nd ref="-1"/>'
    '<nd ref="-1"/><tag k="highway" v="path"/></way></osm>'
)
NODES = {1: (117.0, -1.0), 2: (117.1, -1.0), 3: (117.1, -0.9), 4: (117.0, -0.9)}


def node(osm_id, where=(117.5, -0.5), **tags):
    return mutable.Node(id=osm_id, version=1, location=where, tags=tags)


def way(osm_id, *nodes, **tags):
    return mutable.Way(id=osm_id, version=1, nodes=list(nodes), tags=tags)


def by_gdal(path, layer, where):
    pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": "NO"})  # ids out of order
    frame = pyogrio.read_dataframe(path, layer=layer, where=where, use_arrow=False)
    pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": None})
    return frame.set_index(frame["osm_id"].astype(int))


@pytest.mark.parametrize("name", ["sample.osm.pbf", "planet_10.068_48.135.osm", "duitama.osm.pbf"])
def test_roads_are_those_gdal_reads(shared_data, read, name):
    path = shared_data / "osm" / name
    reading = read(path, "roads")
    taken = "','".join(sorted(themes()["roads"].rules[0].values or ()))
    theirs = by_gdal(path, "lines", f"highway IN ('{taken}')")
    ours = dict(zip(reading.attributes["osm_id"], reading.geometry, strict=True))
    # GDAL reads closed ways with area=yes as areas and draws ways of which nodes are missing.
    assert set(theirs.index) <= set(ours) | _left_out(reading)
    common = [i for i in theirs.index if i in ours]
    assert len(common) >= 0.97 * len(ours)
    assert shapely.equals_exact(
        np.array([ours[i] for i in common]), theirs.geometry[common].to_numpy(), 1e-7
    ).all()
    kept = reading.attributes.set_index("osm_id").loc[common, "highway"].tolist()
    assert kept == theirs["highway"][common].tolist()


def _left_out(reading):
    said = [f.message.split(":")[0].split() for f in reading.findings if f.row is not None]
    return {int(osm_id) for kind, osm_id in said if kind == "way"}


def test_buildings_are_those_gdal_reads(shared_data, read):
    path = shared_data / "osm" / "duitama.osm.pbf"
    reading = read(path, "buildings")
    theirs = pyogrio.read_dataframe(
        path, layer="multipolygons", where="building IS NOT NULL", use_arrow=False
    )
    assert len(reading.rows) == 36961
    ways = theirs[theirs["osm_way_id"].notna()]
    theirs_area = dict(
        zip(ways["osm_way_id"].astype(int), shapely.area(ways.geometry), strict=True)
    )
    kinds = reading.attributes["osm_type"].to_numpy()
    ids = reading.attributes["osm_id"].to_numpy()
    ours_area = dict(zip(ids, shapely.area(reading.geometry), strict=True))
    common = [i for i in ids[kinds == "way"] if i in theirs_area]
    assert len(common) >= 36_700
    assert [ours_area[i] for i in common] == pytest.approx([theirs_area[i] for i in common])
    relations = theirs[theirs["osm_id"].notna()].set_index("osm_id")
    assert {str(i) for i in ids[kinds == "relation"]} == set(relations.index)


def test_boundaries_are_those_gdal_reads(shared_data, read):
    path = shared_data / "osm" / "duitama.osm.pbf"
    reading = read(path, "boundaries")
    theirs = by_gdal(path, "multipolygons", "boundary = 'administrative' AND osm_id IS NOT NULL")
    ids = reading.attributes["osm_id"].tolist()
    common = [i for i in ids if i in theirs.index]
    assert len(common) == len(ids) == 71
    areas = dict(zip(ids, shapely.area(reading.geometry), strict=True))
    assert [areas[i] for i in common] == pytest.approx(
        shapely.area(theirs.geometry[common].to_numpy()).tolist()
    )


@pytest.mark.parametrize(
    ("name", "theme", "n"),
    [  # counted with osmium's own tag filter
        ("sample.osm.pbf", "roads", 36),
        ("planet_10.068_48.135.osm", "roads", 14),
        ("duitama.osm.pbf", "roads", 5016),
        ("duitama.osm.pbf", "waterways", 80),
        ("duitama.osm.pbf", "places", 259),
        ("duitama.osm.pbf", "railways", 21),
        ("duitama.osm.pbf", "power", 8),
        ("duitama.osm.pbf", "power_sites", 2),
        ("duitama.osm.pbf", "boundaries", 71),
        ("duitama.osm.pbf", "landuse", 1085),
    ],
)
def test_shared_extracts_give_the_rows_counted(shared_data, read, name, theme, n):
    reading = read(shared_data / "osm" / name, theme)
    assert len(reading.rows) == n
    assert (shapely.get_type_id(reading.geometry) >= 0).all()


def test_facilities_come_from_nodes_ways_and_relations_as_points(osm_file, read):
    path = osm_file(
        NODES,
        node(20, amenity="hospital", name="RS A"),
        node(21, amenity="bench"),
        way(1, 1, 2, 3, 4, 1, amenity="school", name="SD 1"),
        way(2, 1, 2, man_made="pier"),
        way(3, 1, 2, 3, 4, 1),
        mutable.Relation(
            id=9,
            version=1,
            members=[("w", 3, "outer")],
            tags={"type": "multipolygon", "amenity": "marketplace"},
        ),
    )
    reading = read(path, "facilities")
    held = reading.attributes[["osm_type", "osm_id"]].values.tolist()
    assert held == [["node", 20], ["way", 1], ["way", 2], ["relation", 9]]
    assert {g.geom_type for g in reading.geometry} == {"Point"}
    assert shapely.box(117, -1, 117.1, -0.9).contains(reading.geometry[[1, 3]]).all()
    assert [f.message for f in reading.findings if f.code == "osm-left-out"] == [
        "amenity=bench (1)"
    ]


def test_the_same_in_xml_gives_the_same(osm_file, read):
    things = (NODES, way(1, 1, 2, highway="primary", oneway="-1", name="Jalan Ä"))
    pbf, xml = osm_file(*things, name="a.osm.pbf"), osm_file(*things, name="a.osm")
    bz2 = osm_file(*things, name="a.osm.bz2")
    readings = [read(path, "roads") for path in (pbf, xml, bz2)]
    assert [r.attributes["oneway"].tolist() for r in readings] == [["-1"]] * 3
    assert [r.attributes["name"].tolist() for r in readings] == [["Jalan Ä"]] * 3
    assert shapely.equals_exact(readings[0].geometry, readings[1].geometry).all()


def test_what_the_file_says_of_itself_is_kept(osm_file, read):
    path = osm_file(NODES, way(1, 1, 2, highway="path"), moment="2025-02-03T04:05:06Z")
    reading = read(path, "roads")
    assert reading.about == {
        "source": "OpenStreetMap",
        "licence": "ODbL-1.0",
        "attribution": "© OpenStreetMap contributors",
        "trust": "open_data",
        "data_date": "2025-02-03",
    }
    assert [f.message for f in reading.findings if f.code == "osm-date"] == [
        "the data are those of 2025-02-03T04:05:06Z"
    ]


def test_ways_that_lack_nodes_or_length_are_left_out_by_name(osm_file, read):
    path = osm_file(
        NODES | {50: (200.0, 95.0)},
        way(1, 1, 2, highway="path"),
        way(2, 1, 2, 99, highway="path"),
        way(3, 1, 1, highway="path"),
        way(4, 1, 50, highway="path"),
        way(5, highway="path"),
    )
    reading = read(path, "roads")
    assert reading.attributes["osm_id"].tolist() == [1]
    assert [(f.row, f.code, f.message) for f in reading.findings] == [
        (2, "osm-incomplete", "way 2: 1 of 3 nodes are not in the file or not on earth (99)"),
        (3, "osm-degenerate", "way 3: it has fewer than two different positions"),
        (4, "osm-incomplete", "way 4: 1 of 2 nodes are not in the file or not on earth (50)"),
        (5, "osm-degenerate", "way 5: it has fewer than two different positions"),
    ]
    assert reading.n_read == 5


def test_a_node_off_the_earth_is_left_out(osm_file, read):
    path = osm_file({}, node(1, (117, 95), amenity="bank"), node(2, amenity="bank"))
    reading = read(path, "facilities")
    assert reading.attributes["osm_id"].tolist() == [2]
    assert [f.message for f in reading.findings] == ["node 1: its position is not on earth"]


def test_deleted_objects_are_counted_and_left_out(tmp_path, read):
    path = tmp_path / "a.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" lat="-1" lon="117"/><node id="2" lat="-1" lon="118"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>'
        '<way id="2" visible="false"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>'
        "</osm>"
    )
    reading = read(path, "roads")
    assert reading.attributes["osm_id"].tolist() == [1]
    assert [f.message for f in reading.findings] == ["1 objects were deleted"]


def test_a_box_keeps_what_meets_it(osm_file, read):
    path = osm_file(NODES, way(1, 1, 2, highway="path"), way(2, 3, 4, highway="path"))
    reading = read(path, "roads", box=(116.9, -1.1, 117.05, -0.95))
    assert reading.attributes["osm_id"].tolist() == [1]
    assert reading.geometry[0].length == pytest.approx(0.1)
    assert [f.code for f in reading.findings] == ["outside-box"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<osm version="0.6"><node id="1" lat="-1"', "source-unreadable"),
        ('<osm version="0.6"><node id="1" lat="abc" lon="1"/></osm>', "source-unreadable"),
        ('<osm version="0.5"><node id="1" lat="1" lon="1"/></osm>', "source-unreadable"),
        ("<gpx></gpx>", "source-unreadable"),
        ('<osm version="0.6"></osm>', "osm-nothing"),
        ('<!DOCTYPE x><osm version="0.6"></osm>', "xml-entities"),
        (NEGATIVE, "osm-negative-ids"),
        (
            '<osm version="0.6"><node id="1" lat="1" lon="1"><tag k="highway" v="'
            + "x" * 3000
            + '"/></node></osm>',
            "source-unreadable",
        ),
    ],
)
def test_xml_that_cannot_be_taken_says_why(tmp_path, read, body, code):
    path = tmp_path / "a.osm"
    path.write_text(body)
    with pytest.raises(SourceError) as raised:
        read(path, "roads")
    assert raised.value.code == code


def test_too_many_rows_stop_it(osm_file, read):
    path = osm_file(NODES, *(way(i, 1, 2, highway="path") for i in range(1, 5)))
    with pytest.raises(SourceError, match="more than 3 roads") as raised:
        read(path, "roads", limits=replace(Limits(), rows=3))
    assert raised.value.code == "too-big"


@pytest.mark.parametrize("cut", [30, 200, -1, -40])
def test_a_truncated_pbf_is_damaged(osm_file, read, cut):
    path = osm_file({i: (117 + i / 1e4, -1) for i in range(1, 500)}, way(1, 1, 2, highway="path"))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(SourceError) as raised:
        read(path, "roads")
    assert raised.value.code == "source-unreadable"


def blob(kind, payload, raw_size):
    """Write one block of a PBF file by hand: header with type and size, then the blob."""

    def varint(n):
        out = b""
        while n > 127:
            out, n = out + bytes([n & 127 | 128]), n >> 7
        return out + bytes([n])

    body = b"\x10" + varint(raw_size) + b"\x1a" + varint(len(payload)) + payload
    head = b"\x0a" + varint(len(kind)) + kind + b"\x18" + varint(len(body))
    return struct.pack(">I", len(head)) + head + body


HEADER = b"\x22\x0eOsmSchema-V0.6\x22\x0aDenseNodes"


@pytest.mark.parametrize(
    "block",
    [
        blob(b"OSMData", zlib.compress(b"\0" * 300_000_000), 300_000_000),
        blob(b"OSMData", zlib.compress(b"\0" * 30_000_000), 10),
        blob(b"OSMData", zlib.compress(b"\0" * 10), 30_000_000),
        blob(b"OSMData", b"no zlib at all", 100),
        blob(b"OSMData", zlib.compress(b"\xff" * 1000), 1000),
        struct.pack(">I", 2**31) + b"x",
        struct.pack(">I", 70_000) + b"x" * 70_000,
    ],
    ids=["bomb", "says-less", "says-more", "no-zlib", "no-protobuf", "header-2GB", "header-70kB"],
)
def test_hostile_blocks_are_refused(tmp_path, read, block):
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(blob(b"OSMHeader", zlib.compress(HEADER), len(HEADER)) + block)
    with pytest.raises(SourceError) as raised:
        read(path, "roads")
    assert raised.value.code in ("source-unreadable", "archive-ratio")


def test_an_extract_becomes_a_layer_with_its_licence(workspace, osm_file):
    path = osm_file(
        NODES, way(1, 1, 2, highway="primary", name="Jalan A"), moment="2025-02-03T04:05:06Z"
    )
    report = ingest.add(workspace, path, layer_id="jalan", osm_theme="roads", source="PUPR")
    stored = workspace["jalan"].layer
    assert (report.driver, report.n_read, report.n_written) == ("OpenStreetMap", 1, 1)
    assert (stored.licence, stored.trust, stored.data_date) == (
        "ODbL-1.0",
        "open_data",
        "2025-02-03",
    )
    assert stored.attribution == "© OpenStreetMap contributors"
    assert stored.source == "PUPR"  # what the caller says comes first
    assert workspace["jalan"].read()["code"].tolist() == ["1"]


def test_a_crossing_ring_is_refused_by_row_or_left_out_or_mended(workspace, osm_file):
    crossing = way(1, 1, 3, 2, 4, 1, building="yes")
    path = osm_file(NODES, crossing, way(2, 1, 2, 3, 4, 1, building="yes"))
    with pytest.raises(ImportRefusedError) as raised:
        ingest.add(workspace, path, layer_id="buildings")
    assert [(row, code) for row, code, _ in raised.value.rows] == [("1", "invalid-geometry")]
    assert "buildings" not in workspace
    assert ingest.add(workspace, path, layer_id="a", osm_theme="buildings", repair=True).n_written


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"memory_bytes": 230_000_000}, "too-big"),
        ({"wall_s": 0.05}, "too-slow"),
        ({"rows": 100}, "too-big"),
    ],
)
@pytest.mark.cold
def test_a_reading_process_that_goes_beyond_its_limits_dies_clean(
    workspace, tmp_path, shared_data, monkeypatch, limits, code
):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with pytest.raises(SourceError) as raised:
        ingest.add(
            workspace,
            shared_data / "osm" / "duitama.osm.pbf",
            layer_id="roads",
            limits=replace(Limits(), **limits),
        )
    assert raised.value.code in (code, "source-unreadable")
    assert list(workspace.ids()) == []
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_block_that_grows_is_refused_by_the_reading_process(workspace, tmp_path):
    path = tmp_path / "a.osm.pbf"
    bomb = blob(b"OSMData", zlib.compress(b"\0" * 30_000_000), 30_000_000)
    head = blob(b"OSMHeader", zlib.compress(HEADER), len(HEADER))
    path.write_bytes(head + bomb * 200)
    with pytest.raises(SourceError) as raised:
        ingest.add(workspace, path, layer_id="roads")
    assert raised.value.code == "archive-ratio"
