"""`penyangga masterplan report`: files by their ending, annexes, refusals; nothing by halves."""

from __future__ import annotations

import json

import server.reports.document

WORDS = ("masterplan", "report")
DAY = ("--on", "2026-11-22")


def test_page_and_annexes(call, starter_workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(server.reports.document, "MEASURES", "forest_share")
    page, folder = tmp_path / "a.html", tmp_path / "annexes"
    words = ("--lang", "id", *WORDS, "banjarbaru", *DAY, "-o", page)
    done = call(*words, "--lang", "en", "--annexes", folder, "--json", workspace=starter_workspace)
    assert done.exit_code == 0, done.output
    assert '<html lang="en">' in page.read_text()
    assert "step 1/4 evaluasi target" in done.stderr
    document = json.loads(done.stdout)
    assert json.loads((folder / "report.json").read_text()) == document
    assert (folder / "annexes.xlsx").stat().st_size > 5000
    rows = (folder / "districts.csv").read_text().splitlines()
    assert rows[0].startswith("target,code,name,part,whole,value")
    again = call(*words, workspace=starter_workspace)
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr


def test_what_cannot_be_written_is_refused_first(call, folder, tmp_path):
    for words, told in (
        (("-o", tmp_path / "a.docx"), ".pdf and .html"),
        ((), "--annexes FOLDER"),
        (("--annexes", folder), "is not empty"),
    ):
        refused = call(*WORDS, "kukar", *words, workspace=folder)
        assert refused.exit_code == 2, words
        assert told in refused.stderr
