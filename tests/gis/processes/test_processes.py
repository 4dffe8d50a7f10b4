from __future__ import annotations

import json
import subprocess
import sys

import pytest

from gis.processes import registry


def test_an_analysis_is_imported_when_it_is_asked_for():
    """In a process of its own, as everything is imported here."""
    asked = "from gis.processes import registry; known = registry(); known['nearest']; 'siting' in known"
    asked += "; import sys; print(sorted(m for m in sys.modules if m.startswith('gis.siting')))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(KeyError):
        registry()["isochrone"]
    assert len(registry()) == len(list(registry())) == len(set(registry()))


def test_the_registry_describes_itself_in_both_languages_and_as_json():
    known = registry()
    assert set(known) >= {"coverage", "nearest", "supply", "whatif"}
    for process_id, process in known.items():
        described = process.to_dict()
        assert described["id"] == process_id == process.id
        assert json.loads(json.dumps(described)) == described
        for text in (described["title"], *(i["title"] for i in described["inputs"])):
            assert text["id"]
            assert text["en"]
        assert process.command
        assert process.outputs
        for item in process.inputs:
            if item.default is not None:
                assert item.read(item.default) is not None


def test_facility_types_are_offered_as_choices_with_labels():
    choices = next(i for i in registry()["coverage"].to_dict()["inputs"] if i["id"] == "facilities")
    assert {"value": "rs", "label": {"id": "Rumah sakit (RSUD/RS)", "en": "Hospital"}} in choices[
        "choices"
    ]
