"""Land of plans and of land cover, by hand and by another library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.mask

import layers
from gis.errors import NoAnswerError
from gis.processes.indicating import lands
from layers import Catalogue

ASKED = {"by": "districts", "region": None}
PLAN = {"plan": "spatial_plan", "field": "kodrpr", "zones": "HL,TN", "classes": "1,2"}


@pytest.fixture(scope="module")
def region(starter_workspace: Path) -> Iterator[Catalogue]:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


def test_a_plan_without_land_there_gives_no_value(tiny: Catalogue) -> None:
    plan = {"plan": "districts", "field": "code", "classes": "none"}
    found = lands.zoned_land(tiny, ASKED, plan).table
    assert found["part"].tolist() == [0.0] * len(found)
    with pytest.raises(NoAnswerError):
        lands.zoned_land(tiny, {"by": "districts", "region": "99"}, plan)
    with pytest.raises(NoAnswerError, match="zones no such land"):
        lands.cover_in_plan(tiny, ASKED, {**plan, "zones": "none", "cover": None})


@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")
def test_cover_inside_zones_is_what_cells_there_have(region: Catalogue) -> None:
    asked = {"by": "regencies", "region": "64.02"}
    found = lands.cover_in_plan(region, asked, PLAN).table.iloc[0]
    regencies, plan = region["regencies"].read(), region["spatial_plan"].read()
    inside = regencies[regencies["code"] == "64.02"].geometry.union_all()
    zones = plan[plan["kodrpr"].isin(["HL", "TN"])].geometry.union_all().intersection(inside)
    file = region.raster_folder / str(region.store.file_of("land_cover_2024"))
    with rasterio.open(file) as source:
        cells, _ = rasterio.mask.mask(source, [zones], crop=True, nodata=0)
    known = cells[cells > 0]
    share = np.isin(known, [1, 2]).mean()
    assert found["part"] / found["whole"] == pytest.approx(share, abs=0.01)


def test_what_is_left_is_land_now_by_land_then(region: Catalogue) -> None:
    asked = {"by": "ikn_areas", "region": "KIKN"}
    found = lands.land_cover_left(region, asked, {"classes": "1,2"}).table.iloc[0]
    then, now = (
        lands.land_cover(region, asked, {"classes": "1,2", "cover": cover}).table["part"].item()
        for cover in ("land_cover_2017", "land_cover_2024")
    )
    assert (found["part"], found["whole"]) == (now, then)
    assert 0 < now < then
    with pytest.raises(NoAnswerError, match="no land cover before 2017"):
        lands.land_cover_left(region, asked, {"classes": "1,2", "cover": "2017"})


def test_people_beside_land(region: Catalogue) -> None:
    asked = {"by": "ikn_areas", "region": "KIKN"}
    built = lands.people_per_cover(region, asked, {"classes": "8"}).table.iloc[0]
    land = lands.land_cover(region, asked, {"classes": "8"}).table.iloc[0]
    assert built["whole"] == land["part"]
    assert (built["low"], built["high"]) == pytest.approx(
        (0.9 * built["part"], 1.1 * built["part"])
    )
    plan = {"plan": "spatial_plan", "field": "kodrpr", "classes": "HL"}
    green = lands.plan_per_people(region, asked, plan).table.iloc[0]
    assert green["whole"] == built["part"]
    assert green["part"] == lands.zoned_land(region, asked, plan).table["part"].item()
