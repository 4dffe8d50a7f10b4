from __future__ import annotations

import click
import pytest

from layers.errors import StoreError
from layers.schema import Text
from server.cli.session import Session, holds_workspace, is_address


def test_the_workspace_asked_for_wins_then_the_current_folder(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(folder)
    assert Session().place() == folder
    assert Session(workspace=tmp_path).place() == tmp_path


def test_without_any_workspace_the_ways_to_name_one_are_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(click.UsageError, match=r"--workspace DIR.*PENYANGGA_WORKSPACE.*init DIR"):
        Session().place()


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


def test_a_database_wants_a_folder_for_its_files():
    session = Session(workspace="postgresql://me:s3cret@db/region")
    with pytest.raises(click.UsageError, match="PENYANGGA_FOLDER"):
        session.open()
    assert "s3cret" not in repr(session)
    assert is_address(session.place())


def test_the_folder_of_a_database_counts_as_a_workspace(folder, tmp_path):
    assert holds_workspace(folder)
    assert not holds_workspace(tmp_path)
    (tmp_path / "workspace.id").write_text("x")
    assert holds_workspace(tmp_path)


def test_an_unreachable_database_is_told_without_its_password(call, tmp_path):
    address = "postgresql://me:s3cret@127.0.0.1:1/region"
    shown = call("--workspace", address, "--folder", tmp_path / "f", "layers", "--json")
    assert shown.exit_code == 1
    assert "postgresql://127.0.0.1:1/region?schema=penyangga" in shown.stderr
    assert "s3cret" not in shown.output


def test_long_work_on_an_open_workspace_is_told(folder, capsys, monkeypatch):
    monkeypatch.setattr("server.cli.progress.working.LASTING_S", 0.0)
    observer = Session(workspace=folder, lang="id").open().observer
    with observer(Text("menyiapkan jalan", "preparing roads")):
        observer.draw()
    told = capsys.readouterr()
    assert told.err == "menyiapkan jalan …\nmenyiapkan jalan: 0:00\n"
    assert told.out == ""
    with Session(quiet=True).working()(Text("ya", "yes")):
        pass
    assert capsys.readouterr().err == ""
