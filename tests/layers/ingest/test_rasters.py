"""Rasters become layers: a COG, a description, a report; a refused one changes nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
from affine import Affine

from layers import ingest
from layers.errors import ImportRefusedError, LayerExistsError, SchemaError, SourceError
from layers.ingest.rasters import _lines_up

KLHK = np.array([[2001, 2002, 2012], [20093, 5001, 9999]], dtype=np.uint16)
PLACE = Affine(0.01, 0, 116.0, 0, -0.01, 0.0)


@pytest.fixture
def tif(tmp_path):
    def write(values, name="a.tif", crs="EPSG:4326", transform=PLACE, **more):
        cells = np.asarray(values)
        profile = {"crs": crs, "transform": transform, "count": 1, "dtype": cells.dtype, **more}
        with rasterio.open(
            tmp_path / name, "w", driver="GTiff", height=len(cells), width=cells.shape[1], **profile
        ) as out:
            out.write(cells, 1)
        return tmp_path / name

    return write


def test_land_cover_from_file_to_layer(workspace, tif):
    told = []
    many = np.vstack([KLHK, np.full((8, 3), 2001, dtype=np.uint16)])
    report = ingest.add(workspace, tif(many), layer_id="land_cover_2024", progress=told.append)
    layer = workspace["land_cover_2024"].layer
    assert (layer.kind, layer.theme, layer.data_date, layer.trust) == (
        "raster",
        "land",
        "2024",
        "compiled",
    )
    assert layer.bbox == pytest.approx((116.0, -0.1, 116.03, 0.0))
    assert layer.schema.fields[0].codes["8"].id == "Lahan terbangun"
    assert layer.styling["classes"][0]["value"] == 1
    assert "KLHK" in layer.method
    raster = workspace["land_cover_2024"].raster()
    assert raster.values[:2].tolist() == [[1, 1, 8], [6, 10, 0]]
    assert {f.code for f in report.findings} == {
        "legend-told",
        "epoch-told",
        "legend-remark",
        "class-unknown",
        "classes-merged",
    }
    assert report.to_dict()["raster"]["rows"] == 10
    assert json.dumps(report.to_dict())
    assert "10 x 3 cells, 0 without a value" in report.summary("en")
    assert "10 x 3 sel" in report.summary("id")
    assert {str(f[0].en) for f in report.document().facts} >= {"Cells", "Values"}
    assert told[-1].done == told[-1].total


def test_it_is_replaced_on_request_only(workspace, tif):
    path = tif(np.array([[1.0, 2.5]]))
    ingest.add(workspace, path, layer_id="depth", unit="m")
    with pytest.raises(LayerExistsError, match="--replace"):
        ingest.add(workspace, path, layer_id="depth")
    with pytest.raises(SchemaError, match="cannot be appended"):
        ingest.add(workspace, path, layer_id="depth", mode="append")
    report = ingest.add(workspace, path, layer_id="depth", mode="replace")
    assert (report.replaced, workspace["depth"].layer.revision) == (1, 2)
    ingest.add(workspace, path, layer_id="depth", mode="replace", theme="population")
    assert workspace["depth"].layer.theme == "population"


def test_kinds_of_layers_are_not_mixed(tiny, tif):
    vector = next(layer.id for layer in tiny.layers() if layer.kind == "vector")
    with pytest.raises(LayerExistsError):
        ingest.add(tiny, tif(KLHK), layer_id=vector, mode="replace", theme="generic")


def test_a_dry_run_writes_nothing(workspace, tif):
    report = ingest.add(workspace, tif(np.array([[1.0, 2.5]])), layer_id="depth", dry_run=True)
    assert (report.n_written, workspace.ids()) == (0, [])
    assert not list(workspace.raster_folder.iterdir())


def test_the_absurd_raster_is_no_population(workspace, shared_data):
    path = shared_data / "raster" / "people_jakarta_clip.tif"
    with pytest.raises(ImportRefusedError, match="161,080,652 people per km2") as caught:
        ingest.add(workspace, path, layer_id="population")
    assert caught.value.code == "population-implausible"
    assert workspace.ids() == []
    assert not list(workspace.raster_folder.iterdir())


def test_a_raster_stays_in_its_own_reference_system(workspace, shared_data):
    path = shared_data / "raster" / "people_allow_resampling_true.tif"
    report = ingest.add(workspace, path, layer_id="population")
    layer, raster = workspace["population"].layer, workspace["population"].raster()
    assert raster.crs.to_epsg() == 3857
    assert layer.bbox == pytest.approx((106.8350, -6.1716, 106.8422, -6.1664), abs=1e-3)
    with rasterio.open(path) as source:
        cells = source.read(1)
        assert np.nansum(raster.values) == pytest.approx(cells[cells != -9999].sum())
    assert report.crs_in == "EPSG:3857"
    near = workspace["population"].raster((106.836, -6.17, 106.838, -6.168))
    assert near.shape < raster.shape


def test_a_turned_raster_is_resampled_on_request(workspace, tif):
    askew = Affine.translation(500_000, 9_900_000) @ Affine.rotation(30) @ Affine.scale(100, -100)
    path = tif(np.full((6, 6), 5.0), crs="EPSG:32750", transform=askew)
    with pytest.raises(ImportRefusedError, match="--repair") as caught:
        ingest.add(workspace, path, layer_id="population")
    assert caught.value.code == "raster-rotated"
    report = ingest.add(workspace, path, layer_id="population", repair=True)
    raster = workspace["population"].raster()
    assert np.nansum(raster.values.astype(float)) == pytest.approx(180.0, rel=1e-9)
    assert "raster-turned" in {f.code for f in report.findings}


def test_grids_that_do_not_line_up_are_named(workspace, tif):
    ingest.add(workspace, tif(np.array([[1.0, 2.5]])), layer_id="one")
    same = ingest.add(workspace, tif(np.array([[1.0, 2.5]]), "b.tif"), layer_id="two")
    assert "raster-unaligned" not in {f.code for f in same.findings}
    off = tif(np.array([[1.0, 2.5]]), "c.tif", transform=Affine(0.01, 0, 116.004, 0, -0.01, 0))
    found = ingest.add(workspace, off, layer_id="three").findings
    assert "one, two" in next(f.message for f in found if f.code == "raster-unaligned")


@pytest.mark.parametrize(
    ("size", "west", "lines_up"),
    [(0.01, 116.0, True), (0.005, 116.0, True), (0.03, 115.98, True), (0.01, 116.003, False)],
)
def test_lines_of_grids(size, west, lines_up):
    assert _lines_up(PLACE, Affine(size, 0, west, 0, -size, 0)) is lines_up


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<VRTDataset rasterXSize='1' rasterYSize='1'></VRTDataset>", "driver-not-allowed"),
        (b"<GDAL_WMS><Service name='TMS'/></GDAL_WMS>", "driver-not-allowed"),
        (b"<MRF_META></MRF_META>", "driver-not-allowed"),
        (b"II*\x00" + bytes(200), "source-unreadable"),
        (b"MM\x00*\xff\xff\xff\xff", "source-unreadable"),
    ],
)
def test_what_only_calls_itself_a_raster(workspace, tmp_path, content, code):
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        ingest.add(workspace, path, layer_id="a")
    assert caught.value.code == code
    assert "a.tif" in str(caught.value)
    assert workspace.ids() == []
