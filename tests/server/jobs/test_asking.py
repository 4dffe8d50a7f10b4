"""What a request to run an analysis asks."""

from __future__ import annotations

import pytest

from gis.errors import InputError
from server.errors import BodyError
from server.jobs.asking import Execution, Preference, output_media, read_execution


@pytest.mark.parametrize(
    ("header", "is_async", "wait_s"),
    [
        ("", False, 0),
        ("respond-async", True, 0),
        ("RESPOND-ASYNC, wait=5", True, 5),
        ("wait = 7", False, 7),
        ("respond-sync", False, 0),
        ("respond-async;x=1", False, 0),
        ("wait=999999, respond-async", True, 15),
        ("wait=-1, wait=x, wait=99999999", False, 0),
        ("," * 5000 + "respond-async", False, 0),
    ],
)
def test_preferences(header, is_async, wait_s):
    assert Preference.of(header) == Preference(is_async, wait_s)


def test_media_of_outputs(processes):
    assert output_media(processes["adding"]) == {
        "answer": "application/json",
        "places": "application/geo+json",
    }


@pytest.mark.parametrize(
    ("body", "form", "outputs"),
    [
        ({"inputs": {"a": 1}}, "whole", {}),
        ({"inputs": {"a": 1}, "outputs": {}}, "whole", {}),
        ({"inputs": {"a": 1}, "response": "document"}, "document", {}),
        ({"inputs": {"a": 1}, "response": "raw"}, "raw", {}),
        ({"inputs": {"a": 1}, "outputs": {"places": {}}}, "raw", {"places": "value"}),
        (
            {
                "inputs": {"a": {"value": 1}},
                "outputs": {
                    "places": {
                        "transmissionMode": "reference",
                        "format": {"mediaType": "application/geo+json; charset=utf-8"},
                    }
                },
                "response": "document",
            },
            "document",
            {"places": "reference"},
        ),
    ],
)
def test_what_is_asked(processes, body, form, outputs):
    asked = read_execution(body, processes["adding"])
    assert (asked.form, asked.outputs, asked.inputs) == (form, outputs, {"a": 1})
    assert Execution.of(asked.to_dict()) == asked
    assert asked.refers == ("reference" in outputs.values())


def test_every_fault_is_told_at_once(processes):
    body = {
        "inputs": {"a": {"href": "http://x"}, "b": "x", "c": 3},
        "outputs": {
            "places": {"transmissionMode": "carrier"},
            "answer": {"format": {"mediaType": "text/xml"}},
            "nothing": {},
        },
        "response": "novel",
    }
    with pytest.raises(InputError) as refused:
        read_execution(body, processes["adding"])
    assert sorted(name for name, _ in refused.value.faults) == [
        *("a", "b", "c", "outputs.answer", "outputs.nothing", "outputs.places", "response")
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([], "bad-body"),
        ({}, "bad-body"),
        ({"inputs": []}, "bad-body"),
        ({"a": 1}, "bad-body"),
        ({"inputs": {"a": 1}, "subscriber": {"successUri": "http://x"}}, "callback-not-offered"),
    ],
)
def test_bodies_that_are_refused(processes, body, code):
    with pytest.raises(BodyError) as refused:
        read_execution(body, processes["adding"])
    assert refused.value.code == code


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        "places",
        {"places": 3},
        {"places": {"format": 3}},
        {"places": {"format": {"mediaType": 1}}},
    ],
)
def test_outputs_that_are_refused(processes, outputs):
    with pytest.raises(InputError):
        read_execution({"inputs": {"a": 1}, "outputs": outputs or [1]}, processes["adding"])
