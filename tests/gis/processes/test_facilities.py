from __future__ import annotations

import pytest

from gis.errors import InputError, NoAnswerError
from gis.processes.facilities import column, read_facilities, type_labels


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
