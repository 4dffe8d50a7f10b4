"""Esri file geodatabases as folders and zipped, written by GDAL."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers import geodatabases, ogr


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base") / "Kota.gdb"
    frame = gpd.GeoDataFrame(
        {"nama": ["a", None], "luas": [1.5, 2.5]},
        geometry=[shapely.box(116, 0, 117, 1), shapely.box(117, 0, 118, 1)],
        crs=4326,
    )
    frame.to_file(folder, driver="OpenFileGDB", layer="zona", engine="pyogrio")
    points = frame.set_geometry(frame.geometry.representative_point())
    points.to_file(folder, driver="OpenFileGDB", layer="titik", engine="pyogrio", mode="a")
    return folder


def zipped(base, path, *prefixes, extra=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for prefix in prefixes or ("Kota.gdb",):
            for part in base.iterdir():
                archive.write(part, f"{prefix}/{part.name}")
        for name in extra:
            archive.writestr(name, "x")
    return path


def test_a_folder_is_copied_and_read(base, tmp_path):
    (base / "script.py").write_text("x")
    copied = geodatabases.gather(base, tmp_path, Limits())
    assert copied.name == "Kota"
    assert not (copied.path / "script.py").exists()
    reading = ogr.read(copied.path, "filegdb", Limits(), layer="zona")
    assert (reading.driver, reading.n_read, reading.crs) == ("OpenFileGDB", 2, "EPSG:4326")
    assert reading.attributes["nama"].tolist() == ["a", None]
    assert shapely.equals(reading.geometry[0], shapely.box(116, 0, 117, 1))


def test_several_layers_are_named(base, tmp_path):
    copied = geodatabases.gather(base, tmp_path, Limits())
    with pytest.raises(SourceError, match=r"zona.*titik|titik.*zona") as caught:
        ogr.read(copied.path, "filegdb", Limits())
    assert caught.value.code == "layer-ambiguous"


def test_links_are_not_copied(base, tmp_path):
    folder = tmp_path / "a.gdb"
    folder.mkdir()
    (folder / "a00000001.gdbtable").symlink_to(base / "a00000001.gdbtable")
    copied = geodatabases.gather(folder, tmp_path, Limits())
    assert list(copied.path.iterdir()) == []


def test_a_zip_is_unpacked_from_any_depth(base, tmp_path):
    path = zipped(base, tmp_path / "a.zip", "data/x/Kota.gdb", extra=["readme.txt"])
    unpacked = geodatabases.unpack(path, tmp_path, Limits())
    assert unpacked.name == "Kota"
    assert ogr.read(unpacked.path, "filegdb", Limits(), layer="titik").n_read == 2


def test_of_several_one_is_named(base, tmp_path):
    path = zipped(base, tmp_path / "a.zip", "A.gdb", "B.gdb")
    with pytest.raises(SourceError, match="A, B") as caught:
        geodatabases.unpack(path, tmp_path, Limits())
    assert caught.value.code == "layer-ambiguous"
    assert geodatabases.unpack(path, tmp_path, Limits(), "B").name == "B"


def test_a_zip_without_one(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.gdb/readme.txt", "x")
    assert geodatabases.unpack(path, tmp_path, Limits()) is None


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(geodatabase_members=3), "archive-too-many"),
        (Limits(file_bytes=1000, archive_bytes=1000), "archive-too-big"),
    ],
)
def test_limits(base, tmp_path, limits, code):
    with pytest.raises(SourceError) as folder:
        geodatabases.gather(base, tmp_path, limits)
    path = zipped(base, tmp_path / "a.zip")
    with pytest.raises(SourceError) as archive:
        geodatabases.unpack(path, tmp_path, limits)
    assert {folder.value.code, archive.value.code} == {code}


def test_names_that_point_outside_are_refused(base, tmp_path):
    path = zipped(base, tmp_path / "a.zip", "../a.gdb")
    with pytest.raises(SourceError) as caught:
        geodatabases.unpack(path, tmp_path, Limits())
    assert caught.value.code == "archive-unsafe-name"
