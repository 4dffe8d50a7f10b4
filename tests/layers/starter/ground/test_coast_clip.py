"""Clipping the coast: TopoJSON decoded by hand, Sulawesi left out."""

from __future__ import annotations

import json

import shapely

from layers.starter.ground.coast_clip import SOURCE, main, read_land


def topology() -> dict:
    """Two squares in one grid of 0.1 degrees: one on Borneo sharing two arcs, one on Sulawesi."""
    return {
        "transform": {"scale": [0.1, 0.1], "translate": [100, -10]},
        "arcs": [
            [[150, 90], [20, 0], [0, 20]],
            [[150, 90], [0, 20], [20, 0]],
            [[190, 90], [5, 0], [0, 5], [-5, 0], [0, -5]],
        ],
        "objects": {
            "land": {
                "geometries": [
                    {"type": "MultiPolygon", "arcs": [[[0, -2]], [[2]]]},
                ]
            }
        },
    }


def test_arcs_are_summed_turned_and_joined():
    shapes = read_land(topology())
    assert len(shapes) == 2
    assert shapes[0].equals(shapely.box(115, -1, 117, 1))


def test_a_single_polygon_is_read_too():
    one = topology()
    one["objects"]["land"]["geometries"] = [{"type": "Polygon", "arcs": [[2]]}]
    assert read_land(one)[0].equals(shapely.box(119, -1, 119.5, -0.5))


def test_main_writes_land_with_its_source(tmp_path):
    source, target = tmp_path / "land.json", tmp_path / "coast.geojson"
    source.write_text(json.dumps(topology()))
    main(str(source), str(target))
    (feature,) = json.loads(target.read_text())["features"]
    assert feature["properties"] == {"source": SOURCE, "trust": "open_data"}
    assert shapely.from_geojson(json.dumps(feature["geometry"])).equals(
        shapely.box(115, -1, 117, 1)
    )
