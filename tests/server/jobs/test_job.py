"""A job by itself: progress, parts, failures as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.text import Text
from server.jobs.job import Failure, Job, Part

JOB = Job("a", "p", "1", {}, "", "running", 0.0, 0.0, started=10.0)


@pytest.mark.parametrize(
    ("change", "now", "percent"),
    [
        ({"status": "accepted"}, 50.0, 0),
        ({"status": "successful"}, 50.0, 100),
        ({"status": "failed", "done": 1, "total": 2}, 50.0, 0),
        ({}, 50.0, 0),
        ({"done": 1, "total": 4}, 50.0, 25),
        ({"done": 1, "total": 4, "estimate_s": 100.0}, 50.0, 40),
        ({"done": 3, "total": 4, "estimate_s": 100.0}, 50.0, 75),
        ({"estimate_s": 1.0}, 50.0, 95),
        ({"done": 9, "total": 4}, 50.0, 95),
        ({"estimate_s": 100.0}, 5.0, 0),
    ],
)
def test_progress(change, now, percent):
    assert replace(JOB, **change).progress(now) == percent


def test_a_failure_goes_through_plain_data_unharmed():
    failure = Failure(422, "bad", Text("satu", "one"), (("a", Text("dua", "two")),))
    assert Failure.of(failure.to_dict()) == failure


def test_parts():
    part = Part("units", "application/geo+json", 7, "features")
    job = replace(JOB, parts=(part, Part("answer", "application/json", 5, "answer")))
    assert job.part("units") == part
    assert job.part("nothing") is None
    assert job.size == 12
    assert Part(**part.to_dict()) == part
