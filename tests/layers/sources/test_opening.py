"""Opening: each kind of file goes to its reader, and drivers not needed stay off."""

from __future__ import annotations

import json

import pytest

from layers.errors import SourceError
from layers.sources import files, opening
from layers.sources.limits import Limits
from layers.sources.reading import silent

CONTENT = {
    "a.geojson": json.dumps({"type": "Feature", "properties": {}, "geometry": None}),
    "a.csv": "lon,lat\n116,0\n",
    "a.kml": "<kml><Placemark/></kml>",
    "a.gpx": '<gpx><wpt lat="0" lon="116"/></gpx>',
    "a.gml": "<gml:FeatureCollection><gml:featureMember><a/></gml:featureMember>"
    "</gml:FeatureCollection>",
}
DRIVERS = {"a.geojson": "GeoJSON", "a.csv": "CSV", "a.kml": "KML", "a.gpx": "GPX", "a.gml": "GML"}


@pytest.mark.parametrize("name", CONTENT)
def test_readers(tmp_path, name):
    path = tmp_path / name
    path.write_text(CONTENT[name])
    kind = files.examine(path, Limits()).kind
    request = opening.Request(path, kind, Limits())
    reading = opening.read(request, tmp_path, silent, silent)
    assert (reading.driver, reading.n_read) == (DRIVERS[name], 1)
    assert reading.layer


def test_content_is_examined_again_in_the_archive(tmp_path):
    import zipfile

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b.csv", "<kml/>")
    with pytest.raises(SourceError) as caught:
        opening.read(opening.Request(path, "zip", Limits()), tmp_path, silent, silent)
    assert caught.value.code == "driver-not-allowed"


def read(path, folder, layer=None):
    kind = files.examine(path, Limits()).kind
    return opening.read(opening.Request(path, kind, Limits(), layer), folder, silent, silent)


@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_sequences_of_features_with_either_separator(tmp_path, mark):
    path = tmp_path / "a.geojsonl"
    point = {"type": "Point", "coordinates": [116, 0]}
    rows = [{"type": "Feature", "properties": {"n": i}, "geometry": point} for i in range(3)]
    path.write_text("".join(f"{mark}{json.dumps(row)}\n" for row in rows))
    reading = read(path, tmp_path)
    assert (reading.driver, reading.attributes["n"].tolist()) == ("GeoJSONSeq", [0, 1, 2])


def test_a_gzipped_table_and_a_kmz(tmp_path):
    import gzip
    import zipfile

    table = tmp_path / "rumah.csv.gz"
    table.write_bytes(gzip.compress(b"lon,lat\n116,0\n"))
    assert read(table, tmp_path).layer == "rumah"
    archive = tmp_path / "peta.kmz"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("doc.kml", CONTENT["a.kml"])
    assert read(archive, tmp_path).driver == "KML"


def test_an_object_of_a_topology_is_a_layer(tmp_path):
    path = tmp_path / "a.topojson"
    objects = {name: {"type": "Point", "coordinates": [116, 0]} for name in ("a", "b")}
    path.write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": []}))
    assert read(path, tmp_path, "b").layer == "b"
    with pytest.raises(SourceError) as caught:
        read(path, tmp_path)
    assert caught.value.code == "layer-ambiguous"


def test_a_layer_named_as_the_file_is_that_layer(tmp_path):
    path = tmp_path / "jalan.topojson"
    objects = {name: {"type": "Point", "coordinates": [116, 0]} for name in ("jalan", "b")}
    path.write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": []}))
    assert read(path, tmp_path, "jalan").layer == "jalan"


def test_in_an_archive_the_name_may_be_that_of_the_data_set(tmp_path):
    import zipfile

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("peta.gpx", CONTENT["a.gpx"])
        archive.writestr("lain.gpx", CONTENT["a.gpx"])
    assert read(path, tmp_path, "peta").layer == "waypoints"
