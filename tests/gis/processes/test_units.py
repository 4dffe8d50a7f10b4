"""Units of a question: by code, with and without dots, and by name."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from gis.errors import NoAnswerError
from gis.processes.units import units_of

CODES = ("64.09.01", "64.71.05", "64.71.06", "63.01.01", "64.7")
NAMES = ("Penajam", "Balikpapan Kota", "Balikpapan Barat", "Takisung", "elsewhere")


@pytest.fixture(scope="module")
def frame():
    boxes = shapely.box(range(5), 0, range(1, 6), 1)
    return gpd.GeoDataFrame({"code": CODES, "name": NAMES}, geometry=boxes, crs=4326)


@pytest.mark.parametrize(
    ("region", "codes"),
    [
        (None, list(CODES)),
        ("64.71", ["64.71.05", "64.71.06"]),
        ("64.71.", ["64.71.05", "64.71.06"]),
        ("6471", ["64.71.05", "64.71.06"]),
        ("640901", ["64.09.01"]),
        (" 63 ", ["63.01.01"]),
        ("takisung", ["63.01.01"]),
        ("Kota Balikpapan", ["64.71.05", "64.71.06"]),
        ("balikpapan", ["64.71.05", "64.71.06"]),
        ("Penajam Paser Utara", ["64.09.01"]),
        ("South Kalimantan", ["63.01.01"]),
    ],
)
def test_a_region_is_a_code_or_a_name(frame, region, codes):
    assert units_of(frame, region, "districts")["code"].tolist() == codes


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("99", "the code or the name '99'; codes look like 64.09.01, 64.71.05, 64.71.06"),
        ("Balikpapn Selatn", "did you mean Balikpapan Selatan"),
        ("Balikpapann", "did you mean Kota Balikpapan (64.71)"),
        ("Berau", "the code or the name 'Berau'"),
        ("", "the code or the name ''"),
    ],
)
def test_what_is_not_there_is_said_with_what_was_meant(frame, region, said):
    with pytest.raises(NoAnswerError, match="holds no unit") as caught:
        units_of(frame, region, "districts")
    assert said in str(caught.value)
    assert caught.value.code == "no-unit"


def test_units_without_codes_and_names_go_by_their_id(frame):
    bare = frame[["geometry"]]
    assert units_of(bare, "3", "areas")["code"].tolist() == ["3"]
    with pytest.raises(NoAnswerError, match="it is empty"):
        units_of(bare.iloc[:0], None, "areas")
