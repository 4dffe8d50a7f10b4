from __future__ import annotations

import click
import pytest

from layers.errors import StoreError
from layers.schema import Text
from server.cli.session import Session


def test_the_workspace_asked_for_wins_then_the_current_folder(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(folder)
    assert Session().folder() == folder
    assert Session(workspace=tmp_path).folder() == tmp_path


def test_without_any_workspace_the_ways_to_name_one_are_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(click.UsageError, match=r"--workspace DIR.*PENYANGGA_WORKSPACE.*init DIR"):
        Session().folder()


def test_opening_what_is_no_workspace_is_refused(tmp_path):
    with pytest.raises(StoreError, match="no workspace here"):
        Session(workspace=tmp_path).open()


def test_texts_are_in_the_language_of_the_session():
    assert Session(lang="id").say(Text("ya", "yes")) == "ya"
    assert Session(lang="en").say(Text("ya", "yes")) == "yes"
    assert Session().say(None, otherwise="-") == "-"


def test_the_environment_names_the_workspace(call, folder, monkeypatch):
    monkeypatch.setenv("PENYANGGA_WORKSPACE", str(folder))
    assert "districts" in call("layers").stdout


def test_words_are_in_the_language_of_the_session():
    assert Session(lang="id").words("ya", "yes") == "ya"
    assert Session().words("ya", "yes") == "yes"
