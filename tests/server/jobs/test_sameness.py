"""Equal requests: what makes them so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.jobs.sameness import can_join, is_fresh, request_key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1}, {"a": "1"}, True),
        ({"a": 1}, {"b": 1, "a": 1.0}, True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
    ],
)
def test_the_same_is_asked(processes, one, other, same):
    adding = processes["adding"]
    assert (request_key(adding, one) == request_key(adding, other)) == same
    newer = replace(adding, version="1.0.1")
    assert request_key(newer, one) != request_key(adding, one)


def test_what_is_no_layer_counts_as_well(processes, tmp_path):
    note = tmp_path / "note.txt"
    reading = replace(
        processes["adding"], beside=lambda folder, _: (folder / note.name).read_text()
    )
    note.write_text("one")
    before = request_key(reading, {"a": 1}, folder=tmp_path)
    assert request_key(reading, {"a": 1}, folder=tmp_path) == before
    note.write_text("two")
    assert request_key(reading, {"a": 1}, folder=tmp_path) != before


def test_the_layers_are_as_they_were(tiny, new_job):
    layers = {layer.id: layer for layer in tiny.layers()}
    used = {"districts": layers["districts"].revision}
    now = 4_000_000_000.0
    job = new_job(used=used, started=now, request={"layers": sorted(layers)})
    assert is_fresh(job, layers)
    moved = layers["districts"].with_(revision=used["districts"] + 1)
    assert not is_fresh(job, layers | {"districts": moved})
    assert not is_fresh(replace(job, started=1000.0), layers), "made anew under its old number"
    assert not is_fresh(job, layers | {"more": moved}), "another layer may change the answer"
    assert not is_fresh(job, {})
    other = next(name for name in layers if name != "districts")
    assert is_fresh(job, layers | {other: layers[other].with_(revision=99)})


def test_nothing_has_changed_since_an_equal_request_began(tiny, new_job):
    layers = {layer.id: layer for layer in tiny.layers()}
    late = layers["districts"].with_(modified="2999-01-01T00:00:00+00:00")
    begun = new_job(started=4_000_000_000.0, request={"layers": sorted(layers)})
    assert can_join(begun, {}, layers)
    assert not can_join(begun, {}, layers | {"districts": late})
    assert not can_join(begun, {}, layers | {"more": layers["districts"]})
    # A result that came meanwhile is read by nobody who does not name it.
    assert can_join(begun, {"a": 1}, layers | {"result_a": late})
    assert not can_join(begun, {"by": "result_a"}, layers | {"result_a": late})
    waits = replace(begun, started=None)
    assert can_join(waits, {}, layers | {"districts": late}), "it will read what there is then"
