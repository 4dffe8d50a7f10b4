"""Open data fetched from a server on this machine, in files of the same form as the real ones."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from layers.errors import LayerExistsError, RemoteError, SourceError
from layers.ingest import fetching
from layers.ingest.fetching import FetchOptions
from layers.ingest.remote import RemoteOptions
from layers.sources.remote.client import Client
from layers.sources.remote.politeness import Politeness

BOX = (116.8, -1.3, 116.9, -1.2)


@pytest.fixture
def asked(site, tmp_path, only_loopback):
    """Options that ask the server of the test in place of the provider's."""
    client = Client(politeness=Politeness(tries=2, pause_s=0.0, sleep=lambda _: None))

    def make(box=BOX, **more):
        remote = RemoteOptions(cache=tmp_path / "cache", client=client)
        return FetchOptions(box=box, mirror=site.url(""), remote=remote, **more)

    return make


def geotiff(west, north, cells, cell, nodata=None):
    profile = {
        "driver": "GTiff",
        "height": cells.shape[0],
        "width": cells.shape[1],
        "count": 1,
        "dtype": cells.dtype,
        "crs": "EPSG:4326",
        "transform": Affine(cell, 0, west, 0, -cell, north),
        "nodata": nodata,
    }
    with rasterio.MemoryFile() as memory:
        with memory.open(**profile) as out:
            out.write(cells, 1)
        return memory.read()


def boundaries():
    squares = [(116.80, -1.30), (116.85, -1.25), (120.0, -5.0)]
    frame = gpd.GeoDataFrame(
        {
            "shapeName": ["Barat", "Timur", "Jauh"],
            "shapeISO": "",
            "shapeID": ["1B", "2B", "3B"],
            "shapeGroup": "IDN",
            "shapeType": "ADM2",
        },
        geometry=[shapely.box(x, y, x + 0.04, y + 0.04) for x, y in squares],
        crs="EPSG:4326",
    )
    return frame.to_json().encode()


class TestGeoBoundaries:
    def serve(self, site):
        link = (
            "https://github.com/wmgeolab/geoBoundaries/raw/9469f09/geoBoundaries-IDN-ADM2.geojson"
        )
        site.holds(
            "/wmgeolab/geoBoundaries/raw/9469f09/geoBoundaries-IDN-ADM2.geojson", boundaries()
        )
        answer = {
            "boundaryID": "IDN-ADM2-22746128",
            "boundaryYearRepresented": "2020",
            "boundarySource": "BPS, OCHA ROAP",
            "boundaryLicense": "CC BY 3.0 IGO",
            "gjDownloadURL": link,
        }
        site.says("/api/current/gbOpen/IDN/ADM2/", json.dumps(answer))
        return answer

    def test_api_then_file(self, site, workspace, asked):
        self.serve(site)
        done = fetching.fetch(workspace, "geoboundaries", asked())
        layer = workspace["boundaries_adm2"].layer
        assert sorted(workspace["boundaries_adm2"].read()["shapename"]) == ["Barat", "Timur"]
        assert (layer.data_date, layer.licence, layer.trust) == (
            "2020",
            "CC BY 3.0 IGO",
            "open_data",
        )
        assert layer.attribution.endswith("BPS, OCHA ROAP")
        origin = workspace.audit()[-1]["provenance"]["origin"]
        assert origin["open_data"] == "geoboundaries"
        assert origin["work"] == {"boundary_id": "IDN-ADM2-22746128"}
        assert origin["files"][0]["sha256"] == hashlib.sha256(boundaries()).hexdigest()
        assert len(done.files) == 1

    def test_an_answer_without_a_file(self, site, workspace, asked):
        site.says("/api/current/gbOpen/IDN/ADM2/", "{}")
        with pytest.raises(RemoteError, match="no gjDownloadURL"):
            fetching.fetch(workspace, "geoboundaries", asked())


