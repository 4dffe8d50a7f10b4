"""What a raster says at a place, over HTTP: the library's cell, and refusals in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shapely.geometry
from flask.testing import FlaskClient

import layers
from layers import Catalogue
from layers.picturing import cell_at, open_picture
from layers.testing import cover_raster, fill_tiny_region, tiny_covers, write_cover
from server.app import create_app
from server.config import ServerSettings

HOME = "/collections/land_cover_2024/map/cell"


@pytest.fixture(scope="module")
def covered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    catalogue = layers.open(tmp_path_factory.mktemp("cells") / "workspace", create=True)
    fill_tiny_region(catalogue)
    before, after = tiny_covers()
    after = np.array(after)
    after[0, 0] = 0
    write_cover(catalogue, "land_cover_2017", cover_raster(before), date="2017")
    write_cover(catalogue, "land_cover_2024", cover_raster(after), date="2024")
    yield catalogue
    catalogue.close()


@pytest.fixture(scope="module")
def client(covered: Catalogue) -> FlaskClient:
    return create_app(ServerSettings(covered.path)).test_client()


def test_the_cell_is_the_librarys_and_lies_around_the_place(client, covered):
    answer = client.get(f"{HOME}?at=116.853,-1.246")
    assert answer.mimetype == "application/geo+json"
    feature = answer.get_json()
    told = feature["properties"]
    cell = cell_at(open_picture(covered, "land_cover_2024"), 116.853, -1.246)
    assert told["value"] == cell.value
    assert (told["kind"], told["legend"]) == ("class", cell.entry.to_dict())
    people = client.get("/collections/population/map/cell?at=116.853,-1.246").get_json()
    assert (people["properties"]["kind"], people["properties"]["value"]) == ("quantity", 10)
    outline = shapely.geometry.shape(feature["geometry"])
    assert outline.bounds == pytest.approx((116.85, -1.25, 116.86, -1.24))
    assert outline.exterior.is_ccw
    assert (told["data_date"], told["trust"], told["title"]["id"]) == (
        "2024",
        "open_data",
        "Tutupan lahan",
    )
    assert client.get(feature["links"][0]["href"]).get_json() == feature


def test_no_value_and_beyond_the_raster_are_not_the_same(client):
    gap = client.get(f"{HOME}?at=116.805,-1.205").get_json()
    assert (gap["properties"]["covered"], gap["properties"]["value"]) == (True, None)
    assert gap["geometry"]["type"] == "Polygon"
    beyond = client.get(f"{HOME}?at=110,-1").get_json()
    assert (beyond["properties"]["covered"], beyond["properties"]["value"]) == (False, None)
    assert beyond["geometry"] is None


def test_change_tells_both_years_and_what_became_of_the_place(client, covered):
    before, after = (np.array(one) for one in tiny_covers())
    row, column = (int(k) for k in np.argwhere((before != after) & (after != 0))[0])
    at = f"at={116.805 + column / 100:.3f},{-1.205 - row / 100:.3f}"
    told = client.get(f"{HOME}?{at}&since=land_cover_2017&classes={before[row, column]}")
    told = told.get_json()["properties"]
    assert (told["before"]["value"], told["value"]) == (before[row, column], after[row, column])
    assert told["before"]["data_date"] == "2017"
    assert told["change"]["label"]["en"].endswith("lost")
    gap = client.get(f"{HOME}?at=116.805,-1.205&since=land_cover_2017").get_json()["properties"]
    assert (gap["before"]["value"], gap["change"]) == (before[0, 0], None)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        (HOME, 400, "wanted LON,LAT"),
        (f"{HOME}?at=-1.2,116.8", 400, "did you mean 116.8,-1.2"),
        (f"{HOME}?at=here", 400, "at: "),
        (f"{HOME}?at=116.8,-1.2&radius=3", 400, "radius"),
        ("/collections/roads/map/cell?at=116.8,-1.2", 404, "no raster"),
    ],
)
def test_what_makes_no_sense_is_refused(client, address, status, words):
    answer = client.get(f"{address}{'&' if '?' in address else '?'}lang=en")
    assert answer.status_code == status
    assert words in answer.get_json()["detail"]
