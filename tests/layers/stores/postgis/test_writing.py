"""Writing into PostGIS: refusals name the row, and replacing never shows an empty layer."""

from __future__ import annotations

import threading

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers import Field, Layer, Schema, Text
from layers.errors import SchemaError
from layers.testing import tiny_facilities


def _layer(**types):
    fields = tuple(Field(n, t, Text.of(n)) for n, t in types.items())
    return Layer(id="things", title=Text.of("t"), theme="added", schema=Schema(fields))


def test_a_geometry_that_postgis_does_not_take_names_its_row(postgis):
    # A ring of three points: GEOS reads it, PostGIS does not.
    ring = np.array([0, 0, 1, 1, 0, 0], dtype="<f8").tobytes()
    thin = b"\x01\x03\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00" + ring
    shapes = [shapely.Point(0, 0), shapely.from_wkb(thin)]
    frame = gpd.GeoDataFrame(geometry=shapes, crs=4326)
    with pytest.raises(SchemaError, match=r"row 2 of those written .* correct or leave") as caught:
        postgis.write(_layer(), frame)
    assert caught.value.code == "wrong-geometry"
    assert postgis.ids() == []


def test_a_date_past_the_calendar_is_refused(postgis):
    days = pd.Series(np.array(["12024-01-01"], dtype="datetime64[s]"))
    frame = gpd.GeoDataFrame({"d": days}, geometry=[shapely.Point(0, 0)], crs=4326)
    with pytest.raises(SchemaError) as caught:
        postgis.write(_layer(d="date"), frame)
    assert caught.value.code == "wrong-type"
    assert postgis.audit() == []


def test_readers_see_the_old_rows_or_the_new_ones_never_none(tiny_postgis):
    layer, frame = tiny_facilities()
    short = layer.with_(schema=Schema(layer.schema.fields[:2], "Point"))
    stop = threading.Event()

    def write():
        try:
            for turn in range(40):
                if turn % 2:
                    tiny_postgis.write(layer, frame, mode="replace")
                else:
                    tiny_postgis.write(
                        short, frame[["name", "type", "geometry"]][:2], mode="replace"
                    )
        finally:
            stop.set()
            tiny_postgis.close()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while not stop.is_set():
        held, rows = tiny_postgis.store.rows("facilities")
        assert len(rows.ids) == held.n_features
        assert tuple(rows.columns) == held.schema.names
        seen.add((len(rows.ids), len(rows.columns)))
        with tiny_postgis.store.moment() as moment:
            for entry in moment.entries:
                whole = moment.whole(entry)
                assert whole.rows is None or len(whole.rows.ids) == entry.layer.n_features
    writer.join()
    assert seen == {(6, 3), (2, 2)}
    assert tiny_postgis["facilities"].layer.revision == 41
    tiny_postgis.write(layer, frame, mode="replace")
