from __future__ import annotations

from contextlib import contextmanager

import pytest

from gis.errors import InputError
from gis.processes import Input, Outcome, Process, registry
from layers.derived import unobserved
from layers.layer import Layer
from layers.schema import Schema, Text

TITLE = Text("Judul", "Title")


def spec(name, kind, **options):
    return Input(name, TITLE, kind, Text("Uraian", "Describe it"), **options)


def layer(name, trust):
    return Layer(name, TITLE, "t", Schema(), trust=trust, revision=7, data_date="2024", source="S")


class Doubled:
    """A catalogue of one number, that keeps what it was told is worked on."""

    def __init__(self):
        self.number, self.told = 2, []

    @contextmanager
    def observer(self, title):
        self.told.append(title)
        yield unobserved


def double(catalogue, given):
    number = catalogue.number * given["n"]
    used = (layer("a", "official"), layer("b", "modelled"))
    return Outcome({"rows": [{"n": number}]}, {}, Text("Cara", "Method"), used)


DOUBLE = Process(
    "double",
    "1.2.3",
    TITLE,
    TITLE,
    (
        spec("n", "integer", required=True, minimum=1, maximum=9),
        spec("within", "distance", unit="m", maximum=5000, default="1km"),
        spec("mode", "choice", choices=(("walk", Text("Jalan kaki", "On foot")),)),
        spec("kind", "codes", choices=(("a", TITLE), ("b", TITLE))),
        spec("layer", "layer", default="facilities", quiet=True),
    ),
    double,
)


def test_values_are_typed_and_defaults_filled_in():
    assert DOUBLE.check({"n": "3"}) == {
        "n": 3,
        "within": 1000.0,
        "mode": None,
        "kind": None,
        "layer": "facilities",
    }


def test_every_fault_is_told_at_once():
    with pytest.raises(InputError) as caught:
        DOUBLE.check({"n": "10", "within": "9km", "kind": "c", "layer": "?", "witin": 1})
    assert {name: why.en for name, why in caught.value.faults} == {
        "n": "10 is above 9",
        "within": "9000 m is above 5000 m",
        "kind": "c not among a, b",
        "layer": "'?' is no layer id; wanted e.g. districts",
        "witin": "is no input of double; did you mean within?",
    }
    assert "n: 10 is above 9" in str(caught.value)
    assert {name: why.id for name, why in caught.value.faults} == {
        "n": "10 di atas 9",
        "within": "9000 m di atas 5000 m",
        "kind": "c tidak ada di antara a, b",
        "layer": "'?' bukan id lapisan; yang diminta mis. districts",
        "witin": "bukan masukan double; maksudnya within?",
    }


@pytest.mark.parametrize("written", ["walk", "Jalan kaki", " on FOOT "])
def test_a_choice_goes_by_its_code_or_its_label(written):
    assert DOUBLE.check({"n": 1, "mode": written})["mode"] == "walk"


def test_a_choice_that_is_none_names_those_there_are():
    with pytest.raises(InputError, match="mode: 'fly' is not among walk"):
        DOUBLE.check({"n": 1, "mode": "fly"})


@pytest.mark.parametrize("given", [{}, {"n": None}, {"n": ""}])
def test_what_is_required_and_missing_is_named(given):
    with pytest.raises(InputError, match="n: is required; Describe it"):
        DOUBLE.check(given)


def test_a_number_below_the_limit_is_refused():
    with pytest.raises(InputError, match="n: 0 is below 1"):
        DOUBLE.check({"n": 0})


def test_an_answer_names_inputs_and_the_weakest_trust():
    catalogue = Doubled()
    answer = DOUBLE.run(catalogue, {"n": 4})
    assert catalogue.told == [TITLE]
    assert answer.numbers["rows"] == [{"n": 8}]
    assert answer.trust == "modelled"
    assert [i["layer"] for i in answer.inputs] == ["a", "b"]
    assert answer.inputs[0]["revision"] == 7
    assert answer.to_dict()["process"] == {"id": "double", "version": "1.2.3"}


def test_a_layer_of_another_kind_is_refused_by_its_input(tiny):
    coverage = registry()["coverage"]
    asked = {"facilities": "rs", "within": "30min", "mode": "car"}
    for given, why in (
        ({"by": "population"}, "by: wanted a layer of polygons; 'population' holds a raster"),
        ({"population": "districts"}, "population: wanted a raster; 'districts' holds"),
        ({"waterways": "facilities"}, "waterways: wanted a layer of lines; 'facilities' holds"),
        ({"land": "facilities"}, "land: wanted a layer of polygons; 'facilities' holds"),
        ({"roads": "population"}, "roads: wanted a layer of lines; 'population' holds a raster"),
    ):
        with pytest.raises(InputError, match=why) as caught:
            coverage.run(tiny, asked | given)
        assert caught.value.code == "wrong-layer"
        assert "yang diminta" in caught.value.faults[0][1].id
