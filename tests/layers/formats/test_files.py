"""Files of other programs: where x is east, and what readers find their rows by."""

from __future__ import annotations

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest

from layers.formats import FORMATS, Selection, write_file
from layers.query import Query
from layers.reference import offered


@pytest.mark.parametrize("kind", ["fgb", "parquet", "gpkg"])
@pytest.mark.parametrize("short", ["EPSG:4326", "EPSG:32750", "EPSG:4755", "EPSG:23837"])
def test_files_of_a_system_have_east_before_north(kinds, packed, tmp_path, kind, short):
    system = offered()[short]
    out = tmp_path / f"out{FORMATS[kind].suffix}"
    write_file(Selection(packed, Query(), system), out, FORMATS[kind])
    found = gpd.read_parquet(out) if kind == "parquet" else pyogrio.read_dataframe(out)
    expected = kinds["awkward"].read().to_crs(system.crs)
    assert found.crs.to_epsg() == int(system.code)
    assert found.total_bounds == pytest.approx(expected.total_bounds, abs=1e-4)


def test_geoparquet_says_where_its_rows_are(packed, tmp_path):
    out = tmp_path / "out.parquet"
    write_file(Selection(packed), out, FORMATS["parquet"])
    boxed = gpd.read_parquet(out, bbox=(118.9, 0, 121, 1))
    assert boxed["text"].tolist() == ["-2.5"]
    table = pq.read_table(out)
    assert table.column("bbox").to_pylist()[2] is None
    assert b'"version":"1.1.0"' in table.schema.metadata[b"geo"]
