"""Reading: rows keep their numbers when others are taken out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely

from layers.defects.defect import with_column
from layers.sources.findings import error, note
from layers.sources.reading import Reading, geometry_array, of_table, silent, table_of


def reading() -> Reading:
    return Reading(
        attributes=pd.DataFrame({"a": [10, 20, 30]}),
        geometry=geometry_array([shapely.Point(0, 0), None, shapely.Point(2, 2)]),
        rows=np.array([1, 2, 3]),
        driver="CSV",
    )


def test_keep_takes_rows_with_their_numbers():
    kept = reading().keep(np.array([True, False, True]))
    assert kept.rows.tolist() == [1, 3]
    assert kept.attributes["a"].tolist() == [10, 30]
    assert kept.attributes.index.tolist() == [0, 1]
    assert kept.geometry.tolist() == [shapely.Point(0, 0), shapely.Point(2, 2)]


def test_bad_rows_are_those_with_errors_each_once_in_order():
    found = (error(3, "x", ""), note("y", ""), error(1, "x", ""), error(3, "z", ""))
    assert reading().with_(*found).bad_rows() == [1, 3]
    assert reading().bad_rows() == []


def test_findings_are_added_not_replaced():
    once = reading().with_(note("a", "")).with_(note("b", ""), crs="EPSG:4326")
    assert [f.code for f in once.findings] == ["a", "b"]
    assert once.crs == "EPSG:4326"


def test_geometry_array_is_flat_even_for_many_parts():
    parts = geometry_array([shapely.MultiPoint([(0, 0), (1, 1)])])
    assert parts.shape == (1,)
    assert geometry_array([]).shape == (0,)


def test_silence():
    assert silent(1, 2) is None


def looked_at(driver: str = "GeoJSON", *findings) -> Reading:
    frame = pd.DataFrame({"nama": pd.Series(["a", "b"], dtype=object)})
    fields = ({"name": "nama", "type": "text", "title": "NAMA"},)
    return Reading(
        frame,
        geometry_array([None, None]),
        np.array([3, 7]),
        driver,
        fields=fields,
        findings=tuple(findings),
    )


def test_a_table_to_look_for_defects_in():
    table = table_of(looked_at())
    assert (table.kinds, table.title("nama"), table.written) == ({"nama": "text"}, "NAMA", True)
    assert table.rows.tolist() == [3, 7]
    assert not table_of(looked_at("GPKG")).written


def test_a_table_that_was_not_changed_gives_the_same_reading():
    reading = looked_at()
    assert of_table(reading, table_of(reading)) is reading


def test_a_repaired_table_gives_columns_rows_and_titles():
    reading = looked_at()
    table = with_column(table_of(reading), "baru", ["x", None], "text")
    changed = of_table(reading, table.with_(titles={"nama": "NAMA", "baru": "Baru"}))
    assert changed.fields[1] == {"name": "baru", "type": "text", "title": "Baru"}
    assert changed.attributes["baru"].tolist()[0] == "x"
    assert changed.rows.tolist() == [3, 7]


def twice_held() -> Reading:
    """Give a reading whose texts are at hand in Arrow too."""
    return looked_at().with_(texts={"nama": pa.array(["a", "b"])})


@pytest.mark.parametrize(
    "changed",
    [
        lambda r: r.keep(np.array([False, True])),
        lambda r: r.with_(attributes=r.attributes.assign(nama="z")),
        lambda r: of_table(r, with_column(table_of(r), "nama", ["a", "c"], "text")),
    ],
)
def test_texts_in_arrow_go_when_the_rows_or_columns_change(changed):
    given = twice_held()
    assert changed(given).texts == {}
    assert given.texts["nama"].to_pylist() == ["a", "b"]


def test_texts_in_arrow_stay_with_what_leaves_the_columns_alone():
    given = twice_held()
    moved = table_of(given).with_(geometry=geometry_array([shapely.Point(1, 1), None]))
    after = of_table(given, moved).with_(note("x", ""), crs="EPSG:4326")
    assert after.texts == given.texts
    assert table_of(after).distinct["nama"].to_dict() == {"a": 1, "b": 1}
