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
