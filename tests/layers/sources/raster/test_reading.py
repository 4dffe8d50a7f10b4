"""Real and made rasters are taken cell by cell as GDAL reads them, or refused by a stable word."""

from __future__ import annotations

import os
import shutil
import zipfile

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.control import GroundControlPoint
from rasterio.errors import NotGeoreferencedWarning

from layers.errors import CRSError, SourceError
from layers.sources.limits import Limits

RAMP = np.arange(12, dtype=np.int16).reshape(3, 4)

# What becomes of each real file: refused with these codes, or taken with these.
REFUSED = {
    "2d_test.tif": ["raster-rotated"],
    "all-nodata.tif": ["raster-bands"],
    "bad_ascii_format.asc": ["crs-missing", "raster-damaged"],
    "cint16.tif": ["raster-complex", "raster-not-placed", "crs-missing"],
    "corrupt.tif": ["raster-is-image", "raster-damaged"],
    "float_nan.tif": ["crs-missing"],
    "gpwv3_quarter_boolean_kalimantan.asc": ["crs-missing"],
    "rotated.tif": ["crs-missing", "raster-rotated"],
}
FAR = "far-from-region"
TAKEN = {
    "Ashload_Gede_VEI4_geographic.asc": ["nodata-normalised"],
    "N10W110.hgt.zip": [FAR],
    "byte.tif": [FAR],
    "classified_hazard.tif": ["pixels-not-square"],
    "climatology-hd35-historical.tif": ["raster-beyond-earth"],
    "continuous_flood_unaligned_big_size.tif": ["pixels-not-square", "raster-constant"],
    "dem.tif": [FAR],
    "float_raster_with_extra_nodata.tif": [FAR, "nodata-normalised"],
    "flood_jakarta_clip.tif": [],
    "grid-nearest.tif": ["raster-south-up", "pixels-not-square"],
    "jakarta_continuous_flood.tif": [],
    "landsea_gshhs_1p25min.tif": [],
    "palu_koro_6.5_shakemap.asc": ["nodata-normalised"],
    "people_allow_resampling_true.tif": ["pixels-not-square"],
    "people_jakarta_clip.tif": [],
    "slope.tif": [FAR, "nodata-normalised"],
    "slope_classes.tif": [FAR, "nodata-normalised"],
    "slope_nodata.tif": [FAR, "nodata-normalised"],
    "test_esri_wkt.tif": [FAR],
    "world.byte.tif": [],
}


def as_gdal(path):
    """Read with GDAL: values as floats, NaN where there is none, north-up."""
    with rasterio.open(path) as source:
        cells = source.read(1).astype(np.float64)
        if source.nodata is not None:
            cells[source.read(1) == source.nodata] = np.nan
        return cells[::-1] if source.transform.e > 0 else cells


def as_floats(staged):
    cells = staged.cells.astype(np.float64)
    if staged.nodata is not None:
        cells[staged.cells == staged.nodata] = np.nan
    return cells


@pytest.mark.parametrize("name", REFUSED)
def test_real_files_refused(shared_data, read_here, codes, name):
    staged = read_here(shared_data / "raster" / name)
    assert staged.cells is None
    assert codes(staged) == REFUSED[name]


@pytest.mark.parametrize("name", TAKEN)
def test_real_files_taken(shared_data, read_here, codes, name):
    path = shared_data / "raster" / name
    staged = read_here(path)
    assert codes(staged) == TAKEN[name]
    wanted = as_gdal(f"/vsizip/{path}/N10W110.hgt" if name.endswith(".zip") else path)
    if name.startswith("climatology"):
        wanted = wanted[1:-1, 1:-1]
    # GDAL holds ASCII grids as float32.
    tolerance = 1e-6 if name.endswith(".asc") else 0.0
    np.testing.assert_allclose(as_floats(staged), wanted, rtol=tolerance, atol=tolerance / 100)
    assert np.isnan(wanted).sum() == staged.census.n_missing
    assert staged.census.total == pytest.approx(np.nansum(wanted), rel=1e-6)


