from __future__ import annotations

import pytest

from gis.errors import EmptyInputError, GeometryError, GisError, InputError, NoAnswerError
from layers.text import Text


@pytest.mark.parametrize(
    ("kind", "refined", "code"),
    [
        (InputError, ValueError, "bad-input"),
        (EmptyInputError, ValueError, "empty-input"),
        (GeometryError, ValueError, "bad-geometry"),
        (NoAnswerError, LookupError, "no-answer"),
    ],
)
def test_each_kind_refines_a_built_in_and_has_a_stable_code(kind, refined, code):
    error = kind("what happened")
    assert isinstance(error, GisError)
    assert isinstance(error, refined)
    assert error.code == code
    assert str(error) == "what happened"
    assert kind("x", code="more-exact").code == "more-exact"
    assert kind.code == code


def test_an_input_error_names_every_fault():
    error = InputError.of([("k", "0 is below 1"), ("point", "is required")])
    assert str(error) == "k: 0 is below 1; point: is required"
    assert error.faults == (
        ("k", Text.of("0 is below 1")),
        ("point", Text.of("is required")),
    )
    assert InputError("x").faults == ()