class TestRasters:
    def test_worldpop_is_cut_while_reading(self, site, workspace, asked):
        cell = 1 / 1200
        people = np.full((1200, 1200), 2.0, dtype="float32")
        people[:10] = -99999
        body = geotiff(116.0, -1.0, people, cell, -99999)
        site.holds("/GIS/Population/Global_2000_2020/2020/IDN/idn_ppp_2020.tif", body)
        done = fetching.fetch(workspace, "worldpop", asked())
        raster = workspace["population"].raster()
        assert raster.shape == (120, 120)
        assert float(raster.values.sum()) == 2 * 120 * 120
        assert workspace["population"].layer.data_date == "2020"
        assert done.files[0].came.size == len(body)

    def test_worldpop_in_larger_cells_keeps_the_people(self, site, workspace, asked):
        people = np.full((240, 240), 1.0, dtype="float32")
        body = geotiff(116.8, -1.2, people, 1 / 1200, -99999)
        path = "/GIS/Population/Global_2000_2020_Constrained/2020/BSGM/IDN/idn_ppp_2020_constrained.tif"
        site.holds(path, body)
        fetching.fetch(workspace, "worldpop-constrained", asked(cell_m=1000))
        raster = workspace["population"].raster()
        assert raster.shape == (11, 11)
        assert float(raster.values.max()) == 121

    def test_worldcover_tiles_are_joined_and_the_sea_has_none(self, site, workspace, asked):
        cells = np.full((300, 300), 10, dtype="uint8")
        cells[:, :150] = 80
        name = "ESA_WorldCover_10m_2021_v200_S03E114_Map.tif"
        site.holds(f"/v200/2021/map/{name}", geotiff(114.0, 0.0, cells, 0.01, 0))
        done = fetching.fetch(workspace, "worldcover-2021", asked((115.4, -1.3, 117.2, 0.5)))
        assert done.absent == ("S03E117", "N00E114", "N00E117")
        assert workspace["land_cover_2021"].layer.kind == "raster"
        assert workspace["land_cover_2021"].raster().shape[0] == 130
        origin = workspace.audit()[-1]["provenance"]["origin"]
        assert origin["absent_tiles"] == ["S03E117", "N00E114", "N00E117"]
        assert origin["work"]["tiles"] == 1

    def test_copernicus_tiles(self, site, workspace, asked):
        for name, west, height in (("S02_00_E116_00", 116.0, 5.0), ("S02_00_E117_00", 117.0, 9.0)):
            stem = f"Copernicus_DSM_COG_10_{name}_DEM"
            cells = np.full((100, 100), height, dtype="float32")
            site.holds(f"/{stem}/{stem}.tif", geotiff(west, -1.0, cells, 0.01))
        fetching.fetch(workspace, "copernicus-dem", asked((116.9, -1.3, 117.1, -1.2)))
        values = workspace["elevation"].raster().values
        assert values.shape == (10, 20)
        assert values[0].tolist() == [5.0] * 10 + [9.0] * 10

    def test_hansen_tile(self, site, workspace, asked):
        cells = np.zeros((100, 100), dtype="uint8")
        cells[10:20] = 24
        path = (
            "/earthenginepartners-hansen/GFC-2024-v1.12/Hansen_GFC-2024-v1.12_lossyear_00N_110E.tif"
        )
        site.holds(path, geotiff(110.0, 0.0, cells, 0.1))
        fetching.fetch(workspace, "hansen-lossyear", asked((116.0, -3.0, 118.0, -0.5)))
        assert set(np.unique(workspace["forest_loss"].raster().values)) == {0, 24}

    def test_no_tile_at_all(self, workspace, asked):
        with pytest.raises(RemoteError, match="none of the tiles S03E114") as told:
            fetching.fetch(workspace, "worldcover-2021", asked())
        assert told.value.code == "nothing-there"

    def test_a_web_page_instead_of_a_tile(self, site, workspace, asked, tmp_path):
        site.says("/v200/2021/map/ESA_WorldCover_10m_2021_v200_S03E114_Map.tif", "<html>log in")
        with pytest.raises(RemoteError) as told:
            fetching.fetch(workspace, "worldcover-2021", asked())
        assert told.value.code == "web-page"
        assert [p.name for p in (tmp_path / "cache").iterdir()] == ["locks"]

    def test_more_cells_than_are_taken(self, site, workspace, asked, monkeypatch):
        wide = geotiff(114.0, 0.0, np.ones((30, 30), dtype="uint8"), 0.0001, 0)
        site.holds("/v200/2021/map/ESA_WorldCover_10m_2021_v200_S03E114_Map.tif", wide)
        with pytest.raises(SourceError) as told:
            fetching.fetch(workspace, "worldcover-2021", asked((116.0, -1.3, 116.9, -1.2)))
        assert told.value.code == "outside-tiles"


class TestBuildings:
    def serve(self, site, rows):
        text = io.StringIO()
        writer = csv.writer(text)
        names = (
            "latitude",
            "longitude",
            "area_in_meters",
            "confidence",
            "geometry",
            "full_plus_code",
        )
        writer.writerow(names)
        for lon, lat, sure in rows:
            ring = f"({lon} {lat}, {lon + 1e-4} {lat}, {lon + 1e-4} {lat + 1e-4}, {lon} {lat})"
            writer.writerow([lat, lon, 60.5, sure, f"POLYGON({ring})", "6PXX+22"])
        path = "/open-buildings-data/v3/polygons_s2_level_4_gzip/2df_buildings.csv.gz"
        site.holds(path, gzip.compress(text.getvalue().encode()))

    def test_only_those_in_the_box_and_sure_enough(self, site, workspace, asked):
        self.serve(site, [(116.85, -1.25, 0.9), (116.86, -1.25, 0.6), (118.0, -1.25, 0.9)])
        fetching.fetch(workspace, "open-buildings", asked())
        frame = workspace["buildings"].read()
        assert len(frame) == 1
        assert frame.geometry.iloc[0].geom_type in ("Polygon", "MultiPolygon")
        assert frame["confidence"].iloc[0] == 0.9

    def test_less_sure_ones_when_asked(self, site, workspace, asked):
        self.serve(site, [(116.85, -1.25, 0.9), (116.86, -1.25, 0.6)])
        fetching.fetch(workspace, "open-buildings", asked(parameters={"confidence": "0.5"}))
        assert len(workspace["buildings"].read()) == 2

    def test_none_in_the_box(self, site, workspace, asked):
        self.serve(site, [(118.0, -1.25, 0.9)])
        with pytest.raises(RemoteError, match="no buildings in the box"):
            fetching.fetch(workspace, "open-buildings", asked())


