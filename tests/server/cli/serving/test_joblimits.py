"""Every limit of jobs is an option of `serve`, and stands in the guide with what is usual."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
from click.testing import CliRunner

from server.cli.serving.joblimits import LIMITS, chosen_limits, job_options
from server.config import JobLimits

GUIDE = Path(__file__).parents[4] / "docs" / "guide" / "jobs.md"


def chosen(*words):
    found = []

    @click.command()
    @job_options
    @click.pass_context
    def command(ctx):
        found.append(chosen_limits(ctx))

    told = CliRunner().invoke(command, words, catch_exceptions=False)
    return found[0] if told.exit_code == 0 else told.output


def test_options_are_the_limits():
    assert chosen() == JobLimits()
    given = chosen("--jobs-each", "3", "--job-memory", "512", "--jobs-days", "2")
    assert given == JobLimits(each=3, memory_bytes=512 << 20, kept_s=172_800)
    assert {limit.name for limit in LIMITS} == {one.name for one in fields(JobLimits)}
    assert "0 is not in the range" in chosen("--job-seconds", "0")


def test_the_guide_has_each_with_what_is_usual():
    text = GUIDE.read_text(encoding="utf-8")
    for limit in LIMITS:
        row = re.search(rf"^\| `{limit.option}` \|[^|]*\| ([\d,]+) \|$", text, re.MULTILINE)
        assert row is not None, limit.option
        assert int(row[1].replace(",", "")) * limit.unit == getattr(JobLimits(), limit.name)
