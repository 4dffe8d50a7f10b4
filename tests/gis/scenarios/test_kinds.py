"""Kinds of edits: their declarations hold together."""

from gis.scenarios.kinds import KINDS


def test_every_kind_says_what_it_takes_in_both_languages():
    for kind in KINDS.values():
        assert kind.title.id != kind.title.en
        for spec in kind.inputs:
            assert spec.title.id
            assert spec.title.en
            assert spec.default is None or spec.read(spec.default) is not None, spec.id
