"""What plans say of the map and of indicators: tried before anything is computed of it."""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from gis.masterplans import Binding
from layers import Catalogue
from layers.masterplan import Masterplan, Shelf, faults_of, read_draft
from layers.masterplan.importing import take
from layers.masterplan.sheets import spread
from layers.masterplan.sheets.books import write_book

AT = [114.83, -3.45]
POST = {"kind": "facility", "type": "damkar", "at": AT}
# What is wrong with an edit, or with an indicator, and where; None: only a workspace knows.
FORM: Mapping[str, tuple[Mapping[str, Any], str, str]] = {
    "kind": ({"kind": "facilty"}, "unknown-word", "did you mean facility?"),
    "type": (POST | {"type": "damker"}, "bad-edit", "did you mean damkar"),
    "at": (POST | {"at": AT[::-1]}, "bad-edit", "looks swapped"),
    "line": ({"kind": "road", "line": [AT]}, "bad-edit", "a line of 1 places"),
    "geometry": (
        {"kind": "add", "layer": "facilities", "geometry": {"type": "Point"}},
        "bad-edit",
        "GeoJSON",
    ),
    "rate": ({"kind": "growth", "year": 2030, "rate": 900}, "bad-edit", "above 50"),
    "colour": (POST | {"colour": "red"}, "bad-edit", "is not known"),
}
ON_LAYERS: Mapping[str, tuple[Mapping[str, Any], str, str]] = {
    "layer": (POST | {"layer": "fasilitas"}, "unknown-layer", "did you mean facilities?"),
    "feature": ({"kind": "close", "feature": "F0"}, "bad-edit", "is not in layer 'facilities'"),
    "class": ({"kind": "road", "line": [AT, [114.9, -3.4]], "class": "x"}, "bad-edit", "toll"),
    "at": (POST | {"at": [106.8, -6.2]}, "outside-region", "far outside"),
}


def document(tmp_path: Path) -> dict[str, Any]:
    text = Shelf(tmp_path).path("banjarbaru").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told


def written(tmp_path: Path, told: Mapping[str, Any]) -> Path:
    path = tmp_path / "plan.example.yaml"
    # By way of JSON: equal values would be written as anchors.
    told = json.loads(json.dumps(told, default=str))
    path.write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("cases", [FORM, ON_LAYERS])
def test_every_wrong_edit_is_told_with_its_line(
    cases: Mapping[str, Any], region: Catalogue, tmp_path: Path
) -> None:
    told = document(tmp_path)
    told["activities"][2]["edits"] = [POST, *(edit for edit, *_ in cases.values())]
    path = written(tmp_path, told)
    catalogue = region if cases is ON_LAYERS else None
    faults = take(path, more=(Binding(catalogue),)).faults
    lines = path.read_text(encoding="utf-8").splitlines()
    begun = [n for n, line in enumerate(lines, 1) if "- kind:" in line]
    assert [fault.place[:4] for fault in faults] == [
        ("activities", 2, "edits", n) for n in range(1, len(cases) + 1)
    ]
    for fault, (field, (_, code, said)) in zip(faults, cases.items(), strict=True):
        assert (fault.code, fault.place[4]) == (code, field)
        assert said in fault.message.en
    # Each with a line of its own edit: those stand one after the other.
    edits = [bisect(begun, fault.line or 0) for fault in faults]
    assert edits == list(range(edits[0], edits[0] + len(cases)))


def test_edits_are_tried_as_the_effect_applies_them(region: Catalogue, tmp_path: Path) -> None:
    code = region["facilities"].read()["code"].iloc[0]
    told = document(tmp_path)
    # Closed twice by one programme, which cannot be; and once by another, which can.
    closing = {"kind": "close", "feature": str(code)}
    told["activities"][0]["edits"] = [closing, closing]
    told["activities"][1]["edits"] = [closing]
    assert told["activities"][0]["programme"] != told["activities"][1]["programme"]
    faults = take(written(tmp_path, told), more=(Binding(region),)).faults
    assert [fault.place[:4] for fault in faults] == [("activities", 0, "edits", 1)]


def test_indicators_are_looked_up(tmp_path: Path) -> None:
    told = document(tmp_path)
    first, second, third = told["indicators"][:3]
    first["gis"] = "hospital_60mins"
    second["parameters"] = {"withn": "3km"}
    third.pop("gis", None)
    third["parameters"] = {"within": "3km"}
    found = faults_of(read_draft(written(tmp_path, told))[1], more=(Binding(),))
    assert [(fault.code, fault.place[1:]) for fault in found] == [
        ("unknown-indicator", (0, "gis")),
        ("unknown-field", (1, "parameters")),
        ("unknown-field", (2, "parameters")),
    ]
    assert "did you mean hospital_60min" in found[0].message.en
    assert "parameters go with gis only" in found[2].message.en


def test_examples_can_be_computed(region: Catalogue, tmp_path: Path) -> None:
    for name in ("kukar", "banjarbaru"):
        draft = read_draft(Shelf(tmp_path).path(name))[1]
        assert faults_of(draft, region.ids(), (Binding(region),)) == []


def test_a_workbook_is_told_by_cell(tmp_path: Path) -> None:
    told = document(tmp_path)
    told["activities"][2]["edits"] = [POST, POST | {"type": "damker"}]
    told["allow_illustrative"] = True
    write_book(spread(Masterplan.model_validate(told), "id"), tmp_path / "p.xlsx", "id")
    (fault,) = take(tmp_path / "p.xlsx", more=(Binding(),)).faults
    assert fault.cell is not None
    assert fault.cell.text.en.startswith("sheet Suntingan peta, row ")
    assert "(Jenis fasilitas)" in fault.cell.text.id
    assert "maksudnya damkar" in fault.message.id
