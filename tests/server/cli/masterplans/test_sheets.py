"""`penyangga masterplan import|export|template`: there and back, and all faults at once."""

from __future__ import annotations

import csv
import io
import json

import openpyxl


def test_a_plan_goes_out_and_comes_in(call, folder, tmp_path):
    def run(*words):
        done = call("--lang", "en", "masterplan", *words, workspace=folder)
        assert done.exit_code == 0, done.output
        return done

    book, sheets, text = tmp_path / "p.xlsx", tmp_path / "csv", tmp_path / "p.yaml"
    for out in (book, sheets, text, tmp_path / "p.json"):
        run("export", "banjarbaru", "-o", out)
    # The tiny region has no layers that the targets name.
    spoilt = call("masterplan", "import", str(book), "--csv", workspace=folder)
    assert spoilt.exit_code == 3
    rows = list(csv.DictReader(io.StringIO(spoilt.stdout)))
    assert {row["code"] for row in rows} == {"unknown-layer"}
    assert {row["sheet"] for row in rows} == {"Targets"}
    opened = openpyxl.load_workbook(book)
    for row in range(3, 9):
        for column in "KL":
            opened["Targets"][f"{column}{row}"] = None
    opened.save(book)
    assert "not imported" in run("import", book, "--dry-run").stdout
    assert "banjarbaru: version 1" in run("import", book, "--note", "workshop").stdout
    refused = call("--lang", "en", "masterplan", "import", str(book), workspace=folder)
    assert refused.exit_code == 3
    assert "--replace" in refused.stderr
    told = json.loads(run("import", book, "--as", "bjb", "--json").stdout)
    assert (told["name"], told["version"]["number"], told["faults"]) == ("bjb", 1, [])
    # Nothing is written over, and nothing into a workspace.
    assert call("masterplan", "export", "bjb", "-o", str(text), workspace=folder).exit_code == 2
    assert call("masterplan", "export", "bjb", "-o", str(sheets), workspace=folder).exit_code == 2
    run("export", "bjb", "-o", sheets, "--overwrite")
    assert (sheets / "goals.csv").read_bytes().startswith(b"\xef\xbb\xbfid,pillar,text_id")


def test_an_empty_form(call, tmp_path):
    path = tmp_path / "empty.xlsx"
    made = call("masterplan", "template", "-o", str(path), "--lang", "en", "--json")
    assert json.loads(made.stdout) == {"file": str(path)}
    assert openpyxl.load_workbook(path).sheetnames[:3] == ["Guide", "Masterplan", "Work units"]
    refused = call("masterplan", "template", "-o", str(tmp_path / "empty.yaml"))
    assert refused.exit_code == 2
