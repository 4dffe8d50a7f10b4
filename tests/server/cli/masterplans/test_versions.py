"""`penyangga masterplan history|diff`: what a plan was, and what became otherwise."""

from __future__ import annotations

import json

import pytest

from layers.masterplan import Shelf
from layers.masterplan.documents import document_of, yaml_of


@pytest.fixture
def changed(folder):
    """A workspace whose plan has two versions."""
    shelf = Shelf(folder)
    plan = shelf.read("kukar")
    shelf.put("ours", yaml_of(plan), how="import", note="awal", person="Ani")
    document = document_of(plan)
    document["goals"][0]["text"] = "Internet di setiap desa"
    shelf.put("ours", yaml_of(type(plan).model_validate(document)), how="replace", person="Budi")
    return folder


def test_versions_and_their_differences(call, changed):
    told = call("--lang", "id", "masterplan", "history", "ours", workspace=changed).stdout
    assert [line.split()[2] for line in told.splitlines()[1:3]] == ["Ani", "Budi"]
    given = json.loads(call("masterplan", "history", "ours", "--json", workspace=changed).stdout)
    assert [one["number"] for one in given["versions"]] == [1, 2]
    shown = call("--lang", "en", "masterplan", "diff", "ours", workspace=changed).stdout
    assert "changed  goals  g1  text" in shown
    assert "Internet di setiap desa" in shown
    back = call("masterplan", "diff", "ours", "2", "1", "--json", workspace=changed).stdout
    (one,) = json.loads(back)["differences"]
    assert one["before"] == "Internet di setiap desa"
    same = call("--lang", "en", "masterplan", "diff", "ours", "1", "1", workspace=changed).stdout
    assert same == "no differences\n"


def test_what_has_no_versions(call, changed):
    told = call("--lang", "en", "masterplan", "history", "kukar", workspace=changed)
    assert told.stdout == "kukar: an example that comes along, no versions\n"
    refused = call("--lang", "en", "masterplan", "diff", "kukar", workspace=changed)
    assert refused.exit_code == 3
    assert "no two versions" in refused.stderr
    missing = call("--lang", "en", "masterplan", "diff", "ours", "1", "9", workspace=changed)
    assert "there are 1, 2" in missing.stderr
