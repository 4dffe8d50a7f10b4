"""Assessing land, against a naive reckoning cell by cell."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from affine import Affine

from gis.errors import EmptyInputError, GeometryError, InputError
from gis.suitability import grid as module
from gis.suitability.assessing import (
    EDGES,
    MISSING_DATA,
    MOST_CONSTRAINTS,
    OUTSIDE,
    Constraint,
    Criterion,
    Model,
    assess,
)
from gis.suitability.fields import Sampled
from gis.suitability.grid import Grid
from gis.suitability.scores import Curve
from layers.raster import Raster

LONLAT = pyproj.CRS("EPSG:4326")
PLACE = Affine(0.01, 0, 116.8, 0, -0.01, -1.2)
GRID = Grid(PLACE, LONLAT, (12, 20))
PLAIN = Curve.linear(0.0, 1.0, better="more")
ZONES = gpd.GeoDataFrame(
    geometry=[
        shapely.box(116.8, -1.32, 116.85, -1.2),
        shapely.box(116.85, -1.32, 116.95, -1.2),
        shapely.box(116.95, -1.26, 117.0, -1.2),
        shapely.box(118.0, 0.0, 118.1, 0.1),
    ],
    index=["a", "b", "c", "far"],
    crs=4326,
)
RNG = np.random.default_rng(3)
VALUES = RNG.random((3, 12, 20)).round(3)
VALUES[1, 4, 3:6] = np.nan
BARRED = (VALUES[2] > 0.8, VALUES[0] < 0.1)


def sampled(values):
    return Sampled.of(Raster(values, PLACE, LONLAT))


def model(weights=(3.0, 2.0, 1.0), order=(0, 1, 2)):
    criteria = tuple(Criterion(f"k{i}", sampled(VALUES[i]), PLAIN, weights[i]) for i in order)
    constraints = tuple(
        Constraint(name, sampled(barred.astype(float)), lambda v: v > 0)
        for name, barred in zip(("steep", "wet"), BARRED, strict=True)
    )
    return Model(criteria, constraints)


def cells(weights=(3.0, 2.0, 1.0)):
    """Every cell by itself: zone, hectares, what bars it, its score."""
    share = np.array(weights) / sum(weights)
    rows = []
    for row, column in itertools.product(range(12), range(20)):
        point = shapely.Point(116.8 + 0.01 * (column + 0.5), -1.2 - 0.01 * (row + 0.5))
        held = ZONES.index[ZONES.contains(point)]
        box = gpd.GeoSeries([shapely.box(*point.buffer(0.005).bounds)], crs=4326)
        scores = VALUES[:, row, column]
        barred = [bool(b[row, column]) for b in BARRED]
        rows.append(
            {
                "zone": held[0] if len(held) else None,
                "ha": box.to_crs(6933).area.item() / 1e4,
                "steep": barred[0],
                "wet": barred[1],
                "score": float(share @ scores),
                "scores": scores,
            }
        )
    return pd.DataFrame(rows)


def test_all_is_as_reckoned_cell_by_cell():
    found, table = assess(GRID, model(), ZONES), cells()
    inside = table[table["zone"].notna()]
    excluded = inside["steep"] | inside["wet"]
    free = inside[~excluded]
    scored = free[free["score"].notna()]
    for zone, row in found.zones.iterrows():
        mine, best = inside[inside["zone"] == zone], scored[scored["zone"] == zone]
        assert row["area_ha"] == pytest.approx(mine["ha"].sum(), rel=1e-6)
        assert row["scored_ha"] == pytest.approx(best["ha"].sum(), rel=1e-6)
        suitable = best[best["score"] >= 0.6]["ha"].sum()
        assert row["suitable_ha"] == pytest.approx(suitable, rel=1e-6)
        if len(best):
            mean = np.average(best["score"], weights=best["ha"])
            assert row["mean"] == pytest.approx(mean, rel=1e-6)
    parts = found.zones[["excluded_ha", "no_data_ha", "scored_ha"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(found.zones["area_ha"].to_numpy(), rel=1e-12)
    for name, other in (("steep", "wet"), ("wet", "steep")):
        row = found.constraints.loc[name]
        assert row["excluded_ha"] == pytest.approx(inside[inside[name]]["ha"].sum(), rel=1e-6)
        alone = inside[inside[name] & ~inside[other]]["ha"].sum()
        assert row["alone_ha"] == pytest.approx(alone, rel=1e-6)
    missing = free[free["score"].isna()]["ha"].sum()
    assert missing > 0
    assert found.criteria["no_data_ha"].tolist() == pytest.approx([0, missing, 0], rel=1e-6)
    classes = np.digitize(scored["score"], EDGES)
    by_class = np.bincount(classes, scored["ha"], minlength=5)
    assert found.classes == pytest.approx(by_class, rel=1e-6)


def test_zones_are_ranked_and_those_outside_the_grid_are_told():
    zones = assess(GRID, model(), ZONES).zones
    best = zones["mean"].dropna().sort_values(ascending=False).index
    assert zones.loc[best, "rank"].tolist() == [1, 2, 3]
    assert zones.loc["far", "area_ha"] == 0
    assert np.isnan(zones.loc["far", "mean"])
    assert pd.isna(zones.loc["far", "rank"])


@pytest.mark.parametrize("k", [0, 1, 2])
@pytest.mark.parametrize("step", [-0.1, 0.1])
def test_sensitivity_is_a_whole_assessment_with_the_other_weight(k, step):
    weights = np.array([3.0, 2.0, 1.0]) / 6
    row = assess(GRID, model(), ZONES).moved.set_index(["criterion", "change"]).loc[(f"k{k}", step)]
    weights[k] *= 1 + step
    again = assess(GRID, model(tuple(weights)), ZONES)
    assert row["weight"] == pytest.approx(weights[k] / weights.sum())
    assert row["suitable_ha"] == pytest.approx(again.zones["suitable_ha"].sum(), rel=1e-9)
    assert row["first"] == again.zones["mean"].idxmax()
    base, other = cells(), cells(tuple(weights))
    used = base["zone"].notna() & ~base["steep"] & ~base["wet"] & base["score"].notna()
    base, other = base[used], other[used]
    moved = np.digitize(base["score"], EDGES) != np.digitize(other["score"], EDGES)
    assert row["moved_share"] == pytest.approx(base["ha"][moved].sum() / base["ha"].sum(), rel=1e-6)
    was = base["score"] >= 0.6
    kept = base["ha"][was & (other["score"] >= 0.6)].sum() / base["ha"][was].sum()
    assert row["kept_share"] == pytest.approx(kept, rel=1e-6)


def test_order_of_criteria_and_size_of_weights_do_not_matter():
    one = assess(GRID, model(), ZONES)
    other = assess(GRID, model((30.0, 20.0, 10.0), (2, 0, 1)), ZONES)
    assert other.zones["mean"].to_numpy() == pytest.approx(
        one.zones["mean"].to_numpy(), rel=1e-12, nan_ok=True
    )
    assert other.classes == pytest.approx(one.classes)


def test_bands_give_what_the_whole_gives(monkeypatch):
    def taken(each):
        return assess(GRID, model(), ZONES, each=each)

    whole, parts = [], []
    one = taken(lambda *band: whole.append(band))
    monkeypatch.setattr(module, "BAND_CELLS", 60)
    two = taken(lambda *band: parts.append(band))
    assert len(whole) == 1
    assert len(parts) == 4
    for i in (1, 2, 3):
        joined = np.concatenate([band[i] for band in parts])
        assert joined == pytest.approx(whole[0][i], nan_ok=True)
    assert two.zones["mean"].to_numpy() == pytest.approx(one.zones["mean"].to_numpy(), nan_ok=True)


def test_reasons_say_why_a_cell_has_no_score():
    seen = {}
    assess(GRID, model(), ZONES, each=lambda *band: seen.update(scores=band[1], why=band[2]))
    scores, why = seen["scores"], seen["why"]
    assert (np.isnan(scores) == (why != 0)).all()
    assert (why[7:, 16:] == OUTSIDE).all()
    inside = why != OUTSIDE
    for k, barred in enumerate(BARRED):
        flagged = (why & (1 << k)) > 0
        assert (flagged[inside] == barred[inside]).all()
    assert (why == MISSING_DATA).sum() == (~BARRED[0] & ~BARRED[1])[4, 3:6].sum()


def test_land_without_any_data_is_no_fault_but_told():
    empty = Criterion("k", sampled(np.full((12, 20), np.nan)), PLAIN)
    found = assess(GRID, Model((empty,)), ZONES)
    assert found.zones["mean"].isna().all()
    assert found.zones["rank"].isna().all()
    assert found.zones["no_data_ha"].sum() == pytest.approx(found.total("area_ha"))
    assert found.moved["first"].isna().all()
    assert np.isnan(found.moved["moved_share"]).all()


def test_unusable_models_are_refused():
    one = Criterion("k", sampled(VALUES[0]), PLAIN)
    with pytest.raises(InputError, match="no criterion given"):
        assess(GRID, Model(()), ZONES)
    for weight in (0.0, -1.0, np.nan):
        with pytest.raises(InputError, match="wanted above 0"):
            assess(GRID, Model((Criterion("k", one.field, PLAIN, weight),)), ZONES)
    many = tuple(Constraint(str(i), one.field, lambda v: v > 2) for i in range(20))
    with pytest.raises(InputError, match=f"20 constraints; at most {MOST_CONSTRAINTS}"):
        assess(GRID, Model((one,), many), ZONES)
    with pytest.raises(EmptyInputError, match="no cell has its centre in a zone"):
        assess(GRID, Model((one,)), ZONES.loc[["far"]])
    with pytest.raises(GeometryError, match="wanted polygons"):
        assess(GRID, Model((one,)), gpd.GeoSeries([shapely.Point(116.9, -1.25)], crs=4326))
