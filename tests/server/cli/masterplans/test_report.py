"""`penyangga masterplan report`: files by their ending, annexes, refusals; nothing by halves."""

from __future__ import annotations

import json

WORDS = ("masterplan", "report")
DAY = ("--on", "2026-11-22")


def test_pdf_page_and_annexes(call, starter_workspace, tmp_path):
    paper, page, folder = (tmp_path / name for name in ("a.pdf", "a.html", "annexes"))
    words = ("--lang", "id", *WORDS, "banjarbaru", *DAY)
    done = call(*words, "-o", paper, "--annexes", folder, "--json", workspace=starter_workspace)
    assert done.exit_code == 0, done.output
    assert paper.read_bytes().startswith(b"%PDF")
    document = json.loads(done.stdout)
    assert json.loads((folder / "report.json").read_text()) == document
    assert (folder / "annexes.xlsx").stat().st_size > 5000
    rows = (folder / "districts.csv").read_text().splitlines()
    assert rows[0].startswith("target,code,name,part,whole,value")
    told = call(*words, "-o", page, "--lang", "en", workspace=starter_workspace)
    assert told.exit_code == 0, told.output
    assert '<html lang="en">' in page.read_text()
    assert "step 1/4 evaluasi target" in told.stderr
    again = call(*WORDS, "banjarbaru", *DAY, "-o", paper, workspace=starter_workspace)
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
