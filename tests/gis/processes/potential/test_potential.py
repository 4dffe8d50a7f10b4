"""The potential of a city on the starter region, recomputed by other ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely

import layers
from gis.errors import InputError
from gis.processes import registry
from layers import Catalogue

CITY = "63.72"


@pytest.fixture(scope="module")
def region(starter_workspace: Path) -> Iterator[Catalogue]:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


@pytest.fixture(scope="module")
def told(region: Catalogue) -> dict[str, Any]:
    asked = {"region": CITY, "activities": "A01,A27"}
    return registry()["potential"].run(region, asked).to_dict()


def test_values_are_those_of_the_analyses(region: Catalogue, told: dict[str, Any]) -> None:
    rows = pd.DataFrame(told["rows"])
    for name in ("puskesmas_30min", "forest_share"):
        asked = {"indicator": name, "region": CITY}
        wanted = pd.DataFrame(registry()["indicator"].run(region, asked).numbers["rows"])
        found = rows[rows["measure"] == name]
        assert found["code"].tolist() == wanted["code"].tolist()
        assert found["value"].tolist() == pytest.approx(wanted["value"].tolist())
        assert (found["n_peers"] > 200).all()


def test_half_of_the_people_are_there_in_the_minutes_told(
    region: Catalogue, told: dict[str, Any]
) -> None:
    rows = [row for row in told["rows"] if row["measure"] == "minutes_rs"]
    for row in rows[:2]:
        limits = (row["value"] - 0.05, row["value"] + 0.05)
        asked = {"facilities": "rs", "mode": "car", "region": row["code"]}
        given = asked | {"within": ",".join(f"{60 * one:.0f}s" for one in limits)}
        shares = [one["share"] for one in registry()["coverage"].run(region, given).numbers["rows"]]
        assert shares[0] < 0.5 <= shares[1]


def test_marks_are_the_ends_of_the_peers(told: dict[str, Any]) -> None:
    marks = {(row["code"], row["measure"]): row for row in told["rows"]}
    assert told["units"]
    for unit in told["units"]:
        assert all(marks[unit["code"], one]["percentile"] >= 75 for one in unit["strengths"])
        assert all(marks[unit["code"], one]["percentile"] <= 25 for one in unit["gaps"])
    assert all(one["method"]["en"] and one["source"] and one["trust"] for one in told["measures"])


def test_land_is_what_zones_leave(
    region: Catalogue, told: dict[str, Any], starter_workspace: Path
) -> None:
    land = pd.DataFrame(told["land"])
    for activity in ("A01", "A27"):
        asked = {"activity": activity, "region": CITY}
        allowed = pd.DataFrame(registry()["allowed"].run(region, asked).numbers["rows"])
        wanted = allowed.set_index("code")[["I_ha", "T_ha", "B_ha", "TB_ha"]].sum(axis=1)
        found = land[land["activity"] == activity].set_index("code")
        wanted = wanted.reindex(found.index).fillna(0.0)
        assert found["allowed_ha"].to_dict() == pytest.approx(wanted.to_dict(), rel=1e-6, abs=0.01)
        lost = found[["protected_ha", "steep_ha", "built_ha", "available_ha"]].sum(axis=1)
        assert lost.to_dict() == pytest.approx(found["allowed_ha"].to_dict(), rel=1e-6, abs=0.1)
    assert land["available_ha"].sum() == pytest.approx(
        _left(region, starter_workspace, "A01", "A27"), rel=0.03
    )


def _left(region: Catalogue, folder: Path, *activities: str) -> float:
    """The hectares left by the cells of 30 m whose centres lie in zones, by rasterio alone."""
    units = region["districts"].read()
    city = shapely.union_all(units[units["code"].str.startswith(CITY)].geometry.to_numpy())
    protected = shapely.union_all(region["protected_areas"].read().geometry.to_numpy())
    shapely.prepare(protected)
    total = 0.0
    for activity in activities:
        answer = registry()["allowed"].run(region, {"activity": activity, "region": CITY})
        zones = answer.features["zones"]
        west, south, east, north = zones.total_bounds
        step = 0.0003
        x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
        open_zones = zones[zones["verdict"].isin(["I", "T", "B", "TB"])].geometry.to_numpy()
        kept = shapely.contains_xy(shapely.intersection(shapely.union_all(open_zones), city), x, y)
        places = list(zip(x[kept], y[kept], strict=True))
        places = [one for one in places if not shapely.contains_xy(protected, *one)]
        for raster, bad in (
            ("slope", lambda v: v >= 15),
            ("land_cover_2024", lambda v: np.isin(v, [8, 10])),
        ):
            with rasterio.open(next((folder / "rasters").glob(f"{raster}*.tif"))) as file:
                values = np.array([v[0] for v in file.sample(places)])
            places = [place for place, v in zip(places, values, strict=True) if not bad(v)]
        degree_m = 111_320.0
        total += sum(np.cos(np.radians(y)) for _, y in places) * (step * degree_m) ** 2 / 1e4
    return total


def test_refusals(region: Catalogue) -> None:
    process = registry()["potential"]
    with pytest.raises(InputError, match="activities: no activity 'zzzz'"):
        process.run(region, {"region": CITY, "activities": "A01,zzzz"})
    with pytest.raises(InputError, match="measures: joy not among"):
        process.run(region, {"region": CITY, "measures": "joy"})
    with pytest.raises(InputError, match="not among all, province, kind"):
        process.run(region, {"region": CITY, "peers": "x"})


def test_measures_name_the_indicators_they_answer_to(
    region: Catalogue, told: dict[str, Any]
) -> None:
    rows = registry()["kpis"].run(region, {}).numbers["rows"]
    named = {one["id"]: one["frameworks"] for one in told["measures"]}
    for measure, indicator in (("stop_500m", "stop_500m"), ("minutes_bandara", "airport_minutes")):
        assert named[measure] == [row["id"] for row in rows if row["indicator"] == indicator]
        assert named[measure]
    assert named["minutes_rs"] == []