class TestFiles:
    def test_natural_earth(self, site, workspace, asked, tmp_path):
        frame = gpd.GeoDataFrame(
            {"name": ["Kaltim", "Bali"]},
            geometry=[shapely.box(115, -2, 118, 1), shapely.box(114.5, -9, 115.5, -8)],
            crs="EPSG:4326",
        )
        frame.to_file(tmp_path / "ne_10m_admin_1_states_provinces.shp")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for file in tmp_path.glob("ne_10m_*"):
                archive.write(file, file.name)
        name = "/naturalearth/10m/cultural/ne_10m_admin_1_states_provinces.zip"
        site.holds(name, packed.getvalue())
        fetching.fetch(workspace, "natural-earth", asked())
        layer = workspace["ne_admin_1_states_provinces"]
        assert layer.read()["name"].tolist() == ["Kaltim"]
        assert layer.layer.licence == "public domain"

    def extract(self, tmp_path):
        osmium = pytest.importorskip("osmium")
        from osmium.osm import mutable

        path = tmp_path / "kalimantan.osm.pbf"
        writer = osmium.SimpleWriter(str(path))
        places = [(116.83, -1.26), (116.84, -1.25), (110.0, -0.1), (110.1, -0.1)]
        for number, (lon, lat) in enumerate(places, 1):
            writer.add_node(mutable.Node(id=number, version=1, location=(lon, lat)))
        for number, nodes in ((1, [1, 2]), (2, [3, 4])):
            tags = {"highway": "primary", "name": f"Jalan {number}"}
            writer.add_way(mutable.Way(id=number, version=1, nodes=nodes, tags=tags))
        writer.close()
        return path.read_bytes()

    PBF = "/asia/indonesia/kalimantan-latest.osm.pbf"

    def test_an_extract_with_its_checksum(self, site, workspace, asked, tmp_path):
        body = self.extract(tmp_path)
        site.holds(self.PBF, body)
        right = hashlib.md5(body, usedforsecurity=False).hexdigest()
        site.says(f"{self.PBF}.md5", f"{right}  kalimantan-latest.osm.pbf\n")
        fetching.fetch(workspace, "osm-kalimantan", asked())
        assert workspace["roads"].read()["name"].tolist() == ["Jalan 1"]
        assert workspace["roads"].layer.licence == "ODbL 1.0"

    def test_an_extract_with_another_checksum(self, site, workspace, asked, tmp_path):
        site.holds(self.PBF, b"\0\0\0\x0d" + b"x" * 100)
        site.says(f"{self.PBF}.md5", "0" * 32 + "  kalimantan-latest.osm.pbf\n")
        with pytest.raises(RemoteError) as told:
            fetching.fetch(workspace, "osm-kalimantan", asked())
        assert told.value.code == "checksum-mismatch"
        assert "roads" not in workspace


def test_the_second_time_nothing_comes_over_the_wire(site, workspace, asked):
    TestGeoBoundaries().serve(site)
    fetching.fetch(workspace, "geoboundaries", asked())
    again = fetching.fetch(workspace, "geoboundaries", asked(), mode="replace")
    assert [kept.fetched for kept in again.files] == [False]


def test_nobody_is_asked_when_the_layer_is_there_already(site, workspace, asked):
    TestGeoBoundaries().serve(site)
    fetching.fetch(workspace, "geoboundaries", asked())
    n = len(site.asked)
    with pytest.raises(LayerExistsError):
        fetching.fetch(workspace, "geoboundaries", asked())
    assert len(site.asked) == n


def test_a_plan_asks_nobody(site, asked):
    plan = fetching.plan("worldcover-2020", asked((116.9, -0.1, 117.1, 0.1)))
    assert len(plan.urls) == 4
    assert plan.to_dict()["size_mb"] == 360
    assert site.asked == []


def test_offline_is_one_sentence_and_leaves_nothing(workspace, tmp_path, only_loopback):
    remote = RemoteOptions(cache=tmp_path / "cache")
    before = workspace.version()
    with pytest.raises(RemoteError, match=r"no connection to 127\.0\.0\.1: offline") as told:
        fetching.fetch(
            workspace, "worldpop", FetchOptions(BOX, mirror="http://127.0.0.1:9", remote=remote)
        )
    assert told.value.code == "offline"
    assert workspace.version() == before
    assert [p.name for p in (tmp_path / "cache").iterdir()] == ["locks"]
