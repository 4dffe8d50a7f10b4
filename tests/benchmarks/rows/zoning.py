"""Rows of zoning: verdicts for many points against a spatial join, and for one point."""

from __future__ import annotations

import time
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from plan import Plan
from verdict import Agreement, Row

from gis.processes.zoning.asking import Place
from gis.processes.zoning.reading import Plan as Drawn
from gis.processes.zoning.under import under
from gis.zoning.accuracy import accuracy_of
from gis.zoning.citations import Citation
from gis.zoning.verdicts import UNKNOWN, Rules, verdicts_at
from gis.zoning.zones import Zones
from layers.layer import Layer
from layers.schema import Schema, Text
from layers.zoning.activities import activities
from layers.zoning.tables import table

N_ZONES = 50_000
N_POINTS = 100_000
N_SINGLE = 2_000
BOX = (116.0, -1.5, 117.0, -0.5)
# About as many corners as zones of the synthetic plan of Samarinda have (39 each).
STEP_DEG = 5e-4
GOAL_BATCH = 5.0
GOAL_POINT_MS = 1.0
SEED = 11


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows; preparing the zones is not timed, on neither side."""
    rng = np.random.default_rng(SEED)
    frame = _frame(rng)
    zones = Zones.of(frame, accuracy_of(None, "rdtr"))
    rules, house = Rules(), activities()[0]
    xy = rng.uniform(BOX[:2], BOX[2:], (N_POINTS, 2))
    points = gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=4326)
    letters = {r["subzone_code"]: r["itbx"] for r in table("itbx") if r["activity_id"] == house.id}
    what = f"zoning, verdicts of {N_POINTS:,} points on {N_ZONES:,} zones"
    before = plan.begin(what)
    asked = gpd.GeoDataFrame(geometry=points)
    bare = frame[["kodszn", "geometry"]]
    bare.sindex  # noqa: B018 - built before the clock starts, as ours is

    def joined() -> pd.Series[str]:
        found = gpd.sjoin(asked, bare, how="left")
        return found["kodszn"].map(letters).fillna(UNKNOWN)

    mine, other = plan.in_turns(lambda: verdicts_at(points, zones, house, rules), joined)
    same = (mine.answer["verdict"].to_numpy() == other.answer.to_numpy()).all()
    share = float(np.mean(mine.answer["verdict"] != UNKNOWN))
    yield Row(
        what, "s", mine.seconds, "times faster", GOAL_BATCH,
        Agreement(equal=bool(same), how=f"every verdict equal; {share:.0%} known"),
        rival=other.seconds, rival_name="geopandas.sjoin and a map", load_before=before,
        detail={
            "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
            "cpu_ratio": float(np.median(other.cpu_seconds) / np.median(mine.cpu_seconds)),
        },
    )  # fmt: skip
    yield _single(plan, zones, mine.answer, xy)


def _single(plan: Plan, zones: Zones, batch: pd.DataFrame, xy: np.ndarray) -> Row:
    """Time whole verdicts one by one: zone, neighbours within accuracy, rule, limits."""
    what = f"zoning, verdict of one point on {N_ZONES:,} zones, with limits and accuracy"
    before = plan.begin(what)
    layer = Layer("zoning", Text("Zonasi", "Zoning"), "zoning", Schema(()))
    drawn = Drawn(layer, Citation.of_layer(layer), zones)
    rules, house = Rules(), activities()[0]
    places = [Place(shapely.Point(*one)) for one in xy[:N_SINGLE]]
    under(drawn, places[0], house, rules)
    passes, values = [], []
    for _ in range(plan.passes):
        start = time.perf_counter()
        values = [under(drawn, place, house, rules).value for place in places]
        passes.append((time.perf_counter() - start) / N_SINGLE * 1e3)
    same = values == batch["verdict"].tolist()[:N_SINGLE]
    return Row(
        what, "ms", tuple(passes), "at most", GOAL_POINT_MS,
        Agreement(equal=same, how=f"{N_SINGLE:,} verdicts equal to those of the batch"),
        load_before=before,
    )  # fmt: skip


def _frame(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Give zones that tile a degree square: cells about random points, with bent lines."""
    seeds = shapely.multipoints(rng.uniform(BOX[:2], BOX[2:], (N_ZONES, 2)))
    square = shapely.box(*BOX)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square))
    shapes = shapely.segmentize(shapely.intersection(cells, square), STEP_DEG)
    codes = sorted({row["subzone_code"] for row in table("zones")})
    kodszn = np.array(codes, dtype=object)[rng.integers(0, len(codes), len(shapes))]
    data = {"kodszn": kodszn, "kdpkab": "64.71", "kdb": 60.0, "klb": 1.2, "kdh": 20.0}
    return gpd.GeoDataFrame(data, geometry=shapes, crs=4326)
