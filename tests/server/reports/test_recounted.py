"""Effects, and the potential of areas, counted again from the layers without our analyses."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.stats import percentileofscore

import layers
import layers.zoning

SPEC = importlib.util.spec_from_file_location("recount", Path(__file__).with_name("recount.py"))
assert SPEC is not None
assert SPEC.loader is not None
recount = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(recount)
Documents = Mapping[str, dict[str, Any]]
# Targets by what they count: facility types, and per how many people; or within how far.
PLACES: Mapping[tuple[str, str], tuple[tuple[str, ...], str]] = {
    ("kukar", "t8"): (("pasar",), "provision_com_psr"),
    ("kukar", "t9"): (("perpus", "gsg", "lapangan"), "culture_per_100k"),
    ("kukar", "t10"): (("perpus",), "provision_edu_tb"),
    ("banjarbaru", "t6"): (("pasar",), "provision_com_psr"),
    ("banjarbaru", "t7"): (("perpus",), "provision_edu_tb"),
}
METRES: Mapping[tuple[str, str], tuple[tuple[str, ...], float]] = {
    ("kukar", "t11"): (("tps3r",), 1000.0),
    ("banjarbaru", "t3"): (("puskesmas",), 3000.0),
    ("banjarbaru", "t8"): (("halte", "terminal"), 500.0),
    ("banjarbaru", "t9"): (("tps3r",), 1000.0),
}
TIMES: Mapping[tuple[str, str], tuple[tuple[str, ...], str, float]] = {
    ("kukar", "t4"): (("rs",), "car", 60.0),
    ("kukar", "t5"): (("puskesmas",), "car", 30.0),
    ("banjarbaru", "t2"): (("taman", "hutan_kota", "lapangan"), "walk", 10.0),
    ("banjarbaru", "t4"): (("damkar",), "car", 15.0),
}
OPEN = ("I", "T", "B", "TB")
STEEP = 15.0
BUILT_OR_WATER = (8, 10)


@pytest.fixture(scope="module")
def region(starter_workspace: Path) -> Any:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


def moves(document: Mapping[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """What each programme moves, with the facilities that it builds."""
    activities = document["plan"]["activities"]
    return [
        (
            told,
            [e for a in activities if a["programme"] == one["programme"]["id"] for e in a["edits"]],
        )
        for one in document["effects"]
        for told in one["targets"]
    ]


def built(edits: list[dict[str, Any]], types: tuple[str, ...]) -> list[Any]:
    assert {edit["kind"] for edit in edits} == {"facility"}
    return [edit["at"] for edit in edits if edit["type"] in types]


def after_places(
    region: layers.Catalogue, units: gpd.GeoDataFrame, types: tuple[str, ...], more: list[Any]
) -> int:
    """How many facilities there are in all units, with those built."""
    found = region["facilities"].read()
    there = found[found["type"].isin(types) & (found["status"] == "operating")]
    inside = shapely.union_all(units.geometry.to_numpy())
    held = shapely.contains(inside, there.geometry.to_numpy()).sum()
    return int(held + shapely.contains(inside, shapely.points(more)).sum())


def newly_near(
    region: layers.Catalogue,
    units: gpd.GeoDataFrame,
    near: tuple[tuple[str, ...], float],
    more: Any,
) -> gpd.GeoDataFrame:
    """The land within a distance of what is built, and of nothing that was there before."""
    types, metres = near
    old = shapely.buffer(shapely.points(recount.sites(region, types)), metres, quad_segs=64)
    new = shapely.buffer(recount.metric(shapely.points(more)), metres, quad_segs=64)
    fresh = shapely.transform(
        shapely.difference(shapely.union_all(new), shapely.union_all(old)),
        lambda xy: np.column_stack(recount.METRIC.transform(*xy.T, direction="INVERSE")),
    )
    cut = units.assign(geometry=shapely.intersection(units.geometry.to_numpy(), fresh))
    return cut[~cut.is_empty]


@pytest.mark.parametrize("plan", ["kukar", "banjarbaru"])
def test_what_programmes_bring(
    documents: Documents, region: layers.Catalogue, starter_workspace: Path, plan: str
) -> None:
    document = documents[plan]
    units = recount.districts(region, document["plan"]["masterplan"]["region"])
    people = recount.people(starter_workspace, units)
    where, n = people[["center_x", "center_y"]].to_numpy(), people["n"].to_numpy()
    counted = 0
    for told, edits in moves(document):
        key = (plan, told["id"])
        known = PLACES.get(key) or METRES.get(key) or TIMES.get(key)
        if known is None or told["after"] is None:
            continue
        more = built(edits, known[0])
        counted += bool(more)
        if not more:
            assert told["after"] == pytest.approx(told["before"], abs=1e-9), key
        elif key in PLACES:
            there = after_places(region, units, known[0], more)
            wanted = recount.PER_PERSON[known[1]] * there / n.sum()
            assert told["after"] == pytest.approx(wanted, rel=1e-6)
        elif key in METRES:
            cut = newly_near(region, units, METRES[key], more)
            brought = 100 * recount.people(starter_workspace, cut)["n"].sum() / n.sum()
            assert told["towards"] == pytest.approx(brought, rel=5e-3, abs=0.01)
        else:
            _, mode, limit = TIMES[key]
            spent = recount.minutes(region, where, known[0], mode, more)
            # Feet stand at every 100 m here: a cell of a town may come in or fall out.
            least, most = (100 * n[spent <= part * limit].sum() / n.sum() for part in (0.95, 1.05))
            assert least <= told["after"] <= most
    assert counted >= 4


def halves(minutes: Any, n: Any) -> float:
    """The minutes within which half of some people are there; NaN where half are not."""
    order = np.argsort(minutes)
    reached = np.cumsum(n[order]) >= n.sum() / 2 * (1 - 1e-9)
    found = minutes[order][reached.argmax()] if n.sum() > 0 else np.inf
    return float(found) if np.isfinite(found) else float("nan")


def test_strengths_and_gaps(
    documents: Documents, region: layers.Catalogue, starter_workspace: Path
) -> None:
    every = recount.districts(region, "6")
    table = recount.people(starter_workspace, every)
    table["m"] = recount.minutes(region, table[["center_x", "center_y"]].to_numpy(), ["rs"], "car")
    half = table.groupby("code").apply(
        lambda rows: halves(rows["m"].to_numpy(), rows["n"].to_numpy()), include_groups=False
    )
    for plan in ("kukar", "banjarbaru"):
        found = documents[plan]["profile"]["potential"]
        rows = [row for row in found["rows"] if row["measure"] == "minutes_rs"]
        assert len(rows) == len(found["units"])
        kind = found["peers"]["id"]
        off, ranks = [], []
        for row in rows:
            peers = half[[alike(code, row["code"], kind) for code in half.index]].dropna()
            assert row["n_peers"] == pytest.approx(len(peers), abs=2)
            if row["value"] is None:
                continue
            off.append(abs(row["value"] - half[row["code"]]))
            assert row["median"] == pytest.approx(peers.median(), abs=1.0)
            worse = 100 - percentileofscore(peers, half[row["code"]], kind="mean")
            ranks.append(abs(row["percentile"] - worse))
            marks = {"strength": row["percentile"] >= 75, "gap": row["percentile"] <= 25}
            assert row["mark"] == next((mark for mark, holds in marks.items() if holds), "middle")
        # No ferries here, and feet at every 100 m.
        assert np.nanmedian(off) < 1.0
        assert np.nanmedian(ranks) < 2.0


def alike(code: str, other: str, kind: str) -> bool:
    if kind == "province":
        return code[:2] == other[:2]
    return kind == "all" or (int(code[3:5]) > 70) == (int(other[3:5]) > 70)


def test_forest_of_the_profile(documents: Documents) -> None:
    # The target of the same indicator is counted from the cells in test_document.py.
    found = documents["kukar"]["profile"]["potential"]["rows"]
    shares = {row["code"]: row["value"] for row in found if row["measure"] == "forest_share"}
    told = recount.target(documents, "kukar", "t6")
    assert shares == pytest.approx({row["code"]: row["value"] for row in told["rows"]})


def areas_of(codes: Any, shapes: Any) -> gpd.GeoSeries:
    """What has an area of shapes, by the codes of their units."""
    # Touching borders leave lines and points beside the areas; a buffer of nothing has none.
    found = gpd.GeoSeries(shapely.buffer(np.asarray(shapes), 0.0), index=codes, crs=4326)
    return found[~found.is_empty]


def test_land_for_activities(
    documents: Documents, region: layers.Catalogue, starter_workspace: Path
) -> None:
    found = documents["banjarbaru"]["profile"]["potential"]
    units = recount.districts(region, "63.72")
    rules = Path(layers.zoning.__file__).parent / "facts" / "itbx.csv"
    with rules.open(encoding="utf-8") as file:
        allowed = {
            (row["activity_id"], row["subzone_code"])
            for row in csv.DictReader(file)
            if row["itbx"] in OPEN
        }
    zones = region["zoning"].read()[["kodszn", "geometry"]]
    zones = zones[zones.intersects(shapely.union_all(units.geometry.to_numpy()))]
    kept = shapely.union_all(region["protected_areas"].read().geometry.to_numpy())
    checked = 0
    for activity in {row["activity"] for row in found["land"]}:
        some = zones[[(activity, code) in allowed for code in zones["kodszn"]]]
        if some.empty:
            continue
        held = areas_of(units["code"], shapely.intersection(units.geometry, some.union_all()))
        free = areas_of(held.index, shapely.difference(held, kept))
        cells = recount.cells(
            starter_workspace,
            "slope",
            gpd.GeoDataFrame({"code": free.index}, geometry=free.to_numpy(), crs=4326),
        )
        steep = cells[cells["values"] >= STEEP].groupby("code")["coverage"].sum()
        share = (steep / cells.groupby("code")["coverage"].sum()).fillna(0.0)
        areas = (
            pd.DataFrame({"allowed_ha": held.to_crs(6933).area, "free": free.to_crs(6933).area})
            / 1e4
        )
        for row in found["land"]:
            if row["activity"] == activity and row["code"] in areas.index:
                told = areas.loc[row["code"]]
                assert row["allowed_ha"] == pytest.approx(told["allowed_ha"], rel=2e-3, abs=0.5)
                assert row["protected_ha"] == pytest.approx(
                    told["allowed_ha"] - told["free"], rel=2e-3, abs=0.5
                )
                assert row["steep_ha"] == pytest.approx(
                    told["free"] * share.get(row["code"], 0.0), rel=0.02, abs=0.5
                )
                lost = row["protected_ha"] + row["steep_ha"] + row["built_ha"]
                assert row["available_ha"] == pytest.approx(
                    max(row["allowed_ha"] - lost, 0), abs=0.1
                )
                checked += 1
    assert checked >= 5
