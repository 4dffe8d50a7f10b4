"""Files of whole layers: made once a revision, whole or not at all, older ones forgotten."""

from __future__ import annotations

import pyogrio
import pytest

from layers.formats import FORMATS, kept
from layers.formats.kept import kept_file
from layers.testing import tiny_facilities


def test_a_file_is_made_once_and_again_for_a_new_revision(tiny, tmp_path):
    first = kept_file(tmp_path, tiny["facilities"].packed(), FORMATS["fgb"])
    made = first.stat().st_mtime_ns
    assert len(pyogrio.read_dataframe(first)) == 6
    assert kept_file(tmp_path, tiny["facilities"].packed(), FORMATS["fgb"]) == first
    assert first.stat().st_mtime_ns == made
    layer, frame = tiny_facilities()
    for n in (2, 3, 4):
        tiny.write(layer, frame.iloc[:n], mode="replace")
        newest = kept_file(tmp_path, tiny["facilities"].packed(), FORMATS["fgb"])
        assert len(pyogrio.read_dataframe(newest)) == n
    assert not first.exists()
    folders = sorted(p.name for p in (tmp_path / "facilities").iterdir() if p.is_dir())
    assert folders == ["3", "4"]


@pytest.mark.parametrize("kind", ["fgb", "parquet", "gpkg"])
def test_what_fails_half_way_leaves_nothing(tiny, tmp_path, monkeypatch, kind):
    packed = tiny["roads"].packed()

    def broken(selection, target, kind):
        target.write_bytes(b"half")
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(kept, "write_file", broken)
        with pytest.raises(OSError, match="disk full"):
            kept_file(tmp_path / "files", packed, FORMATS[kind])
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file() and p.name != ".lock"] == []
    # What a killed process left behind is in nobody's way.
    (tmp_path / "files" / "roads" / "1" / f"part-roads{FORMATS[kind].suffix}").write_bytes(b"rest")
    file = kept_file(tmp_path / "files", packed, FORMATS[kind])
    assert [p.name for p in file.parent.iterdir()] == [file.name]
