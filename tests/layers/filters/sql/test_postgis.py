"""PostGIS: what is special about its dialect."""

from __future__ import annotations

import pytest

from layers.errors import QueryError
from layers.filters.sql.compiling import Piece
from layers.filters.sql.postgis import PostgisDialect

DIALECT = PostgisDialect(lambda name: name)


def test_folding_binds_its_table():
    piece = DIALECT.folded("casei", Piece("name"))
    assert piece.text.count("%s") == len(piece.values) == 2
    assert piece.text.endswith('COLLATE "C")')


def test_functions_are_named_as_postgis_names_them(things_schema):
    import shapely

    piece = DIALECT.related("s_intersects", shapely.Point(1, 2))
    assert piece.text == "ST_Intersects(geom, ST_GeomFromWKB(%s, 4326))"


def test_results_beyond_numbers_are_refused(shared):
    with pytest.raises(QueryError, match="too large") as caught:
        shared["things"].read(filter="(floors + 7) ^ 900 > 1")
    assert caught.value.code == "bad-filter"
    assert len(shared["things"].read(filter="floors = 3")) > 0
