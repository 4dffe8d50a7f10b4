"""The parameters of a page of items, understood or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers import Field, Layer, Schema, Text
from server.collection import Collection
from server.config import ServerSettings
from server.errors import ParameterError, StalePageError
from server.features.request import read_items_request, read_selection

SETTINGS = ServerSettings(Path("nowhere"), default_limit=10, max_limit=100)
X = Text("x", "x")


def collection(*fields: Field) -> Collection:
    listed = fields or (Field("name", "text", X), Field("floors", "integer", X))
    return Collection.of(Layer("samples", X, "assets", Schema(listed, "Point"), revision=3))


def test_nothing_asked_gives_the_defaults():
    asked = read_items_request("", collection(), SETTINGS)
    assert (asked.query.limit, asked.query.offset, asked.query.start) == (10, 0, 0)
    assert asked.pairs == ()
    assert asked.clamped is None


def test_everything_asked_is_understood():
    text = "bbox=1,2,3,4&limit=5&next=3-40&properties=floors&floors=2&f=json&lang=en"
    asked = read_items_request(text, collection(), SETTINGS)
    query = asked.query
    assert query.bbox == (1.0, 2.0, 3.0, 4.0)
    assert (query.limit, query.start) == (5, 40)
    assert query.properties == ("floors",)
    assert query.equals == {"floors": 2}
    assert (asked.format, asked.language) == ("json", "en")
    assert dict(asked.pairs)["next"] == "3-40"


def test_too_large_a_limit_is_lowered_and_remembered():
    asked = read_items_request("limit=101", collection(), SETTINGS)
    assert (asked.query.limit, asked.clamped) == (100, 101)
    assert read_items_request("limit=100", collection(), SETTINGS).clamped is None


def test_time_matters_only_to_layers_that_have_it():
    dated = collection(Field("seen", "date", X))
    assert read_items_request("datetime=2024-01-01", dated, SETTINGS).query.time is not None
    assert read_items_request("datetime=../..", dated, SETTINGS).query.time is None
    assert read_items_request("datetime=2024-01-01", collection(), SETTINGS).query.time is None
    with pytest.raises(ParameterError):
        read_items_request("datetime=x", collection(), SETTINGS)


def test_a_field_named_like_a_parameter_is_no_filter():
    odd = collection(Field("limit", "text", X), Field("name", "text", X))
    assert list(odd.filters) == ["name"]
    assert read_items_request("limit=7", odd, SETTINGS).query.limit == 7


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "bad-parameter"),
        ("limit=-1", "bad-parameter"),
        ("next=zz", "bad-parameter"),
        ("next=3-1&offset=2", "bad-parameter"),
        ("offset=-1", "bad-parameter"),
        ("floors=many", "bad-parameter"),
        ("properties=floors,nope", "unknown-property"),
        ("nope=1", "unknown-parameter"),
        ("limit=1&limit=2", "repeated-parameter"),
        ("crs=EPSG:2154", "crs-not-offered"),
        ("bbox=1,2,3,4&bbox-crs=EPSG:2154", "crs-not-offered"),
    ],
)
def test_what_is_refused(query, code):
    with pytest.raises(ParameterError) as refused:
        read_items_request(query, collection(), SETTINGS)
    assert refused.value.code == code


def test_a_page_mark_of_another_revision_is_stale():
    with pytest.raises(StalePageError, match="start again without next"):
        read_items_request("next=2-40", collection(), SETTINGS)


def test_a_selection_drops_repeats_and_may_be_empty():
    layer = collection().layer
    assert read_selection(None, layer) is None
    assert read_selection("", layer) == ()
    assert read_selection("name, floors,name", layer) == ("name", "floors")
