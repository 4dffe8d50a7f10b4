from __future__ import annotations

import csv
import io
import json

import layers


def test_the_table_names_layers_sizes_and_trust(call, folder):
    shown = call("layers", workspace=folder)
    assert shown.exit_code == 0
    assert shown.stderr == ""
    lines = shown.stdout.splitlines()
    assert lines[0].split() == [
        *("layer", "kind", "geometry", "features", "trust"),
        *("data", "date", "revision", "title"),
    ]
    assert lines[2].split() == [
        *("facilities", "vector", "Point", "6", "modelled", "2024", "1", "Facilities"),
    ]
    assert lines[4].split()[:4] == ["population", "raster", "–", "–"]


def test_headings_and_titles_in_indonesian(call, folder):
    shown = call("--lang", "id", "--workspace", folder, "layers").stdout
    assert "lapisan" in shown
    assert "Fasilitas" in shown


def test_json_equals_the_library(call, folder):
    catalogue = layers.open(folder)
    expected = [layer.to_dict() for layer in catalogue.layers()]
    catalogue.close()
    found = json.loads(call("layers", "--json", workspace=folder).stdout)["layers"]
    assert found == json.loads(json.dumps(expected))


def test_csv_reads_back(call, folder):
    rows = list(csv.DictReader(io.StringIO(call("layers", "--csv", workspace=folder).stdout)))
    assert [row["id"] for row in rows] == ["districts", "facilities", "roads", "population"]
    assert rows[0]["n_features"] == "3"


def test_an_empty_workspace_lists_nothing(call, tmp_path):
    call("init", tmp_path / "w", "--empty")
    assert json.loads(call("layers", "--json", workspace=tmp_path / "w").stdout) == {"layers": []}
    assert call("layers", workspace=tmp_path / "w").exit_code == 0
