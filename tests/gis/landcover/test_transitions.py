"""Transitions, against exactextract, a naive count, and the identities every matrix keeps."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
import shapely.ops
from affine import Affine
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource

from gis.errors import InputError
from gis.landcover import grids
from gis.landcover.classes import Classes
from gis.landcover.grids import InMemory, cell_areas
from gis.landcover.transitions import transitions
from layers.raster import Raster

CLASSES = Classes((1, 2, 3))
PLACE = Affine(0.01, 0, 116.8, 0, -0.01, -0.5)


def cover(values, *, nodata=0, place=PLACE, crs=4326):
    return InMemory(Raster(np.asarray(values), place, pyproj.CRS(crs), nodata))


def made_up(shape=(300, 40), seed=1, top=4):
    """Random classes 1 to 3 with some cells without a value (0) and some of no class (4)."""
    draw = np.random.default_rng(seed)
    return draw.integers(0, top + 1, shape).astype(np.uint8)


def slanted():
    """Three zones: two that share an edge across the cells, one partly beyond the raster."""
    west = shapely.Polygon([(116.81, -0.51), (116.853, -0.51), (116.93, -3.2), (116.81, -3.3)])
    east = shapely.Polygon([(116.853, -0.51), (117.1, -0.9), (117.15, -3.1), (116.93, -3.2)])
    beyond = shapely.box(117.1234, -1.005, 117.3, -0.777)
    return gpd.GeoSeries([west, east, beyond], index=["w", "e", "b"], crs=4326)


def test_two_by_two_cells_solved_in_the_head():
    before, after = cover([[1, 2], [1, 0]]), cover([[1, 1], [2, 2]])
    found = transitions(before, after, (CLASSES, CLASSES))
    top, bottom = cell_areas(before, slice(0, 2))[:, 0]
    assert found.together().tolist() == [[top, bottom, 0.0], [top, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert found.no_value_ha.tolist() == [bottom]
    assert found.unknown_ha.tolist() == [0.0]
    half = gpd.GeoSeries([shapely.box(116.8, -0.52, 116.805, -0.5)], crs=4326)
    halved = transitions(before, after, (CLASSES, CLASSES), half)
    assert halved.hectares[0, 0].tolist() == pytest.approx([top / 2, bottom / 2, 0.0], rel=1e-11)


def test_every_pair_equals_exactextract():
    """Weighted sums of exactextract, one raster of areas for each pair of classes."""
    one, other = made_up(seed=1), made_up(seed=2)
    before, after = cover(one), cover(other)
    zones = slanted().iloc[:2]
    found = transitions(before, after, (CLASSES, CLASSES), zones)
    areas = np.broadcast_to(cell_areas(before, slice(0, 300)), one.shape)
    west, south, east, north = before.raster.bounds
    frame = gpd.GeoDataFrame(geometry=zones)
    for a in CLASSES.codes:
        for b in CLASSES.codes:
            amount = np.where((one == a) & (other == b), areas, 0.0)
            source = NumPyRasterSource(amount, west, south, east, north)
            theirs = exact_extract(source, frame, ["sum"], output="pandas")["sum"].to_numpy()
            ours = found.hectares[:, a - 1, b - 1]
            # Its shares are of single precision: compare with the size of the zone.
            assert np.abs(ours - theirs) / found.drawn_ha == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("crs", [4326, 32750])
def test_sums_are_areas(crs):
    place = PLACE if crs == 4326 else Affine(1000, 0, 477_000, 0, -1000, 9_944_000)
    before, after = (cover(made_up(seed=s), place=place, crs=crs) for s in (3, 4))
    zones = slanted()
    found = transitions(before, after, (CLASSES, CLASSES), zones)
    parts = found.counted_ha + found.no_value_ha + found.unknown_ha + found.beyond_ha
    assert parts == pytest.approx(found.drawn_ha, rel=1e-6)
    held = transitions(before, before, (CLASSES, CLASSES), zones)
    assert found.table.sum(axis=2) == pytest.approx(held.table.sum(axis=2), rel=1e-9)
    assert (held.hectares == held.hectares * np.eye(3)).all()
    back = transitions(after, before, (CLASSES, CLASSES), zones)
    assert back.table == pytest.approx(found.table.swapaxes(1, 2), rel=1e-12)


def test_zones_that_tile_add_up_to_the_whole():
    before, after = cover(made_up(seed=5)), cover(made_up(seed=6))
    cut = shapely.LineString([(116.7, -0.4), (117.3, -3.6)])
    whole = shapely.box(*before.raster.bounds)
    parts = gpd.GeoSeries(shapely.get_parts(shapely.ops.split(whole, cut)), crs=4326)
    assert len(parts) == 2
    found = transitions(before, after, (CLASSES, CLASSES), parts)
    together = transitions(before, after, (CLASSES, CLASSES)).table[0]
    assert found.table.sum(axis=0) == pytest.approx(together, rel=1e-9)


def test_bands_do_not_show(monkeypatch):
    before, after = cover(made_up((700, 30), seed=7)), cover(made_up((700, 30), seed=8))
    at_once = transitions(before, after, (CLASSES, CLASSES), slanted()).table
    monkeypatch.setattr(grids, "BAND_CELLS", 1)
    monkeypatch.setattr(grids, "TILE_ROWS", 16)
    in_bands = transitions(before, after, (CLASSES, CLASSES), slanted()).table
    assert in_bands == pytest.approx(at_once, rel=1e-12)


def test_other_codes_at_each_date():
    before, after = cover([[20, 30]]), cover([[1, 2]])
    found = transitions(before, after, (Classes((30, 20)), Classes((1, 2, 9))))
    area = cell_areas(before, slice(0, 1))[0, 0]
    assert found.pairs().to_dict("list") == {
        "zone": [0, 0],
        "from": [30, 20],
        "to": [2, 1],
        "area_ha": [area, area],
    }


def test_nothing_but_nodata_and_nothing_but_strange_codes():
    zones = gpd.GeoSeries([shapely.box(116.8, -0.52, 116.82, -0.5), None], crs=4326)
    empty, strange = cover(np.zeros((2, 2), np.uint8)), cover(np.full((2, 2), 99, np.uint8))
    found = transitions(empty, empty, (CLASSES, CLASSES), zones)
    assert found.counted_ha.tolist() == [0.0, 0.0]
    assert found.no_value_ha == pytest.approx(found.drawn_ha)
    assert found.pairs().empty
    odd = transitions(strange, empty, (CLASSES, CLASSES), zones)
    assert odd.unknown_ha == pytest.approx(odd.drawn_ha)
    assert odd.n_without_shape == 1


def test_a_zone_beyond_the_raster_has_all_of_it_beyond():
    away = gpd.GeoSeries([shapely.box(120, 1, 121, 2)], crs=4326)
    found = transitions(cover([[1]]), cover([[1]]), (CLASSES, CLASSES), away)
    assert found.beyond_ha == pytest.approx(found.drawn_ha)


def test_other_grids_are_refused():
    with pytest.raises(InputError, match="align them first") as caught:
        transitions(cover([[1, 1]]), cover([[1]]), (CLASSES, CLASSES))
    assert caught.value.code == "other-grid"
    assert "tidak segrid" in caught.value.text.id


def test_a_naive_count_of_cells_says_the_same():
    one, other = made_up((40, 30), seed=9, top=3), made_up((40, 30), seed=10, top=3)
    before, after = cover(one), cover(other)
    zone = slanted().loc[["w"]]
    found = transitions(before, after, (CLASSES, CLASSES), zone)
    rows = []
    for r in range(40):
        for c in range(30):
            west, north = PLACE @ (c, r)
            cell = shapely.box(west, north - 0.01, west + 0.01, north)
            share = cell.intersection(zone.iloc[0]).area / cell.area
            ha = share * cell_areas(before, slice(r, r + 1))[0, 0]
            rows.append((one[r, c], other[r, c], ha))
    table = pd.DataFrame(rows, columns=["a", "b", "ha"]).groupby(["a", "b"])["ha"].sum()
    for (a, b), ha in table.items():
        if a and b:
            assert found.hectares[0, a - 1, b - 1] == pytest.approx(ha, abs=1e-9)
