from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import layers
from server.cli.group import COMMANDS, _language, main

HEAVY = ("geopandas", "numpy", "shapely", "flask", "layers", "gis", "numba", "rasterio")


def test_help_lists_every_command_and_the_exit_codes(call):
    shown = call("--help")
    assert shown.exit_code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", shown.stdout, re.MULTILINE)
    for code in (0, 1, 2, 3, 4, 5, 130):
        assert re.search(rf"^  +{code} ", shown.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_and_json(call, name):
    command = main.get_command(click.Context(main), name)
    within = sorted(command.commands) if isinstance(command, click.Group) else []
    for words in [(name, part) for part in within] or [(name,)]:
        shown = call(*words, "--help")
        assert shown.exit_code == 0
        assert "--json" in shown.stdout


def test_version_is_the_package_version(call):
    assert call("--version").stdout == f"penyangga {layers.__version__}\n"


LOADED = """
import sys, time
begin = time.perf_counter()
from server.cli import main
try:
    main([sys.argv[1]], prog_name="penyangga")
except SystemExit as end:
    took = time.perf_counter() - begin
    print(took, end.code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(word):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, word],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    took, code, *loaded = done.stderr.split()
    assert code == "0"
    assert set(loaded) & set(HEAVY) == set()
    # Goal 0.3 s; a shared machine may be several times slower.
    assert float(took) < 1.5


def test_an_unknown_command_is_wrong_usage(call):
    shown = call("ad")
    assert shown.exit_code == 2
    assert "No such command 'ad'" in shown.stderr
    assert shown.stdout == ""


def test_the_language_is_asked_for_or_that_of_the_system():
    assert _language("id", {"LANG": "en_US.UTF-8"}) == "id"
    assert _language(None, {"LANG": "id_ID.UTF-8"}) == "id"
    assert _language(None, {"LC_ALL": "C", "LANG": "id_ID"}) == "en"
    assert _language(None, {}) == "en"


def test_nobody_standing_alone_gets_exceptions():
    with pytest.raises(click.UsageError):
        main(["layers", "--nonsense"], standalone_mode=False)
