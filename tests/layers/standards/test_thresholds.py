"""Service thresholds: how they bind, where they hold, how sure they are."""

from __future__ import annotations

from layers.standards import facility_types, thresholds


def by_id():
    return {t.id: t for t in thresholds()}


def test_every_threshold_is_told_in_both_languages_with_its_source():
    ids = {t.id for t in facility_types()}
    for one in thresholds():
        assert one.label.id
        assert one.label.en
        assert one.source
        assert one.areas
        assert set(one.facility_types) <= ids
        assert bool(one.detail.id) == bool(one.detail.en)
        assert one.status in ("sourced", "unverified")
        assert (one.trust == "compiled") == (one.status == "sourced")
        assert one.kind in ("min", "max", "per", "class", "report")
        if one.low is not None:
            assert one.high is not None
            assert 0 < one.low <= one.high


def test_ranges_words_and_reports():
    assert (by_id()["THR-STOP-CITY"].low, by_id()["THR-STOP-CITY"].high) == (300.0, 400.0)
    assert by_id()["THR-DENS"].low is None
    assert "201-400 high" in by_id()["THR-DENS"].text
    assert by_id()["THR-FIRE-COV"].kind == "report"


def test_what_was_only_half_seen_is_not_called_sourced():
    for name in ("THR-PKM-KEC", "THR-HOSP-GH", "THR-CELL", "THR-RTH-IHBI", "THR-TPA"):
        assert by_id()[name].status == "unverified"
        assert by_id()[name].trust == "illustrative"
    assert by_id()["THR-TPA"].source == "SNI 03-3241-1994 (text not seen)"


def test_a_threshold_becomes_plain_data():
    told = by_id()["THR-FIRE-WMK"].to_dict()
    assert (told["high"], told["unit"], told["kind"]) == (7500.0, "m", "max")
    assert told["facility_types"] == ["damkar"]