def test_the_folder_holds_no_other_rasters(shared_data):
    found = {p.name for p in (shared_data / "raster").iterdir() if "rasterstats" not in p.name}
    found -= {p for p in found if p.endswith(".prj")}
    # A TIFF by the name of an ASCII grid: refused before it is read.
    assert found - {"population_5x5_jakarta.asc"} == set(REFUSED) | set(TAKEN)


def test_a_tiff_named_asc_is_refused(shared_data, read_here):
    with pytest.raises(SourceError, match=r"ends in \.asc, but the content is tiff") as caught:
        read_here(shared_data / "raster" / "population_5x5_jakarta.asc")
    assert caught.value.code == "suffix-mismatch"


def test_an_all_nodata_band_is_refused(shared_data, read_here, codes):
    staged = read_here(shared_data / "raster" / "all-nodata.tif", band=2)
    assert codes(staged)[-1] == "raster-no-value"
    assert staged.cells is not None or staged.census.n_valued == 0


def test_the_corner_of_a_raster_that_reaches_beyond_the_earth(shared_data, read_here):
    staged = read_here(shared_data / "raster" / "climatology-hd35-historical.tif")
    assert tuple(staged.transform)[:6] == (1, 0, -179.5, 0, -1, 89.5)
    assert staged.cells.shape == (179, 359)


def test_a_plain_file_keeps_type_place_and_nodata(write_tif, read_here):
    staged = read_here(write_tif(RAMP, nodata=5))
    assert (staged.cells == RAMP).all()
    assert staged.cells.dtype == np.int16
    assert staged.nodata == 5
    assert staged.census.n_missing == 1
    assert staged.census.values["11"] == 1
    assert staged.crs.to_epsg() == 4326


def test_south_up_and_east_first_are_turned_over(write_tif, read_here, codes):
    upside = Affine(-0.01, 0, 116.04, 0, 0.01, -0.03)
    staged = read_here(write_tif(RAMP[::-1, ::-1].copy(), transform=upside))
    assert codes(staged) == ["raster-south-up", "raster-east-first"]
    assert (staged.cells == RAMP).all()
    assert tuple(staged.transform)[:6] == pytest.approx((0.01, 0, 116.0, 0, -0.01, 0.0))


def test_the_order_of_rows_survives_many_chunks(write_tif, read_here, monkeypatch):
    monkeypatch.setattr("layers.sources.raster.geotiff.CHUNK_BYTES", 64)
    values = np.arange(40 * 8, dtype=np.int16).reshape(40, 8)
    upside = Affine(0.01, 0, 116.0, 0, 0.01, -0.4)
    path = write_tif(values[::-1].copy(), transform=upside, blockysize=4)
    assert (read_here(path).cells == values).all()


def test_nan_and_infinity_have_one_mark(write_tif, read_here, codes):
    values = np.array([[1.5, np.nan, np.inf], [-9999, 2, 3]], dtype=np.float32)
    staged = read_here(write_tif(values, nodata=-9999))
    np.testing.assert_array_equal(staged.cells, [[1.5, np.nan, np.nan], [np.nan, 2, 3]])
    assert codes(staged) == ["nodata-normalised", "nodata-nan"]
    assert staged.census.n_missing == 3


def test_nodata_that_floats_cannot_hold_exactly(write_tif, read_here, codes):
    values = np.array([[1e20, 1, 2]], dtype=np.float32)
    staged = read_here(write_tif(values, nodata=1e20))
    assert np.isnan(staged.cells[0, 0])
    note = staged.findings[0]
    assert note.code == "nodata-normalised"
    assert note.message == "1 cells of nodata 1e+20, held as 1.0000000200408773e+20"


