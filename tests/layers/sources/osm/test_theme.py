"""Tag tables: what a theme takes, and how it is chosen."""

from __future__ import annotations

import csv

import pytest

from layers import landcover
from layers.errors import SourceError
from layers.sources import tags
from layers.sources.osm import theme
from layers.sources.osm.theme import TagRule, admin_levels, choose, common_class, facility_rules
from layers.standards import facility_types


def test_every_theme_has_a_table_titles_and_columns():
    assert list(theme.themes()) == [
        *("roads", "waterways", "ferries", "facilities", "buildings", "landuse", "boundaries"),
        *("places", "railways", "power", "power_sites", "turns"),
    ]
    for one in theme.themes().values():
        assert one.rules, one.id
        assert one.title.id != one.title.en, one.id
        assert one.shape in ("line", "area", "point")
        assert dict(one.columns)["name"] == "text"
        assert set(one.keys) <= {*dict(one.columns), "internet_access"}, one.id


@pytest.mark.parametrize(
    ("name", "tags_held", "taken"),
    [
        ("roads", {"highway": "motorway_link"}, True),
        ("roads", {"highway": "construction"}, False),
        ("roads", {"building": "yes"}, False),
        ("buildings", {"building": "house"}, True),
        ("buildings", {"building": "no"}, False),
        ("ferries", {"route": "ferry"}, True),
        ("ferries", {"route": "bus"}, False),
        ("boundaries", {"boundary": "administrative", "admin_level": "7"}, True),
        ("boundaries", {"boundary": "administrative", "admin_level": "2"}, False),
        ("boundaries", {"boundary": "administrative"}, False),
        ("turns", {"restriction": "no_left_turn", "type": "restriction"}, True),
        ("turns", {"restriction:motorcar": "only_straight_on", "type": "restriction"}, True),
        ("turns", {"restriction": "no_left_turn"}, False),
        ("turns", {"restriction": "no_parking", "type": "restriction"}, False),
        ("facilities", {"amenity": "school"}, True),
        ("facilities", {"amenity": "place_of_worship", "religion": "muslim"}, True),
        ("facilities", {"amenity": "bench"}, False),
        ("facilities", {"landuse": "forest"}, False),
        ("facilities", {"religion": "muslim"}, False),
        ("facilities", {"man_made": "tower", "tower:type": "communication"}, True),
        ("facilities", {"man_made": "tower", "tower:type": "observation"}, False),
    ],
)
def test_a_theme_takes_what_its_table_says(name, tags_held, taken):
    assert theme.themes()[name].takes(tags_held) is taken


def test_every_facility_type_that_tags_can_tell_is_found():
    told = {rule.type_id for rule in tags.rules()}
    for rule in tags.rules():
        held = {key: min(values) for key, values in rule.tags}
        assert theme.themes()["facilities"].takes(held) or rule.type_id == "hutan_kota", rule
    assert len(told) > 0.9 * len(facility_types())
    assert all(isinstance(rule, TagRule) for rule in facility_rules())


def test_a_rule_may_require_and_forbid():
    rule = TagRule("a", None, frozenset({"no"}), required=(("b", frozenset({"1", "2"})),))
    assert rule.takes("yes", {"b": "2"})
    assert not rule.takes("yes", {})
    assert not rule.takes("no", {"b": "2"})


def test_the_theme_is_chosen_by_id_or_by_name():
    assert choose("roads", None).id == "roads"
    assert choose("jalan_2024", "roads").id == "roads"
    assert choose("land_use", None).id == "landuse"


@pytest.mark.parametrize(
    ("layer_id", "level"),
    [("provinces", "4"), ("regencies", "5"), ("districts", "6"), ("villages", "7")],
)
def test_layers_of_regions_take_their_level_only(layer_id, level):
    chosen = choose(layer_id, None)
    held = {"boundary": "administrative", "admin_level": level}
    assert chosen.id == "boundaries"
    assert chosen.takes(held)
    assert not chosen.takes(held | {"admin_level": "8"})


@pytest.mark.parametrize(("layer_id", "asked"), [("foo", None), ("roads", "streets")])
def test_no_theme_is_an_error_that_names_them_all(layer_id, asked):
    with pytest.raises(SourceError, match=r"--osm-theme.* roads, waterways") as raised:
        choose(layer_id, asked)
    assert raised.value.code == "osm-theme-unknown"


def test_levels_are_those_of_indonesia():
    names = {level: text.en for level, text in admin_levels().items()}
    assert list(names) == ["4", "5", "6", "7", "8", "9"]
    assert (names["5"], names["7"]) == ("Regency or city", "Village")


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ({"landuse": "residential"}, "Built-up"),
        ({"landuse": "farmland", "crop": "rice"}, "Paddy"),
        ({"landuse": "farmland"}, "Dryland cropland"),
        ({"natural": "wetland", "wetland": "mangrove"}, "Mangrove"),
        ({"natural": "wetland", "wetland": "swamp"}, "Wetland"),
        ({"landuse": "military"}, None),
        ({}, None),
    ],
)
def test_tags_are_brought_to_the_common_legend(held, wanted):
    assert common_class(held) == wanted


def test_the_common_legend_knows_every_class_named():
    known = {cover.name.en for cover in landcover.legend("common").classes}
    with (theme.FACTS / "landuse.csv").open(encoding="utf-8") as handle:
        named = {row["common_class"] for row in csv.DictReader(handle)}
    assert len(named) > 8
    assert named <= known
