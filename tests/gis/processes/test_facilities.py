from __future__ import annotations

import pytest

from gis.errors import InputError, NoAnswerError
from gis.processes.facilities import (
    column,
    in_use,
    is_idle,
    operating,
    read_facilities,
    type_labels,
)


def test_facilities_of_some_types_or_all(tiny):
    handle = tiny["facilities"]
    assert sorted(read_facilities(handle, ("rs", "klinik"))["type"]) == ["klinik", "rs", "rs"]
    assert len(read_facilities(handle, None)) == 6


def test_none_of_a_type_is_no_answer(tiny):
    with pytest.raises(NoAnswerError, match="holds no facility of type bandara") as caught:
        read_facilities(tiny["facilities"], ("bandara",))
    assert caught.value.code == "no-facility"


def test_a_layer_without_types_is_refused(tiny):
    with pytest.raises(InputError, match="'roads' has no field 'type'; it has name, toll, lanes"):
        read_facilities(tiny["roads"], ("rs",))


def test_a_missing_column_is_all_missing(tiny):
    frame = read_facilities(tiny["facilities"], ("klinik",))
    assert column(frame, "capacity") == [None]
    assert column(frame, "opened") == [None]
    assert column(frame, "name") == ["Klinik Tengah"]


def test_labels_in_both_languages():
    assert type_labels(("rs",)) == {"rs": {"id": "Rumah sakit (RSUD/RS)", "en": "Hospital"}}
    assert type_labels(None) == {}


def test_facilities_that_serve_nobody_are_left_out_and_told(tiny):
    sites = read_facilities(tiny["facilities"], None)
    assert operating(sites) == (sites, ())
    marked = sites.assign(status=["closed", None, "planned", "operating", "closed", "odd"])
    assert is_idle(marked).tolist() == [True, False, True, False, True, False]
    left, notes = operating(marked)
    assert left.index.tolist() == [sites.index[i] for i in (1, 3, 5)]
    assert [note.en for note in notes] == ["Facilities left out: 2 closed, 1 planned."]
    assert notes[0].id == "Fasilitas yang tidak dihitung: 2 tutup, 1 rencana."


def test_no_facility_that_operates_is_no_answer(tiny):
    sites = read_facilities(tiny["facilities"], None).assign(status="planned")
    with pytest.raises(NoAnswerError, match="no facility operates: 6 planned; choose") as caught:
        operating(sites)
    assert caught.value.code == "no-facility"
    left, notes = in_use(sites)
    assert len(left) == 0
    assert [note.en for note in notes] == ["Facilities left out: 6 planned."]


def test_without_a_state_all_operate(tiny):
    sites = read_facilities(tiny["roads"], None)
    assert not is_idle(sites).any()
