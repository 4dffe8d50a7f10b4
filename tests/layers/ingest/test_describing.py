"""Describing imports: what a layer made from a file is called, and from where it is drawn."""

from __future__ import annotations

import geopandas as gpd
import shapely

from layers import ingest, themes
from layers.ingest.describing import described
from layers.ingest.options import ImportOptions
from layers.schema import Text
from layers.sources.staging import Staged
from layers.themes.zooming import MOST_ON_SCREEN


def test_what_replaces_a_model_is_called_and_drawn_as_what_it_is(tiny, tmp_path):
    held = tiny["facilities"].layer
    marked = held.with_(
        title=Text("Fasilitas (model)", "Facilities (modelled)"),
        styling={**held.styling, "minzoom": 10, "label_minzoom": 13},
    )
    tiny.write(marked, tiny["facilities"].read(), mode="replace")
    path = tmp_path / "poi.csv"
    path.write_text("nama,lat,lon\nRSUD,-1.25,116.85\nSDN 1,-1.5,117.0\n")
    layer = ingest.add(tiny, path, layer_id="facilities", trust="official").layer
    assert layer.title == Text("Fasilitas", "Facilities")
    assert "minzoom" not in layer.styling
    assert layer.styling["label_minzoom"] == 8.3
    assert layer.description == Text(
        "Ditambahkan dari berkas poi.csv.", "Added from the file poi.csv."
    )
    named = ingest.add(tiny, path, layer_id="facilities", title="Faskes 2026", mode="replace").layer
    assert named.title == Text("Faskes 2026", "Faskes 2026")
    again = ingest.add(tiny, path, layer_id="facilities", mode="replace").layer
    assert again.title == named.title


def test_a_very_large_layer_is_drawn_from_some_zoom_on():
    points = shapely.points([[116.7, -1.4], [117.0, -1.1]] * (MOST_ON_SCREEN // 2 + 1))
    frame = gpd.GeoDataFrame(geometry=points, crs=4326)
    fitted = themes.fit(frame, [], "generic", "houses")
    staged = Staged(
        frame, "Point", (), (), "GeoJSON", "utf-8", "EPSG:4326", "houses", n_read=len(frame)
    )
    layer = described("houses", "h.geojson", fitted, staged, (ImportOptions(), "create", None))
    assert 9 < layer.styling["minzoom"] < 12
    empty = described(
        "houses",
        "h.geojson",
        fitted.with_(frame=frame.iloc[:0]),
        staged,
        (ImportOptions(), "create", None),
    )
    assert not {"minzoom", "label_minzoom"} & set(empty.styling)
