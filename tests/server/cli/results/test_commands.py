"""`penyangga result`: listed, kept, run anew where data have changed, removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import layers
from server.config import ServerSettings
from server.results.office import open_office
from server.workspace import Workspace

INPUTS = {"facilities": "rs", "within": "3km"}


@pytest.fixture
def made(folder):
    """Give the layer of a result that a real job made."""
    office = open_office(Workspace(ServerSettings(Path(folder).resolve()), layers.open))
    job = office.jobs.submit(office.jobs.processes()["coverage"], {"inputs": INPUTS})
    assert office.jobs.wait(job.id, 120).status == "successful"
    layer = office.results.layers_of([job])[job.id]["units"]
    office.jobs.close()
    return layer


def test_results_are_kept_and_run_anew_and_removed(made, folder, call):
    def told(*words):
        shown = call("result", *words, "--json", workspace=folder)
        assert shown.exit_code == 0, shown.stderr
        return json.loads(shown.stdout)

    listed = told("list")["results"]
    assert made in [one["layer"] for one in listed]
    assert all(one["moved"] == [] and one["expires"] for one in listed)
    assert told("keep", made)["results"][0]["expires"] is None
    assert told("rerun") == {"results": []}
    catalogue = layers.open(folder)
    catalogue.write(catalogue["facilities"].layer, catalogue["facilities"].read(), mode="replace")
    stale = {one["layer"] for one in told("list")["results"] if one["moved"] == ["facilities"]}
    assert made in stale
    again = told("rerun", made)["results"]
    assert [(one["layer"], one["moved"]) for one in again] == [(made, [])]
    assert catalogue[made].layer.revision == 2
    assert {one["layer"] for one in told("rerun")["results"]} == stale - {made}
    assert all(one["moved"] == [] for one in told("list")["results"])
    shown = call("result", "list", workspace=folder)
    assert "changed since" in shown.stdout
    assert made in shown.stdout
    assert told("remove", made) == {"removed": made}
    for words in (("keep", made), ("rerun", made), ("remove", "districts")):
        gone = call("result", *words, workspace=folder)
        assert (gone.exit_code, "no result" in gone.stderr) == (1, True)
    catalogue.close()
