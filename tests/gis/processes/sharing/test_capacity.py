"""Capacity of facilities: one unit, standards only where asked, all that is left out counted."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

from gis.errors import InputError, NoAnswerError
from gis.processes.sharing.capacity import capacities
from layers.layer import Layer
from layers.schema import Field, Schema, Text

KINDS = {
    "name": "text",
    "type": "text",
    "capacity": "number",
    "capacity_unit": "text",
    "status": "text",
    "jumlah_siswa": "integer",
}


def sites(**columns) -> tuple[Layer, gpd.GeoDataFrame]:
    n = len(next(iter(columns.values())))
    frame = gpd.GeoDataFrame(
        {name: np.array(values, dtype=object) for name, values in columns.items()},
        geometry=gpd.points_from_xy(np.arange(n), np.zeros(n)),
        crs=4326,
    )
    fields = tuple(Field(name, KINDS[name], Text(name, name)) for name in columns)
    layer = Layer(
        id="wards",
        title=Text("Bangsal", "Wards"),
        theme="facilities",
        schema=Schema(fields, "Point"),
        trust="modelled",
        source="made up for tests",
        data_date="2024",
    )
    return layer, frame


def read(field="capacity", standard="none", **columns):
    return capacities(*sites(**columns), field, standard)


def test_what_is_left_out_is_counted_by_why():
    found = read(
        name=list("abcdef"),
        type=["rs"] * 6,
        capacity=[10.0, None, 0.0, -5.0, np.inf, 7.0],
        capacity_unit=["beds", None, "beds", "beds", "beds", "beds"],
        status=["operating", None, "operating", "operating", "operating", "closed"],
    )
    assert found.used.tolist() == [True, False, False, False, False, False]
    assert (found.amount.tolist(), found.unit) == ([10.0], "beds")
    told = found.to_dict()
    counts = [told[f"n_{why}"] for why in ("not_operating", "without", "zero", "unusable")]
    assert counts == [1, 1, 1, 2]
    assert told["left_out"][0] == {"name": "b", "type": "rs", "why": "without"}
    assert [one["name"] for one in told["left_out"]] == list("bcdef")
    assert (told["total"], told["n_used"], told["n_by_standard"]) == (10.0, 1, 0)
    assert (found.trusts, told["standards"]) == ((), [])


def test_beds_and_pupils_are_not_added():
    with pytest.raises(InputError, match=r"capacity in beds \(2\), pupils \(1\), which cannot be"):
        read(
            type=["rs", "rs", "sd"],
            capacity=[10, 20, 300],
            capacity_unit=["beds", "beds", "pupils"],
        )
    with pytest.raises(InputError, match=r"beds \(1\), no unit \(1\)"):
        read(type=["rs", "rs"], capacity=[10, 20], capacity_unit=["beds", None])


def test_words_for_one_unit_are_one_unit():
    found = read(
        type=["rs"] * 3, capacity=[1, 2, 3], capacity_unit=["beds", " Tempat tidur", "BED"]
    )
    assert (found.unit, found.amount.sum()) == ("beds", 6)


def test_a_unit_of_what_is_left_out_does_not_count():
    assert read(type=["rs", "sd"], capacity=[1, 0], capacity_unit=["beds", "pupils"]).unit == "beds"


def test_the_unit_may_be_told_by_the_name_of_the_column_or_not_at_all():
    assert read("jumlah_siswa", jumlah_siswa=[300, 120]).unit == "pupils"
    assert read(capacity=[300.0]).unit is None


def test_a_standard_is_used_only_where_asked():
    columns = {"type": ["puskesmas", "puskesmas"], "capacity": [4000.0, None]}
    units = {"capacity_unit": ["people", None]}
    assert read(**columns, **units).to_dict()["n_without"] == 1
    found = read(standard="missing", **columns, **units)
    assert found.amount.tolist() == [4000, 120_000]
    assert found.by_standard.tolist() == [False, True]
    assert found.to_dict()["n_without"] == 0
    one = found.to_dict()["standards"][0]
    assert (one["id"], one["unit"], one["areas"]) == ("HEA-PKM", "person", ["urban"])
    assert len(found.trusts) == 1
    every = read(standard="all", **columns, **units)
    assert every.amount.tolist() == [120_000, 120_000]
    assert every.unit == "people"


def test_beds_and_people_of_a_standard_are_not_added():
    with pytest.raises(InputError, match=r"beds \(1\), people \(1\).*standard=all"):
        read(
            standard="missing",
            type=["rs", "rs"],
            capacity=[10.0, None],
            capacity_unit=["beds", None],
        )


def test_a_type_without_a_standard_stays_without():
    found = read(standard="all", type=["puskesmas", "bandara"], capacity=[1.0, 1.0])
    assert found.used.tolist() == [True, False]
    assert found.to_dict()["n_without"] == 1


def test_what_cannot_be_read_is_refused():
    with pytest.raises(InputError, match="no field 'beds' of numbers; of numbers it has capacity"):
        read("beds", capacity=[1.0])
    with pytest.raises(InputError, match="no field 'name' of numbers; of numbers it has none"):
        read("name", name=["a"])
    with pytest.raises(InputError, match="standard: layer 'wards' has no field 'type'"):
        read(standard="all", capacity=[1.0])
    with pytest.raises(NoAnswerError, match="none of the 2 facilities has a capacity") as caught:
        read(type=["rs", "rs"], capacity=[None, 0.0])
    assert caught.value.code == "no-capacity"


def test_units_in_words():
    assert read(capacity=[1.0], capacity_unit=["beds"]).unit_text.id == "tempat tidur"
    assert read(capacity=[1.0], capacity_unit=["MVA"]).unit_text.id == "mva"
    assert read(capacity=[1.0]).to_dict()["unit_text"] == {"id": "satuan", "en": "units"}


def test_units_that_differ_are_named_in_both_languages():
    with pytest.raises(InputError) as caught:
        read("capacity", capacity=[1.0, 2.0, 3.0], capacity_unit=["beds", "pupils", None])
    text = caught.value.text
    assert (
        "the facilities have their capacity in beds (1), pupils (1), no unit (1), which" in text.en
    )
    assert "dalam tempat tidur (1), siswa (1), tanpa satuan (1), yang tidak dapat" in text.id
