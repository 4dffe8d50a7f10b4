"""What a file says of itself: its date, changes, history."""

from __future__ import annotations

import osmium
import pytest

from layers.errors import SourceError
from layers.sources.osm.header import Header, header_of


def head(path, form="pbf"):
    return header_of(osmium.io.File(str(path), form), path, form)


def test_the_replication_timestamp_is_the_date_of_the_data(osm_file):
    told = head(osm_file({1: (117, -1)}, moment="2024-05-01T20:21:46Z"))
    assert told == Header("2024-05-01", "2024-05-01T20:21:46Z")
    assert told.told.en == "the data are those of 2024-05-01T20:21:46Z"
    assert told.told.id == "keadaan data 2024-05-01T20:21:46Z"


def test_a_file_without_a_timestamp_has_no_date(osm_file):
    assert head(osm_file({1: (117, -1)})).date is None


def test_overpass_xml_names_its_moment_in_meta(tmp_path):
    path = tmp_path / "a.osm"
    path.write_text('<osm version="0.6"><meta osm_base="2023-11-05T10:00:00Z"/></osm>')
    assert head(path, "osm").date == "2023-11-05"


def test_a_strange_moment_is_no_date(tmp_path):
    path = tmp_path / "a.osm"
    path.write_text('<osm version="0.6"><meta osm_base="yesterday"/></osm>')
    assert head(path, "osm").date is None


def test_changes_are_no_data(tmp_path):
    path = tmp_path / "a.osm"
    path.write_text('<osmChange version="0.6"><delete><node id="1"/></delete></osmChange>')
    with pytest.raises(SourceError, match="file of changes") as raised:
        head(path, "osm")
    assert raised.value.code == "osm-change"


def test_a_history_is_refused(tmp_path):
    path = tmp_path / "a.osh.pbf"
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    with osmium.SimpleWriter(str(path), 1 << 20, header) as out:
        out.add_node(osmium.osm.mutable.Node(id=1, version=1, location=(117, -1)))
        out.add_node(osmium.osm.mutable.Node(id=1, version=2, location=(117, -2)))
    with pytest.raises(SourceError, match="several versions") as raised:
        head(path)
    assert raised.value.code == "osm-history"
