"""The sites that may show the map, and the environment where none is named."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from server.cli.serving.framing import chosen_sites, framing_option
from server.errors import SettingsError


def chosen(*words):
    found = []

    @click.command()
    @framing_option
    @click.pass_context
    def command(ctx):
        found.append(chosen_sites(ctx))

    CliRunner().invoke(command, words, catch_exceptions=False)
    return found[0]


def test_options_come_before_the_environment(monkeypatch):
    assert chosen() == ()
    monkeypatch.setenv("PENYANGGA_EMBED_IN", "https://b.example https://c.example")
    assert chosen() == ("https://b.example", "https://c.example")
    assert chosen("--embed-in", "https://a.example", "--embed-in", "*") == (
        "https://a.example",
        "*",
    )
    with pytest.raises(SettingsError, match="site"):
        chosen("--embed-in", "a.example")
