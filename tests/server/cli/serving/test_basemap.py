"""The options of a basemap, and the environment where they are left out."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from server.basemap import Basemap
from server.cli.serving.basemap import basemap_options, chosen_basemap
from server.errors import SettingsError

STYLE = "https://a.example/style.json"


def chosen(*words):
    found = []

    @click.command()
    @basemap_options
    @click.pass_context
    def command(ctx):
        found.append(chosen_basemap(ctx))

    told = CliRunner().invoke(command, words, catch_exceptions=False)
    assert told.exit_code == 0
    return found[0]


def test_options_come_before_the_environment(monkeypatch):
    assert chosen() is None
    monkeypatch.setenv("PENYANGGA_BASEMAP", "https://b.example/style.json")
    monkeypatch.setenv("PENYANGGA_BASEMAP_ATTRIBUTION", "B")
    assert chosen() == Basemap("https://b.example/style.json", "B")
    words = ("--basemap", STYLE, "--basemap-attribution", "A")
    assert chosen(*words) == Basemap(STYLE, "A")
    more = ("--basemap-origin", "https://c.example", "--basemap-origin", "https://d.example")
    assert chosen(*words, *more).hosts == (
        "https://a.example",
        "https://c.example",
        "https://d.example",
    )


def test_nobody_named_is_refused():
    with pytest.raises(SettingsError, match="whom to name"):
        chosen("--basemap", STYLE)
