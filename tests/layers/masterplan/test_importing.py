"""Plans taken from every form of file: the same plan, or all faults and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from layers.errors import SourceError
from layers.masterplan import Masterplan
from layers.masterplan.importing import take
from layers.masterplan.reading import masterplan_in
from layers.masterplan.sheets import spread
from layers.masterplan.sheets.books import write_book
from layers.masterplan.sheets.csvs import write_folder


def test_every_form_gives_the_same_plan(tmp_path: Path, plan: dict[str, Any]) -> None:
    wanted = Masterplan.model_validate(plan)
    (tmp_path / "plan.yaml").write_text("# catatan\n" + yaml.safe_dump(plan), encoding="utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    write_book(spread(wanted, "en"), tmp_path / "plan.xlsx", "en")
    write_folder(spread(wanted, "id"), tmp_path / "plan")
    for name in ("plan.yaml", "plan.json", "plan.xlsx", "plan"):
        taken = take(tmp_path / name, layer_ids=["facilities", "districts"])
        assert (taken.plan, list(taken.faults), list(taken.notes)) == (wanted, [], [])
        assert masterplan_in(taken.text, name) == wanted
    assert take(tmp_path / "plan.yaml").text.startswith("# catatan"), "remarks stay"


def test_faults_of_a_folder_have_their_file_row_and_column(
    tmp_path: Path, plan: dict[str, Any]
) -> None:
    write_folder(spread(Masterplan.model_validate(plan), "id"), tmp_path)
    file = tmp_path / "targets.csv"
    file.write_text(file.read_text("utf-8-sig").replace("facilities", "towers"), encoding="utf-8")
    taken = take(tmp_path, layer_ids=["facilities", "districts"])
    assert (taken.plan, taken.text) == (None, "")
    (fault,) = taken.faults
    assert fault.text.en.startswith("sheet targets, row 2, column K (Layer): there is no layer")
    assert fault.to_dict()["column"] == "K"


def test_what_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(b"PK")
    with pytest.raises(SourceError, match="wanted YAML, JSON, XLSX, or a folder of CSV"):
        take(tmp_path / "plan.docx")


def test_a_file_called_an_example_may_be_made_up(tmp_path: Path, plan: dict[str, Any]) -> None:
    plan["goals"][0]["provenance"] = {"status": "illustrative"}
    text = yaml.safe_dump(plan)
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "plan.example.yaml").write_text(text, encoding="utf-8")
    assert [fault.code for fault in take(tmp_path / "plan.yaml").faults] == ["illustrative"]
    taken = take(tmp_path / "plan.example.yaml")
    assert masterplan_in(taken.text, "plan").allow_illustrative
