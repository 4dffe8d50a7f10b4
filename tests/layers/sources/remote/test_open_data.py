from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

import pytest

from layers.errors import SourceError
from layers.layer import LAYER_ID, TRUST_ORDER
from layers.sources.remote.open_data import find, open_data
from layers.sources.remote.tilings import TILINGS

ENTRIES = list(open_data().values())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
class TestEachEntry:
    def test_says_what_it_is_under_which_licence_and_how_that_is_known(self, entry):
        for text in (entry.title.id, entry.title.en, entry.what.id, entry.what.en):
            assert text.strip() == text != ""
        assert entry.provider
        assert entry.licence
        assert entry.attribution
        assert entry.licence_url.startswith("https://")
        assert entry.trust == "open_data" in TRUST_ORDER
        assert "not fetched" in entry.basis
        assert date.fromisoformat(entry.checked_on)
        assert entry.size_mb > 0

    def test_its_address_is_whole(self, entry):
        url = entry.address(entry.chosen({}), tile="TILE")
        assert urlsplit(url).scheme == "https"
        assert "{" not in url
        assert ("TILE" in url) == bool(entry.tiling)
        assert entry.tiling in ("", *TILINGS)

    def test_its_usual_layer_has_a_good_id(self, entry):
        assert LAYER_ID.fullmatch(entry.layer_id(entry.chosen({})))

    def test_its_usual_parameters_are_allowed_ones(self, entry):
        assert entry.chosen({}) == {p.name: p.default for p in entry.parameters}
        for parameter in entry.parameters:
            assert re.fullmatch(parameter.allowed, parameter.default)

    def test_a_mirror_stands_for_the_host(self, entry):
        chosen = entry.chosen({})
        here = entry.address(chosen, tile="T", mirror="http://127.0.0.1:9/m/")
        assert here == "http://127.0.0.1:9/m" + urlsplit(entry.address(chosen, tile="T")).path

    def test_it_can_be_written_as_json(self, entry):
        assert entry.to_dict()["licence"] == entry.licence


def test_parameters_fill_the_address():
    entry = find("worldpop")
    url = entry.address(entry.chosen({"iso": "mys", "year": "2015"}))
    assert url.endswith("/Global_2000_2020/2015/MYS/mys_ppp_2015.tif")


@pytest.mark.parametrize(
    ("given", "code", "why"),
    [
        ({"year": "2021"}, "parameter-wrong", "year=2021"),
        ({"iso": "../../x"}, "parameter-wrong", "iso="),
        ({"iso": "idn\n"}, "parameter-wrong", "iso="),
        ({"level": "1"}, "parameter-unknown", "it has iso, year"),
    ],
)
def test_wrong_parameters(given, code, why):
    with pytest.raises(SourceError, match=re.escape(why)) as told:
        find("worldpop").chosen(given)
    assert told.value.code == code


def test_unknown_data_names_what_there_is():
    with pytest.raises(SourceError, match="osm-kalimantan, osm-indonesia"):
        find("nothing")


def test_the_sources_a_planner_needs_are_there():
    wanted = ("osm", "geoboundaries", "worldpop", "worldcover-2020", "worldcover-2021")
    more = ("copernicus-dem", "hansen", "open-buildings", "natural-earth")
    for name in (*wanted, *more):
        assert any(entry.id.startswith(name) for entry in ENTRIES)