def test_values_close_to_a_huge_nodata_are_none_either(write_tif, read_here, codes):
    low = np.finfo(np.float32).min
    values = np.array([[low, -3.4e38, 7.0]], dtype=np.float32)
    staged = read_here(write_tif(values, nodata=float(low)))
    assert np.isnan(staged.cells[0]).tolist() == [True, True, False]
    assert "nodata-near" in codes(staged)


def test_an_undeclared_nodata_is_told_and_can_be_named(write_tif, read_here, codes):
    values = np.array([[-9999, 1, 2]], dtype=np.int16)
    assert codes(read_here(write_tif(values))) == ["nodata-undeclared"]
    staged = read_here(write_tif(values), nodata=-9999.0)
    assert codes(staged) == []
    assert staged.census.n_missing == 1


def test_one_band_of_several(write_tif, read_here, codes):
    path = write_tif(np.stack([RAMP, RAMP * 2]))
    assert codes(read_here(path)) == ["raster-bands"]
    assert (read_here(path, band=2).cells == RAMP * 2).all()
    assert codes(read_here(path, band=3)) == ["raster-band-unknown"]


def test_pictures_are_no_data(write_tif, read_here, codes):
    picture = write_tif(np.zeros((3, 4, 4), dtype=np.uint8), photometric="RGB")
    assert codes(read_here(picture)) == ["raster-is-image"]
    assert codes(read_here(picture, band=1)) == ["raster-is-image"]


def test_a_palette_is_a_legend_for_classes_only(write_tif, read_here, codes):
    path = write_tif(np.array([[10, 80], [10, 10]], dtype=np.uint8))
    with rasterio.open(path, "r+") as out:
        out.write_colormap(1, {10: (0, 100, 0), 80: (0, 100, 200)})
    assert codes(read_here(path)) == ["raster-is-image"]
    staged = read_here(path, classes=True)
    assert staged.palette["10"] == "#006400"
    assert staged.cells is not None


def test_no_place_and_no_crs_are_both_told(write_tif, read_here, codes):
    with pytest.warns(NotGeoreferencedWarning):
        path = write_tif(RAMP, crs=None, transform=None)
    assert codes(read_here(path)) == ["raster-not-placed", "crs-missing"]


def test_a_world_file_and_a_prj_place_it(write_tif, read_here, codes, tmp_path):
    with pytest.warns(NotGeoreferencedWarning):
        path = write_tif(RAMP, crs=None, transform=None)
    (tmp_path / "a.tfw").write_text("0.01\n0\n0\n-0.01\n116.005\n-0.005\n")
    (tmp_path / "a.prj").write_text("Projection GEOGRAPHIC\nDatum WGS84\nUnits DD\n")
    staged = read_here(path)
    assert codes(staged) == ["world-file-used"]
    assert tuple(staged.transform)[:6] == pytest.approx((0.01, 0, 116.0, 0, -0.01, 0.0))
    (tmp_path / "a.tfw").write_text("0.01\nx\n")
    with pytest.raises(SourceError, match="six numbers"):
        read_here(path)


def test_control_points_alone_are_no_place(write_tif, read_here, codes):
    points = [GroundControlPoint(0, 0, 116, 0), GroundControlPoint(3, 4, 116.04, -0.03)]
    path = write_tif(RAMP, transform=None, gcps=points)
    assert "raster-not-placed" in codes(read_here(path))


def test_a_named_crs_overrides(write_tif, read_here, codes):
    metres = Affine(30, 0, 500_000, 0, -30, 9_900_000)
    path = write_tif(RAMP, crs="EPSG:32649", transform=metres)
    staged = read_here(path, crs="EPSG:32750")
    assert staged.crs.to_epsg() == 32750
    assert "crs-overridden" in codes(staged)


def test_metres_under_degrees_are_refused(write_tif, read_here):
    path = write_tif(RAMP, transform=Affine(30, 0, 500_000, 0, -30, 9_900_000))
    with pytest.raises(CRSError, match="no degrees") as caught:
        read_here(path)
    assert caught.value.code == "crs-mismatch"


