"""Real files of many formats, read as GDAL reads them: the same rows in the same places."""

from __future__ import annotations

from pathlib import Path

import pyogrio
import pytest
import shapely

from layers.sources import files, opening
from layers.sources.limits import Limits
from layers.sources.placement import place
from layers.sources.reading import silent

# Files that GDAL reads too; of several layers, the one to take.
READ: dict[str, str | None] = {
    "env/fire_clusters_7d.geojson": None,
    "env/fires_viirs_kaltim_kalsel.geojson": None,
    "formats/25dpolygon_shp.zip": None,
    "formats/continuous_vector.geojson": None,
    "formats/coutwildrnp.zip": None,
    "formats/curve.gpkg": None,
    "formats/flood_multipart_polygons_shp.zip": None,
    "formats/grid_jakarta.geojson": None,
    "formats/indonesia_38_provinces.topo.json": None,
    "formats/issue627.geojson": None,
    "formats/test_gpkg_nulls.gpkg": None,
    "formats/test_tz.geojson": None,
    "natural_earth/ne_kalimantan.gpkg": "ne_10m_airports",
    "osm/balikpapan_roads_osrm.geojson": None,
    "osm/buildings_osm_jakarta_shp.zip": None,
    "osm/lembang_osm_20121003.sqlite": None,
    "osm/roads_osm_jakarta_centre_shp.zip": None,
    "poi/pelabuhan_dephub.geojson": None,
    "poi/pelabuhan_perikanan.geojson": None,
}


def ours(path: Path, folder: Path, layer: str | None, monkeypatch):
    """Read in this process, its GDAL with all drivers: what is on trial is the reading."""
    monkeypatch.setattr("layers.sources.readers.ogr.foreign_drivers", lambda kind: [])
    monkeypatch.setattr("layers.sources.isolation.leave_only", lambda kind: None)
    kind = files.examine(path, Limits()).kind
    request = opening.Request(path, kind, Limits(), layer)
    return opening.read(request, folder, silent, silent)


@pytest.mark.parametrize("name", READ)
def test_same_rows_in_the_same_places(shared_data, tmp_path, monkeypatch, name):
    path = shared_data / name
    reading = ours(path, tmp_path, READ[name], monkeypatch)
    source = f"/vsizip/{path}" if path.suffix == ".zip" else path
    frame = pyogrio.read_dataframe(source, layer=READ[name])
    assert len(reading.rows) == len(frame)
    theirs = frame.geometry if frame.crs is None else frame.to_crs(4326).geometry
    placed = place(reading, None)
    other = shapely.force_2d(theirs.array)
    kept = [i for i, shape in enumerate(placed.geometry) if shape is not None]
    assert len(kept) >= len(frame) - 2  # two ports lie off the earth
    assert shapely.equals_exact(placed.geometry[kept], other[kept], 1e-7).all()
