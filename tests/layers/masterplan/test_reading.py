"""Masterplans read from files: lines of faults, and what is no masterplan at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from layers.errors import SourceError
from layers.masterplan import MasterplanError, faults_of, read_draft, read_masterplan
from layers.masterplan.reading import MAX_BYTES, parsed


def written(path: Path, plan: dict[str, Any]) -> Path:
    text = json.dumps(plan) if path.suffix == ".json" else yaml.safe_dump(plan, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["plan.yaml", "plan.yml", "plan.json"])
def test_the_same_plan_from_every_form(name: str, tmp_path: Path, plan: dict[str, Any]) -> None:
    found = read_masterplan(written(tmp_path / name, plan))
    assert found.masterplan.title.en == "Plan"
    assert [step.id for step in found.steps] == ["st1", "st2"]
    assert found.entries("programmes")[0] is found.programmes[0]
    assert found.activities[0].location is not None
    assert found.activities[0].location.codes == ("64.02.13", "64.02.20")


def test_days_may_stand_without_quotes(tmp_path: Path, plan: dict[str, Any]) -> None:
    text = yaml.safe_dump(plan).replace("'2025-02-01'", "2025-02-01")
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    assert str(read_masterplan(path).programmes[0].start) == "2025-02-01"


def test_every_fault_is_told_with_its_line(tmp_path: Path, plan: dict[str, Any]) -> None:
    plan["goals"][0]["pillar"] = "smart"
    plan["steps"][1]["work_unit"] = "nobody"
    path = written(tmp_path / "plan.yaml", plan)
    lines = path.read_text(encoding="utf-8").splitlines()
    with pytest.raises(MasterplanError) as refused:
        read_masterplan(path)
    told = {fault.code: fault.line for fault in refused.value.faults}
    assert lines[told["unknown-word"] - 1].strip() == "pillar: smart"
    assert lines[told["dangling-reference"] - 1].strip() == "work_unit: nobody"
    assert "plan.yaml: 2 faults" in str(refused.value)
    assert "plan.yaml: 2 kesalahan" in refused.value.text.id


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1, 2", "line 1: no YAML"),
        ("a: 1\na: 2\n", "line 2: key 'a' twice"),
        ("a: &x [1]\nb: *x\n", "line 1: an anchor"),
        ("a: 1\n<<: {b: 2}\n", "line 2: a key that is no word"),
        ("? [a]\n: 1\n", "a key that is no word"),
        ("[" * 40 + "]" * 40, "nested too deeply"),
        ("a: !!python/object/apply:os.system ['x']\n", "the tag"),
        ("a: 1\n---\nb: 2\n", "no YAML"),
        ("a: \x07\n", "no YAML"),
        ("a: 2025-13-45\n", "no YAML"),
    ],
)
def test_what_is_no_yaml_of_ours(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_draft(path)


def test_a_bomb_of_anchors_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{b}, *{b}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(SourceError, match=r"^plan\.yaml, line 1: an anchor"):
        parsed(bomb, "plan.yaml")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("plan.txt", b"", "wanted YAML or JSON"),
        ("plan.json", b'{"a": NaN}', "no JSON"),
        ("plan.json", b"[" * 100_000, "no JSON"),
        ("plan.yaml", b"a: \xff\xfe", "no UTF-8 at byte 3"),
        ("plan.yaml", b"#" * (MAX_BYTES + 1), "at most"),
    ],
)
def test_what_is_no_text_of_ours(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message):
        read_draft(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_draft(tmp_path / "plan.yaml")


@pytest.mark.parametrize("name", ["kukar", "banjarbaru"])
def test_the_worked_examples_have_no_fault(name: str, shared_data: Path) -> None:
    path = shared_data.parent / "domain" / f"masterplan_{name}.example.yaml"
    _, draft = read_draft(path)
    assert faults_of(draft) == []
    assert len(read_masterplan(path).steps) > 5