def test_scaled_cells_are_unscaled(write_tif, read_here):
    path = write_tif(RAMP)
    with rasterio.open(path, "r+") as out:
        out.scales, out.offsets = (0.5,), (10.0,)
    assert read_here(path).cells.tolist() == (RAMP * 0.5 + 10).tolist()


def test_a_mask_inside_marks_missing_cells(write_tif, read_here):
    path = write_tif(RAMP)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as out:
        out.write_mask(RAMP != 3)
    staged = read_here(path)
    assert np.isnan(staged.cells).sum() == 1
    assert np.isnan(staged.cells[0, 3])


def test_a_huge_header_is_refused_unread(write_tif, read_here, tmp_path):
    path = tmp_path / "huge.tif"
    profile = {"width": 200_000, "height": 200_000, "count": 4, "dtype": "float64"}
    given = {"crs": "EPSG:32750", "transform": Affine(1, 0, 4e5, 0, -1, 9.9e6)}
    with rasterio.open(
        path, "w", driver="GTiff", sparse_ok=True, bigtiff=True, tiled=True, **profile, **given
    ):
        pass
    assert path.stat().st_size < 60_000_000
    with pytest.raises(SourceError, match=r"1,280\.0 GB unpacked; at most 2\.1 GB") as caught:
        read_here(path)
    assert caught.value.code == "too-big"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_files_are_refused(write_tif, read_here, share):
    values = np.random.default_rng(1).integers(0, 30_000, (200, 200)).astype(np.int16)
    path = write_tif(values, compress="deflate")
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(SourceError) as caught:
        read_here(path)
    assert caught.value.code in ("raster-damaged", "source-unreadable")


def test_nothing_but_the_named_file_is_looked_at(write_tif, read_here, tmp_path):
    """A side file of GDAL's own beside the raster is not read: it could name other files."""
    path = write_tif(RAMP)
    (tmp_path / "a.tif.aux.xml").write_text("<PAMDataset><SRS>EPSG:32750</SRS></PAMDataset>")
    (tmp_path / "a.tif.ovr").write_bytes(b"II*\x00")
    assert read_here(path).crs.to_epsg() == 4326


def test_rasters_in_zip_files(write_tif, read_here, tmp_path):
    one = write_tif(RAMP, "one.tif")
    two = write_tif(RAMP * 2, "two.tif")
    archive = tmp_path / "both.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.write(one, "deep/one.tif")
        out.write(two, "two.tif")
    with pytest.raises(SourceError, match="one, two") as caught:
        read_here(archive)
    assert caught.value.code == "layer-ambiguous"
    assert (read_here(archive, layer="two").cells == RAMP * 2).all()


def test_a_zip_ratio_still_guards_other_members(read_here, tmp_path):
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("N10W110.hgt", bytes(3_000_000))
    with pytest.raises(SourceError) as caught:
        read_here(archive)
    assert caught.value.code == "archive-ratio"


def test_an_hgt_tile_by_itself(shared_data, read_here, tmp_path):
    with zipfile.ZipFile(shared_data / "raster" / "N10W110.hgt.zip") as archive:
        archive.extract("N10W110.hgt", tmp_path)
    shutil.move(tmp_path / "N10W110.hgt", tmp_path / "S01E116.hgt")
    staged = read_here(tmp_path / "S01E116.hgt")
    step = 1 / 1200
    assert tuple(staged.transform)[:6] == pytest.approx(
        (step, 0, 116 - step / 2, 0, -step, step / 2)
    )


def test_limits_hold(write_tif, read_here):
    with pytest.raises(SourceError) as caught:
        read_here(write_tif(np.zeros((100, 100))), limits=Limits(raster_bytes=79_999))
    assert caught.value.code == "too-big"
