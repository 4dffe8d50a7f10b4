"""Words in one or both languages, days, and how sure a fact is."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from layers.masterplan.values import Code, Period, Provenance, Words, days
from layers.text import Text

WORDS, CODE = TypeAdapter(Words), TypeAdapter(Code)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (" Sehat ", Text("Sehat", "Sehat")),
        ({"id": "Sehat", "en": "Healthy"}, Text("Sehat", "Healthy")),
        (Text("a", "b"), Text("a", "b")),
    ],
)
def test_words(given: object, found: Text) -> None:
    assert WORDS.validate_python(given) == found


@pytest.mark.parametrize(
    "given", ["", "  ", None, 3, {"id": "a"}, {"id": "a", "en": ""}, "x" * 5000]
)
def test_what_are_no_words(given: object) -> None:
    with pytest.raises(ValidationError):
        WORDS.validate_python(given)


def test_words_are_written_as_they_were_given() -> None:
    assert WORDS.dump_python(Text("a", "a")) == "a"
    assert WORDS.dump_python(Text("a", "b")) == {"id": "a", "en": "b"}


@pytest.mark.parametrize("code", ["64", "64.02", "64.02.13", "64.02.13.2001"])
def test_codes(code: str) -> None:
    assert CODE.validate_python(code) == code


@pytest.mark.parametrize("code", [64.02, 64, "6402", "64.2", "64.02.", None])
def test_what_are_no_codes(code: object) -> None:
    with pytest.raises(ValidationError):
        CODE.validate_python(code)


def test_a_period_is_whole_years() -> None:
    period = Period(start=2025, end=2030)
    assert (period.first, period.last) == (date(2025, 1, 1), date(2030, 12, 31))
    assert days(period.first, period.last) == 2190
    assert days(None, period.last) is None


def test_what_is_made_up_is_trusted_least() -> None:
    trusts = [Provenance(status=s).trust for s in ("sourced", "unverified", "illustrative")]
    assert trusts == ["compiled", "illustrative", "illustrative"]
