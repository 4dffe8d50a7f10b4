"""New facilities, added and in a scenario: indicator, status, dashboard and report, the old value kept."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from click.testing import CliRunner

import layers
from layers.testing import copy_workspace
from server.app import create_app
from server.cli import main
from server.config import ServerSettings
from server.reports import document, printed

SPEC = importlib.util.spec_from_file_location("recount", Path(__file__).with_name("recount.py"))
assert SPEC is not None
assert SPEC.loader is not None
recount = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(recount)

ON = "2026-11-22"
DEED = Callable[[layers.Catalogue, Path], float]


def markets(region: layers.Catalogue, folder: Path) -> float:
    """Markets beside one for 30,000 people, in percent, in the districts of Kutai Kartanegara."""
    units = recount.districts(region, "64.02")
    found = region["facilities"].read()
    there = found[(found["type"] == "pasar") & (found["status"].fillna("operating") == "operating")]
    n = shapely.contains(units.union_all(), there.geometry.to_numpy()).sum()
    return float(n / (recount.people(folder, units)["n"].sum() / 30_000) * 100)


def near(region: layers.Catalogue, folder: Path) -> float:
    """People of Banjarbaru within 3 km of a puskesmas in a straight line, in percent."""
    units = recount.districts(region, "63.72")
    found = region["facilities"].read()
    there = found[
        (found["type"] == "puskesmas") & (found["status"].fillna("operating") == "operating")
    ]
    discs = shapely.union_all(
        shapely.buffer(recount.metric(there.geometry.to_numpy()), 3000.0, quad_segs=64)
    )
    back = shapely.transform(
        discs, lambda xy: np.column_stack(recount.METRIC.transform(*xy.T, direction="INVERSE"))
    )
    cut = units.assign(geometry=units.geometry.intersection(back))
    served = recount.people(folder, cut[~cut.is_empty])["n"].sum()
    return float(100 * served / recount.people(folder, units)["n"].sum())


CASES: Mapping[str, tuple[str, str, tuple[tuple[float, float], ...], DEED, tuple[str, str]]] = {
    "kukar": (
        "t8",
        "pasar",
        ((117.401, -0.311), (117.373, -0.089)),
        markets,
        ("behind", "on-track"),
    ),
    "banjarbaru": (
        "t3",
        "puskesmas",
        ((114.765, -3.438), (114.725, -3.465)),
        near,
        ("on-track", "reached"),
    ),
}


def only(plan: dict[str, Any], target_id: str) -> dict[str, Any]:
    """The plan with one target, and what serves it."""
    (target,) = (one for one in plan["targets"] if one["id"] == target_id)
    goal = target["goal"]
    strategies = [one | {"goals": [goal]} for one in plan["strategies"] if goal in one["goals"]]
    programmes = _of(plan["programmes"], "strategy", strategies)
    activities = [one | {"edits": []} for one in _of(plan["activities"], "programme", programmes)]
    return plan | {
        "indicators": [one for one in plan["indicators"] if one["id"] == target["indicator"]],
        "goals": [one for one in plan["goals"] if one["id"] == goal],
        "targets": [target],
        "strategies": strategies,
        "programmes": programmes,
        "activities": activities,
        "steps": _of(plan["steps"], "activity", activities),
    }


def _of(rows: list[dict[str, Any]], name: str, above: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {one["id"] for one in above}
    return [one for one in rows if one[name] in known]


@pytest.mark.parametrize("plan", CASES)
def test_new_facilities_change_all_that_stands_on_them(
    plan: str, starter_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target_id, kind, places, recounted, statuses = CASES[plan]
    monkeypatch.setattr(document, "MEASURES", "forest_share")
    folder = copy_workspace(starter_workspace, tmp_path / "ws")

    def penyangga(*words: object) -> Any:
        asked = ["-q", "--workspace", str(folder), *map(str, words), "--json"]
        told = CliRunner().invoke(main, asked)
        assert told.exit_code == 0, told.output
        return json.loads(told.stdout)

    def stands(found: Mapping[str, Any]) -> tuple[float, str, list[tuple[float, str, str | None]]]:
        (one,) = found["targets"]
        series = [
            (kept["value"], kept["status"], kept["scenario"] and kept["scenario"]["id"])
            for kept in one["series"]
        ]
        return one["current"], one["status"], series

    whole = create_app(ServerSettings(folder)).test_client().get(f"/masterplans/{plan}")
    (folder / "masterplans").mkdir()
    written = folder / "masterplans" / f"{plan}.json"
    written.write_text(json.dumps(only(json.loads(whole.data)["plan"], target_id)))
    before, status, _ = stands(penyangga("masterplan", "evaluate", plan, "--on", ON))
    with closing(layers.open(folder)) as region:
        assert before == pytest.approx(recounted(region, folder), rel=2e-3)
    assert status == statuses[0]

    penyangga("scenario", "create", "baru", "--title", "Baru")
    for lon, lat in places:
        penyangga("scenario", "edit", "baru", "facility", f"type={kind}", f"at={lon},{lat}")
    imagined, status, series = stands(
        penyangga("masterplan", "evaluate", plan, "--on", ON, "--scenario", "baru")
    )
    assert status == statuses[1]
    assert series == [(before, statuses[0], None), (imagined, status, "baru")]

    rows = [f"N{n};Baru {n};{kind};{lat};{lon}" for n, (lon, lat) in enumerate(places, 1)]
    table = tmp_path / "baru.csv"
    table.write_text("\n".join(["kode;nama;jenis;lintang;bujur", *rows]).replace(".", ","))
    penyangga("add", table, "--as", "facilities", "--append")
    after, status, series = stands(penyangga("masterplan", "evaluate", plan, "--on", ON))
    with closing(layers.open(folder)) as region:
        assert after == pytest.approx(recounted(region, folder), rel=2e-3)
    # Imagined or built, they serve the same people.
    assert after == pytest.approx(imagined, rel=1e-9)
    assert status == statuses[1]
    assert series[0] == (before, statuses[0], None)
    assert series[-1] == (after, status, None)

    client = create_app(ServerSettings(folder)).test_client()
    home = f"/masterplans/{plan}"
    dashboard = json.loads(client.get(f"{home}/evaluation?on={ON}").data)
    assert stands(dashboard) == (after, status, series)
    page = client.get(f"{home}/evaluation?on={ON}&f=html&lang=en").text
    kept = page.partition("Values kept")[2].partition("Missing links")[0]
    assert [f"{value:,.1f}" in kept for value in (before, after)] == [True, True]
    data = json.loads(client.get(f"{home}/report.json?on={ON}").data)
    assert stands(data["evaluation"]) == (after, status, series)
    report = printed(data, "en", "html").decode()
    told = report.partition("values kept")[2]
    assert f"{before:,.1f}" in told
    assert f"{after:,.1f}" in told
    assert date.fromisoformat(data["on"]) == date.fromisoformat(ON)
