"""Real open data take the place of the starter's layers; what is left to mend is listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import layers
from layers.boundaries.levels import check_levels
from layers.testing import assert_sound, copy_workspace
from server.cli import main

KEMENDAGRI = "admin/adm_kemendagri.gpkg"
NATURAL_EARTH = "natural_earth/ne_kalimantan.gpkg"
# Layer to make: file, layer in the file, rows, and whether it replaces one of the starter.
FILES = {
    "provinces": (KEMENDAGRI, "adm1", 2, True),
    "regencies": (KEMENDAGRI, "adm2", 23, True),
    "districts": (KEMENDAGRI, "adm3", 212, True),
    "facilities": ("osm/balikpapan_poi_osm.csv", None, 871, True),
    "waterways": (NATURAL_EARTH, "ne_10m_rivers_lake_centerlines", 8, True),
    "settlements": (NATURAL_EARTH, "ne_10m_populated_places", 27, True),
    "coastline": (NATURAL_EARTH, "ne_10m_coastline", 38, False),
    "ports": ("poi/pelabuhan_dephub.geojson", None, 485, False),
    "power_plants": ("poi/pembangkit_listrik_kalimantan.csv", None, 617, False),
    "fires": ("env/fires_viirs_kaltim_kalsel.geojson", None, 1974, False),
}
Call = Callable[..., Result]


@pytest.fixture
def call(starter_workspace: Path, tmp_path: Path) -> Call:
    """Call the command line on a copy of the starter region."""
    folder = tmp_path / "region"
    copy_workspace(starter_workspace, folder)

    def invoke(*words: object) -> Result:
        arguments = ["--workspace", str(folder), "--quiet", *map(str, words)]
        return CliRunner().invoke(main, arguments, prog_name="penyangga")

    return invoke


def _add_all(call: Call, data: Path) -> None:
    for layer_id, (file, part, n, replaces) in FILES.items():
        chosen = ["--layer", part] if part else []
        done = call("add", data / file, "--as", layer_id, *chosen, "--repair", "--json")
        assert done.exit_code == 0, f"{layer_id}: {done.stderr}"
        report = json.loads(done.stdout)
        assert report["n_written"] == n
        assert (report["replaced"] == 1) is replaces
        assert report["layer"]["trust"] == "compiled"


@pytest.mark.slow
def test_real_data_replace_the_starter_and_the_check_lists_what_is_left(
    shared_data, call, tmp_path
):
    _add_all(call, shared_data)
    checked = call("check", *FILES, "--json")
    assert checked.exit_code in (0, 3), checked.stderr
    told = json.loads(checked.stdout)
    assert told["ok"] is (checked.exit_code == 0)
    assert all(one["code"] and one["message"] for one in told["findings"])
    assert not [one for one in told["findings"] if one["code"] in ("store", "invalid-geometry")]
    catalogue = layers.open(tmp_path / "region")
    assert_sound(catalogue)
    # Each level of the source was simplified for itself: they do not nest, and that is said.
    left = {(one.layer_id, one.kind): one for one in check_levels(catalogue)}
    assert left["regencies", "overlap"].area_ha == pytest.approx(6535, rel=0.01)
    assert left["districts", "outside-parent"].count > 20
    real = {kind for layer_id, kind in left if layer_id != "villages"}
    assert not real & {"code-format", "duplicate-code", "parent-missing"}
    catalogue.close()
    # Regencies made of the districts nest, whatever the districts are like.
    made = call("dissolve", "districts", "--level", "regencies", "--replace")
    assert made.exit_code == 0, made.stderr
    catalogue = layers.open(tmp_path / "region")
    again = {(one.layer_id, one.kind) for one in check_levels(catalogue)}
    assert ("districts", "outside-parent") not in again
    assert catalogue["regencies"].layer.revision == 3
    catalogue.close()
    answered = call("cover", "--facilities", "rs", "--within", "5km", "--by", "regencies", "--json")
    assert answered.exit_code == 0, answered.stderr
    answer = json.loads(answered.stdout)
    rows = {row["code"]: row for row in answer["rows"]}
    # The hospitals of the file are all in Balikpapan.
    assert rows["64.71"]["share"] > 0.5
    assert rows["63.01"]["covered"] == 0
    served = call("serve", "--get", "/collections/ports/items?limit=2")
    assert json.loads(served.stdout)["numberMatched"] == 485
