from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.processes import values


@pytest.mark.parametrize(
    ("written", "metres"),
    [("1km", 1000), ("1.5 km", 1500), ("800m", 800), ("800 M", 800), (250, 250), ("2500", 2500)],
)
def test_distances_are_read_in_metres_and_kilometres(written, metres):
    assert values.distance_of(written) == metres


@pytest.mark.parametrize(
    "written", ["", "far", "1 mile", "-1km", "0", 0, "1e400", None, True, "nan"]
)
def test_what_is_no_distance_is_refused(written):
    with pytest.raises(ValueError, match=r"is no distance|is not a distance above 0"):
        values.distance_of(written)


def test_lists_are_split_and_not_too_long():
    assert values.items_of("3km, 1km,,") == ["3km", "1km"]
    assert values.items_of([5000, "1km"]) == [5000, "1km"]
    assert values.items_of(700) == [700]
    with pytest.raises(ValueError, match="at most 20"):
        values.items_of(list(range(1, 22)))


def test_facility_types_by_id_or_label_in_both_languages():
    assert values.facility_codes_of("rs,Klinik") == ("rs", "klinik")
    assert values.facility_codes_of("Rumah sakit (RSUD/RS)") == ("rs",)
    assert values.facility_codes_of("Sensor (AWLR, kualitas udara, hujan)") == ("sensor",)
    assert values.facility_codes_of(["hospital", "rs"]) == ("rs",)
    with pytest.raises(ValueError, match="did you mean klinik"):
        values.facility_codes_of("rs,klinnik")
    with pytest.raises(ValueError, match="no facility type given"):
        values.facility_codes_of([])


@pytest.mark.parametrize("written", ["116.83,-1.26", " 116.83 , -1.26 ", [116.83, -1.26]])
def test_places_are_longitude_first(written):
    assert values.point_of(written) == (116.83, -1.26)


def test_places_elsewhere_on_earth_are_places():
    assert values.point_of("0.1,51.5") == (0.1, 51.5)


@pytest.mark.parametrize(
    "written",
    [
        "116,83 -1,26",
        "116.83 -1.26",
        "116,83; -1,26",
        "1°15'36\"S 116°49'48\"E",
        "1°15'36\\\"S 116°49'48\\\"E",
        "116°49′48″ BT, 1°15′36″ LS",
        "1.26 LS 116.83 BT",
        "S 1.26, E 116.83",
        "geo:-1.26,116.83",
        "POINT (116.83 -1.26)",
    ],
)
def test_places_as_maps_write_them(written):
    assert values.point_of(written) == pytest.approx((116.83, -1.26), abs=1e-12)


@pytest.mark.parametrize("written", ["-1,26 116,83", "-1.26 116.83", "-1.26°, 116.83°"])
def test_swapped_places_are_refused_in_other_writings_too(written):
    with pytest.raises(ValueError, match=r"did you mean 116\.83,-1\.26"):
        values.point_of(written)


def test_what_is_no_place_is_quoted_as_it_was_written():
    with pytest.raises(ValueError, match="is no place") as caught:
        values.point_of("1°75'36\"S 116°49'48\"E")
    assert str(caught.value).startswith("'1°75'36\"S 116°49'48\"E' is no place; wanted LON,LAT")


@pytest.mark.parametrize("written", ["-1.26,116.83", "0.14, 117.4", "3,98", "-100,120"])
def test_swapped_places_are_refused_with_the_right_order(written):
    lat, lon = (float(part) for part in written.split(","))
    with pytest.raises(ValueError, match=f"did you mean {lon:g},{lat:g}"):
        values.point_of(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("116.83", "is no place"),
        ("a,b", "is no place"),
        ("1,2,3", "is no place"),
        ("inf,0", "is no place"),
        ("nan,0", "is no place"),
        ("200,0", "beyond 180"),
        (5, "is no place"),
    ],
)
def test_what_is_no_place_is_refused(written, why):
    with pytest.raises(ValueError, match=why):
        values.point_of(written)


def test_places_elsewhere_on_earth_are_taken():
    assert values.point_of("-70,45") == (-70, 45)
    assert values.point_of("100,-5") == (100, -5)


@pytest.mark.parametrize("written", ["Roads", "1roads", "roads;--", "../roads", "", "gpkg x"])
def test_what_cannot_be_a_layer_id_is_refused(written):
    with pytest.raises(ValueError, match="is no layer id"):
        values.layer_of(written)


def test_numbers_words_and_codes():
    assert values.integer_of("3") == 3
    assert values.number_of("2.5") == 2.5
    assert values.codes_of("64.71, 64.72,64.71") == ("64.71", "64.72")
    assert values.boolean_of("ya")
    assert not values.boolean_of("false")
    assert values.text_value_of(" x ") == "x"
    for reader, wrong, why in (
        (values.integer_of, "2.5", "not a whole number"),
        (values.integer_of, True, "is not a number"),
        (values.number_of, "x", "is not a number"),
        (values.number_of, float("inf"), "is not a number"),
        (values.boolean_of, "maybe", "neither yes nor no"),
        (values.text_value_of, {"a": 1}, "is not a text"),
        (values.text_value_of, "x" * 201, "201 characters; wanted 1 to 200"),
        (values.codes_of, "", "no code given"),
    ):
        with pytest.raises(ValueError, match=why):
            reader(wrong)


@given(st.floats(0.001, 2e6))
def test_distances_survive_being_written_and_read(metres):
    assert values.distance_of(values.text_of("distance", metres)) == metres


@given(st.floats(90.001, 94.9), st.floats(-10, 10))
def test_places_survive_being_written_and_read(lon, lat):
    assert values.point_of(values.text_of("point", (lon, lat))) == (lon, lat)


def test_other_values_are_written_as_they_are_typed():
    assert values.text_of("distance", 1500.0) == "1.5km"
    assert values.text_of("integer", 3) == "3"
    assert values.text_of("number", 3.0) == "3"
    assert values.text_of("boolean", True) == "true"
    assert values.text_of("codes", ("rs", "klinik")) == "rs,klinik"


@pytest.mark.parametrize(
    "written", ["١١٦,-١", "116.83,nan", [True, False], "1_0,2", "116,,2", None]
)
def test_places_are_ascii_numbers(written):
    with pytest.raises(ValueError, match="is no place"):
        values.point_of(written)


@pytest.mark.parametrize("written", ["٣", True, "1_000", "0x10", "", None, [1]])
def test_numbers_are_ascii(written):
    with pytest.raises(ValueError, match="is not a number"):
        values.number_of(written)
