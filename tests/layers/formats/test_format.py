"""The list of formats: names, media types and suffixes tell them apart."""

from __future__ import annotations

from layers.formats import FORMATS, NAMES, STREAMS


def test_names_media_types_and_suffixes_are_each_their_own():
    for part in ("id", "media", "suffix"):
        assert len({getattr(one, part) for one in FORMATS.values()}) == len(FORMATS)
    assert len(NAMES) == len(FORMATS) + sum(len(one.aliases) for one in FORMATS.values())
    assert NAMES["json"] is FORMATS["geojson"]
    assert NAMES["flatgeobuf"] is FORMATS["fgb"]


def test_those_that_stream_are_those_written_as_text():
    assert {one.id for one in FORMATS.values() if one.streams} == set(STREAMS)
    assert all(one.title.id and one.title.en for one in FORMATS.values())
