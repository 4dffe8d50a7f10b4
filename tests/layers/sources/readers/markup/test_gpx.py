"""GPX: waypoints, tracks and routes; GDAL as the oracle."""

from __future__ import annotations

import pyogrio
import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers.markup import gpx

WAYPOINT = (
    '<wpt lat="-1.2" lon="116.8"><ele>5.5</ele><name>007</name>'
    '<link href="http://127.0.0.1:9/x"><text>t</text></link>'
    "<extensions><kelas>2</kelas></extensions></wpt>"
)
TRACK = (
    '<trk><name>t</name><trkseg><trkpt lat="0" lon="116"/><trkpt lat="1" lon="117"/></trkseg>'
    '<trkseg><trkpt lat="2" lon="116"/><trkpt lat="3" lon="117"/></trkseg>'
    "</trk>"
)
ROUTE = '<rte><name>r</name><rtept lat="0" lon="116"/><rtept lat="1" lon="117"/></rte>'


def write(tmp_path, *parts: str):
    path = tmp_path / "a.gpx"
    path.write_text(
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">' + "".join(parts) + "</gpx>"
    )
    return path


@pytest.mark.parametrize("layer", ["waypoints", "tracks", "routes"])
def test_geometries_are_those_gdal_reads(tmp_path, layer):
    path = write(tmp_path, WAYPOINT, ROUTE, TRACK)
    reading = gpx.read(path, Limits(), layer)
    oracle = pyogrio.read_dataframe(path, layer=layer)
    ours, theirs = reading.geometry[0], shapely.force_2d(oracle.geometry.iloc[0])
    assert shapely.equals(ours, theirs)
    assert reading.attributes["name"].astype(str).tolist() == oracle["name"].tolist()
    assert reading.layer == layer


def test_properties(tmp_path):
    row = gpx.read(write(tmp_path, WAYPOINT), Limits()).attributes.iloc[0].to_dict()
    assert row == {"ele": 5.5, "name": "007", "link": "http://127.0.0.1:9/x", "kelas": 2}


def test_one_layer_needs_no_name_and_several_do(tmp_path):
    assert gpx.read(write(tmp_path, TRACK), Limits()).layer == "tracks"
    with pytest.raises(SourceError, match="waypoints, tracks") as caught:
        gpx.read(write(tmp_path, WAYPOINT, TRACK), Limits())
    assert caught.value.code == "layer-ambiguous"


def test_layers_left_aside_are_counted(tmp_path):
    reading = gpx.read(write(tmp_path, WAYPOINT, WAYPOINT, ROUTE), Limits(), "routes")
    assert [f.message for f in reading.findings] == ["routes; left aside: 2 waypoints"]


def test_damage_names_its_row(tmp_path):
    reading = gpx.read(write(tmp_path, WAYPOINT, '<wpt lat="x" lon="1"/>'), Limits())
    assert reading.bad_rows() == [2]
    assert "'x'" in reading.findings[0].message


def test_a_segment_of_one_point_is_no_line(tmp_path):
    lone = '<trkseg><trkpt lat="2" lon="116"/></trkseg></trk>'
    reading = gpx.read(write(tmp_path, TRACK.replace("</trk>", lone)), Limits())
    assert len(reading.geometry[0].geoms) == 2


def test_a_track_without_lines_is_null(tmp_path):
    assert gpx.read(write(tmp_path, "<trk/>"), Limits()).geometry.tolist() == [None]


def test_nothing(tmp_path):
    with pytest.raises(SourceError) as caught:
        gpx.read(write(tmp_path), Limits())
    assert caught.value.code == "no-layer"
