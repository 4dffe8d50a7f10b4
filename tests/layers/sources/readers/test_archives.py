"""Archives: what a zip may do to us, and that it may not; shapefiles with all their parts."""

from __future__ import annotations

import struct
import time
import zipfile

import geopandas as gpd
import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers.archives import gather, unpack

SHAPE = {".shp": b"shp", ".shx": b"shx", ".dbf": b"dbf", ".prj": b"prj", ".cpg": b"UTF-8"}


@pytest.fixture
def packed(tmp_path):
    def pack(members: dict[str, bytes], **how):
        path = tmp_path / "in.zip"
        with zipfile.ZipFile(path, "w", how.get("compression", zipfile.ZIP_STORED)) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path

    return pack


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def refused(path, out, limits=None, wanted=None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        unpack(path, out, limits or Limits(), wanted)
    return caught.value


def shapefile(stem: str) -> dict[str, bytes]:
    return {f"{stem}{suffix}": content for suffix, content in SHAPE.items()}


def test_a_shapefile_is_copied_under_neutral_names(packed, out):
    unpacked = unpack(packed(shapefile("dir/Jalan Kota") | {"dir/a.txt": b"x"}), out, Limits())
    assert sorted(p.name for p in out.iterdir()) == [f"0001{s}" for s in sorted(SHAPE)]
    assert (out / "0001.shp").read_bytes() == b"shp"
    assert (unpacked.name, unpacked.has_prj) == ("Jalan Kota", True)
    assert unpacked.cpg.read_bytes() == b"UTF-8"


def test_suffixes_in_capitals(packed, out):
    unpack(packed({k.upper(): v for k, v in shapefile("a").items()}), out, Limits())
    assert (out / "0001.dbf").is_file()


def test_another_format_in_a_zip(packed, out):
    unpacked = unpack(packed({"a.geojson": b"{}", "readme.md": b"x"}), out, Limits())
    assert unpacked.path == out / "0001.geojson"


def test_litter_of_other_systems_is_ignored(packed, out):
    unpack(packed(shapefile("a") | {"__MACOSX/._a.shp": b"x"}), out, Limits())
    assert (out / "0001.shp").read_bytes() == b"shp"


def test_one_of_several(packed, out):
    path = packed(shapefile("jalan") | shapefile("sungai"))
    fault = refused(path, out)
    assert fault.code == "layer-ambiguous"
    assert "jalan, sungai" in str(fault)
    assert refused(path, out, wanted="laut").code == "layer-unknown"
    assert unpack(path, out, Limits(), "sungai").name == "sungai"


@pytest.mark.parametrize("gone", [".shx", ".dbf"])
def test_missing_parts_are_named(packed, out, gone):
    members = shapefile("a")
    del members[f"a{gone}"]
    fault = refused(packed(members), out)
    assert fault.code == "missing-part"
    assert gone in str(fault)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"a.txt": b"x"}, "no-layer"),
        ({}, "no-layer"),
        ({"../../a.shp": b"x"}, "archive-unsafe-name"),
        ({"/a.shp": b"x"}, "archive-unsafe-name"),
        ({"C:\\a.shp": b"x"}, "archive-unsafe-name"),
        ({"a\\..\\..\\b.shp": b"x"}, "archive-unsafe-name"),
        ({"con.shp": b"x"}, "archive-unsafe-name"),
        ({"a.zip": b"x"}, "archive-nested"),
        ({"a.shp.gz": b"x"}, "archive-nested"),
        ({f"{i}.txt": b"" for i in range(201)}, "archive-too-many"),
    ],
)
def test_refusals(packed, out, members, code):
    assert refused(packed(members), out).code == code
    assert list(out.iterdir()) == []


def test_symbolic_links(tmp_path, out):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("a.geojson")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    assert refused(path, out).code == "archive-unsafe-name"


def test_encryption(packed, out):
    path = packed({"a.geojson": b"{}"})
    raw = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + offset] |= 1
    path.write_bytes(raw)
    assert refused(path, out).code == "archive-encrypted"


def test_bomb_by_ratio_and_by_size(packed, out):
    path = packed({"a.geojson": bytes(3_000_000)}, compression=zipfile.ZIP_DEFLATED)
    assert refused(path, out).code == "archive-ratio"
    assert refused(path, out, Limits(archive_bytes=2_000_000)).code == "archive-too-big"


def test_sizes_are_counted_not_believed(packed, out):
    """The directory says 10 bytes; the member holds three million."""
    path = packed({"a.geojson": bytes(3_000_000)}, compression=zipfile.ZIP_DEFLATED)
    raw = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", raw, raw.index(signature) + offset, 10)
    path.write_bytes(raw)
    assert refused(path, out).code == "archive-damaged"
    assert sum(p.stat().st_size for p in out.iterdir()) <= 10


def test_seventy_thousand_members_are_refused_at_once(tmp_path, out):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(70_000):
            archive.writestr(zipfile.ZipInfo(f"{i}.txt"), "")
    began = time.process_time()
    assert refused(path, out).code == "archive-too-many"
    assert time.process_time() - began < 0.5


def test_a_directory_that_lies_about_its_length(packed, out):
    path = packed({"a.txt": b"x"})
    raw = bytearray(path.read_bytes())
    struct.pack_into("<I", raw, raw.rindex(b"PK\x05\x06") + 12, 900_000_000)
    path.write_bytes(raw)
    assert refused(path, out).code == "archive-too-many"


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), b"x"])
def test_damage(tmp_path, out, content):
    path = tmp_path / "in.zip"
    path.write_bytes(content)
    assert refused(path, out).code == "archive-damaged"


def test_a_member_that_does_not_match_its_checksum(packed, out):
    path = packed({"a.geojson": b"hello"})
    path.write_bytes(path.read_bytes().replace(b"hello", b"jello"))
    assert refused(path, out).code == "archive-damaged"


def test_a_bare_shapefile_is_gathered_with_its_parts(tmp_path, out):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 2)], crs=4326)
    frame.to_file(tmp_path / "Jalan.shp")
    unpacked = gather(tmp_path / "Jalan.shp", out)
    assert (unpacked.path.name, unpacked.name) == ("0001.shp", "Jalan")
    (tmp_path / "Jalan.dbf").unlink()
    with pytest.raises(SourceError, match=r"\.dbf"):
        gather(tmp_path / "Jalan.shp", out)


@pytest.mark.parametrize(
    ("members", "content"),
    [
        ({"other.kml": b"a", "doc.kml": b"b"}, b"b"),
        ({"files/doc.kml": b"a", "peta.kml": b"b", "x.png": b"c"}, b"b"),
        ({"files/x.kml": b"a"}, b"a"),
    ],
)
def test_a_kmz_has_one_document(packed, out, tmp_path, members, content):
    path = packed(members).rename(tmp_path / "in.kmz")
    # A name wanted is that of a folder within the document, not of a member.
    unpacked = unpack(path, out, Limits(), "Jalan")
    assert unpacked.path.read_bytes() == content


def test_a_kmz_without_document(packed, out, tmp_path):
    path = packed({"x.png": b"c"}).rename(tmp_path / "in.kmz")
    assert refused(path, out).code == "no-layer"


def test_parts_of_a_geodatabase_do_not_count_as_members(packed, out):
    parts = {f"a.gdb/a{i:08x}.gdbtable": b"" for i in range(300)}
    assert unpack(packed(parts | {"a.csv": b"lon,lat\n"}), out, Limits()).name == "a"
    many = packed(parts | {f"{i}.txt": b"" for i in range(201)})
    assert refused(many, out).code == "archive-too-many"
