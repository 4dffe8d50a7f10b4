"""The reading process, its steps called in this one: read, check, repair, skip, stage."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from layers.sources import child, files, staging
from layers.sources.limits import Limits

BOW_TIE = [[[116, 0], [117, 1], [117, 0], [116, 1], [116, 0]]]
SQUARE = [[[116, 0], [117, 0], [117, 1], [116, 1], [116, 0]]]


def collection(*polygons) -> dict:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"nama": f"n{i}"},
                "geometry": p and {"type": "Polygon", "coordinates": p},
            }
            for i, p in enumerate(polygons, 1)
        ],
    }


@pytest.fixture
def work(tmp_path):
    def run(content, **asked) -> tuple[dict, gpd.GeoDataFrame | None]:
        path = tmp_path / "in.geojson"
        path.write_text(json.dumps(content), encoding="utf-8")
        limits = asked.pop("limits", Limits())
        kind = files.examine(path, limits).kind
        report = child.work(child.Job(str(path), kind, limits, **asked), tmp_path, "none")
        return report, staging.collect(report, tmp_path, limits).frame

    return run


def errors(report) -> list[tuple[int, str]]:
    return [(f["row"], f["code"]) for f in report["findings"] if f["severity"] == "error"]


def test_good_rows_are_staged(work):
    report, frame = work(collection(SQUARE, None))
    assert report["n_read"] == 2
    assert frame.geometry.tolist() == [shapely.Polygon(SQUARE[0]), None]
    assert "null-geometry" in [f["code"] for f in report["findings"]]


def test_rows_without_any_geometry_are_not_called_mixed(work):
    report, _ = work(collection(None, None))
    codes = [f["code"] for f in report["findings"]]
    assert "null-geometry" in codes
    assert "mixed-geometry" not in codes


def test_an_invalid_row_refuses_the_file_and_names_the_feature(work):
    report, frame = work(collection(SQUARE, BOW_TIE))
    assert errors(report) == [(2, "invalid-geometry")]
    assert frame is None
    (message,) = [f["message"] for f in report["findings"] if f["severity"] == "error"]
    assert message.startswith("Self-intersection")
    assert message.endswith("(n2)")


def test_skipping_leaves_out_the_bad_rows_only(work):
    report, frame = work(collection(BOW_TIE, SQUARE, BOW_TIE), skip_invalid=True)
    assert frame.index.tolist() == [2]
    (skipped,) = [f["message"] for f in report["findings"] if f["code"] == "row-skipped"]
    assert skipped == "rows 1, 3"


def test_repair_mends_and_says_by_how_much(work):
    report, frame = work(collection(SQUARE, BOW_TIE), repair=True)
    assert frame.geometry.is_valid.all()
    assert frame.geometry.iloc[1].geom_type == "MultiPolygon"
    (mended,) = [f for f in report["findings"] if f["code"] == "geometry-repaired"]
    assert mended["row"] == 2
    assert "ha before" in mended["message"]


def test_vertices_above_the_limit(work):
    report, frame = work(collection(SQUARE), limits=Limits(vertices=4))
    assert errors(report) == [(1, "too-many-vertices")]
    assert frame is None


def test_mixed_parts_are_promoted_and_mixed_kinds_named(work):
    content = collection(SQUARE)
    content["features"].append(
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Point", "coordinates": [116, 0]},
        }
    )
    report, _ = work(content)
    assert report["geometry_type"] == "Geometry"
    assert "mixed-geometry" in [f["code"] for f in report["findings"]]


def test_an_empty_collection_is_an_empty_layer(work):
    report, frame = work(collection())
    assert (report["n_read"], len(frame)) == (0, 0)


def test_progress_is_written_line_by_line(work, capsys):
    work(collection(SQUARE))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["step"] for line in lines} == {"open", "read", "check"}
    assert lines[-1] == {"step": "check", "done": 4, "total": 4}
