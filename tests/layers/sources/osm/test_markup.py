"""Files told apart, unpacked within limits, and XML without declarations."""

from __future__ import annotations

import bz2
import gzip
from dataclasses import replace

import pytest

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.osm.markup import prepared, refuse_declarations

OSM = '<osm version="0.6"><node id="1" lat="-1" lon="117"/></osm>'
LAUGH = '<!DOCTYPE lolz [<!ENTITY lol "lol">]>' + OSM


def test_pbf_and_xml_are_told_by_content(osm_file, tmp_path):
    pbf = osm_file({1: (117, -1)}, name="a.osm.pbf")
    xml = tmp_path / "a.osm"
    xml.write_text(OSM)
    assert prepared(pbf, tmp_path, Limits()) == (pbf, "pbf")
    assert prepared(xml, tmp_path, Limits()) == (xml, "osm")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_file_is_unpacked(tmp_path, pack):
    path = tmp_path / "a.osm.packed"
    path.write_bytes(pack(OSM.encode()))
    plain, form = prepared(path, tmp_path, Limits())
    assert (plain.read_text(), form) == (OSM, "osm")
    assert plain != path


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_bomb_is_stopped_while_it_grows(tmp_path, pack):
    path = tmp_path / "a.osm.packed"
    path.write_bytes(pack(b" " * 30_000_000))
    with pytest.raises(SourceError, match="grows beyond") as raised:
        prepared(path, tmp_path, Limits())
    assert raised.value.code == "archive-too-big"
    assert (tmp_path / "0001.osm").stat().st_size <= 30_000_000


def test_the_limit_on_unpacked_bytes_holds(tmp_path):
    path = tmp_path / "a.osm.gz"
    path.write_bytes(gzip.compress(OSM.encode()))
    with pytest.raises(SourceError, match="grows beyond"):
        prepared(path, tmp_path, replace(Limits(), archive_bytes=10))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_cut_off_archive_is_damaged(tmp_path, pack):
    path = tmp_path / "a.osm.packed"
    path.write_bytes(pack(OSM.encode())[:-12])
    with pytest.raises(SourceError, match="damaged") as raised:
        prepared(path, tmp_path, Limits())
    assert raised.value.code == "source-unreadable"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [LAUGH, LAUGH.replace("DOCTYPE", "doctype"), OSM + "<!ENTITY a>"])
def test_declarations_are_refused_in_any_encoding(tmp_path, encoding, text):
    path = tmp_path / "a.osm"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(SourceError, match="never read") as raised:
        refuse_declarations(path)
    assert raised.value.code == "xml-entities"


def test_a_declaration_far_behind_the_start_is_found(tmp_path):
    path = tmp_path / "a.osm"
    path.write_text(OSM + " " * 3_000_000 + "<!DOCTYPE x>")
    with pytest.raises(SourceError, match="DOCTYPE"):
        refuse_declarations(path)


def test_a_comment_is_no_declaration(tmp_path):
    path = tmp_path / "a.osm"
    path.write_text("<!-- fine -->" + OSM)
    refuse_declarations(path)
    assert prepared(path, tmp_path, Limits())[1] == "osm"


def test_an_empty_packed_file_is_refused(tmp_path):
    path = tmp_path / "a.osm.gz"
    path.write_bytes(gzip.compress(b""))
    with pytest.raises(SourceError, match="empty"):
        prepared(path, tmp_path, Limits())
