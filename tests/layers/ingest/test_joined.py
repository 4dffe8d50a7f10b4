"""Tables joined to regions: by code of either family, by name, by text; nothing lost in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers import ingest
from layers.errors import SchemaError
from layers.ingest import joined
from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.sources.staging import Staged

REGIONS = (
    ("63.10", "Kabupaten Tanah Bumbu"),
    ("64.02", "Kabupaten Kutai Kartanegara"),
    ("64.03", "Kabupaten Berau"),
    ("64.07", "Kabupaten Kutai Barat"),
)


@dataclass
class Handle:
    """A layer of regions, as far as joining looks at one."""

    layer: Layer
    frame: gpd.GeoDataFrame

    def read(self, query: Any = None, *, properties: tuple[str, ...]) -> gpd.GeoDataFrame:
        """Give the columns asked for."""
        del query
        return self.frame[[*properties, "geometry"]]


@pytest.fixture
def catalogue():
    frame = gpd.GeoDataFrame(
        {
            "code": [code for code, _ in REGIONS],
            "name": [name for _, name in REGIONS],
            "iso": ["TB", "KK", "BE", "KB"],
        },
        geometry=[shapely.box(110 + i, 0, 111 + i, 1) for i in range(len(REGIONS))],
        crs=4326,
    )
    fields = tuple(Field(n, "text", Text(n, n)) for n in ("code", "name", "iso"))
    layer = Layer(
        id="regencies",
        title=Text("Kabupaten", "Regencies"),
        theme="boundaries",
        schema=Schema(fields, "Polygon"),
        trust="modelled",
    )
    return {"regencies": Handle(layer, frame)}


def table(types: str = "text", **columns) -> Staged:
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    shaped = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([None] * len(frame), index=frame.index))
    fields = tuple(
        {"name": n, "type": types, "title": n.upper()} for n in frame.columns if n != "geometry"
    )
    return Staged(shaped, "Geometry", fields, (), "CSV", "utf-8", "EPSG:4326", "t", len(frame))


def said(staged: Staged, code: str) -> list[str]:
    return [f.message for f in staged.findings if f.code == code]


def codes_of(staged: Staged) -> list[str | None]:
    return staged.frame["region_code"].tolist()


def test_rows_get_the_ground_of_their_region(catalogue):
    result = joined.join(
        table(kode=["64.03", "64.02"], n=["1", "2"]), catalogue, "regencies", "KODE=code"
    )
    frame = result.frame
    assert frame.geometry.iloc[0].equals(shapely.box(112, 0, 113, 1))
    assert frame["region_name"].tolist() == ["Kabupaten Berau", "Kabupaten Kutai Kartanegara"]
    assert frame["kode"].tolist() == ["64.03", "64.02"]
    assert [f["name"] for f in result.fields] == ["kode", "n", "region_code", "region_name"]
    assert result.geometry_type == "Polygon"
    assert said(result, "join-done") == ["2 of 2 rows, 2 of 4 regions of regencies"]
    assert said(result, "join-region-unmatched") == [
        "63.10 Kabupaten Tanah Bumbu, 64.07 Kabupaten Kutai Barat"
    ]


def test_rows_without_a_region_are_kept_and_named(catalogue):
    result = joined.join(
        table(kode=["64", "64.03", None, "11.01"]), catalogue, "regencies", "kode=code"
    )
    assert codes_of(result) == [None, "64.03", None, None]
    assert result.frame.geometry.isna().tolist() == [True, False, True, True]
    assert said(result, "join-row-unmatched") == ["rows 1, 3, 4"]


def test_several_rows_of_a_region_are_all_kept(catalogue):
    result = joined.join(table(kode=["64.03", "64.03"]), catalogue, "regencies", "kode=code")
    assert len(result.frame) == 2
    assert said(result, "join-region-twice") == ["64.03 Kabupaten Berau"]


def test_a_lost_zero_is_put_back_where_one_region_fits(catalogue):
    result = joined.join(table("number", kode=[63.1, 64.02]), catalogue, "regencies", "kode=code")
    assert codes_of(result) == ["63.10", "64.02"]
    assert said(result, "join-code-read") == ["column 'kode': 63.1 → 63.10"]


def test_the_same_digits_go_where_the_names_say(catalogue):
    """6402 is Kutai Kartanegara to Kemendagri, Kutai Barat to BPS."""
    names = ["Kutai Barat", "Kutai Kartanegara"]
    bps = joined.join(table(kode=["6402", "6403"], nama=names), catalogue, "regencies", "kode=code")
    assert codes_of(bps) == ["64.07", "64.02"]
    assert "crosswalk" in said(bps, "join-code-read")[0]
    names = ["Kutai Kartanegara", "Berau"]
    own = joined.join(table(kode=["6402", "6403"], nama=names), catalogue, "regencies", "kode=code")
    assert codes_of(own) == ["64.02", "64.03"]


def test_bare_digits_are_not_guessed_at(catalogue):
    bare = table(kode=["6402", "6403"])
    with pytest.raises(SchemaError, match="--code-family") as caught:
        joined.join(bare, catalogue, "regencies", "kode=code")
    assert caught.value.code == "code-family-unclear"
    told = joined.join(bare, catalogue, "regencies", "kode=code", family="bps")
    assert codes_of(told) == ["64.07", "64.02"]
    told = joined.join(bare, catalogue, "regencies", "kode=code", family="kemendagri")
    assert codes_of(told) == ["64.02", "64.03"]
    named = joined.join(table(kode_bps=["6402"]), catalogue, "regencies", "kode_bps=code")
    assert codes_of(named) == ["64.07"]


def test_by_name_in_other_spellings(catalogue):
    result = joined.join(
        table(nama=["KAB. BERAU", "Kutai Kartanegara", "Berau?", None]),
        catalogue,
        "regencies",
        "nama=name",
    )
    assert codes_of(result)[:2] == ["64.03", "64.02"]
    assert codes_of(result)[3] is None
    assert said(result, "join-by-name")


def test_other_columns_join_by_equal_text(catalogue):
    result = joined.join(table(x=["KB", "??"]), catalogue, "regencies", "x=iso")
    assert codes_of(result) == ["64.07", None]


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("kode", "column-missing"),
        ("=code", "column-missing"),
        ("nope=code", "column-missing"),
        ("kode=nope", "column-missing"),
        ("kode=iso", "join-none"),
    ],
)
def test_refusals(catalogue, on, code):
    with pytest.raises(SchemaError) as caught:
        joined.join(table(kode=["64.03"]), catalogue, "regencies", on)
    assert caught.value.code == code


def test_a_table_becomes_a_layer(tiny, tmp_path):
    districts = tiny["districts"].read()
    path = tmp_path / "luas.csv"
    rows = "".join(f"{code},{i}\n" for i, code in enumerate(districts["code"]))
    path.write_text(f"kode,luas\n{rows}99.99.99,7\n")
    report = ingest.add(tiny, path, layer_id="areas", join="districts", on="kode=code")
    stored = tiny["areas"].read()
    assert (report.n_read, report.n_null) == (len(districts) + 1, 1)
    assert stored["luas"].tolist() == [*range(len(districts)), 7]
    assert stored.geometry.iloc[0].equals(districts.geometry.iloc[0])


@pytest.mark.parametrize(
    ("name", "on", "rows"),
    [
        ("luas_big_2024", "kode=code", 23),
        ("penduduk_dukcapil_2024s2", "kode=code", 23),
        ("luas_big_2024", "nama=name", 23),
        ("kecamatan_idn_area_data", "regency_code=code", 261),
    ],
)
def test_real_tables(shared_data, name, on, rows):
    """Every row but those of the provinces finds its regency."""
    path = shared_data / "admin" / "adm_kemendagri.gpkg"
    frame = gpd.read_file(path, layer="adm2")[["kode", "nama", "geometry"]]
    frame = frame.rename(columns={"kode": "code", "nama": "name"})
    fields = tuple(Field(n, "text", Text(n, n)) for n in ("code", "name"))
    layer = Layer(
        id="regencies",
        title=Text("Kabupaten", "Regencies"),
        theme="boundaries",
        schema=Schema(fields, "MultiPolygon"),
        trust="modelled",
    )
    csv = pd.read_csv(shared_data / "tables" / f"{name}.csv", dtype=str)
    given = table(**{c: csv[c].tolist() for c in csv.columns})
    result = joined.join(given, {"regencies": Handle(layer, frame)}, "regencies", on)
    assert result.frame["region_code"].notna().sum() == rows
    assert result.frame["region_code"].nunique() == 23
