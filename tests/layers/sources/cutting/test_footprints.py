from __future__ import annotations

import csv
import gzip

import pytest

from layers.errors import SourceError
from layers.sources.cutting.footprints import COLUMNS, Wish, cut, cut_apart

BOX = (116.0, -2.0, 117.0, 0.0)


def square(lon, lat):
    return f"POLYGON(({lon} {lat}, {lon + 1e-4} {lat}, {lon + 1e-4} {lat + 1e-4}, {lon} {lat}))"


def table(path, rows, header=COLUMNS):
    with gzip.open(path, "wt", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def row(lon, lat, sure=0.9):
    return [lat, lon, 12.5, sure, square(lon, lat), "6PXX+22"]


def test_rows_in_the_box_and_sure_enough(tmp_path):
    a = table(tmp_path / "a.csv.gz", [row(116.5, -1), row(118, -1), row(116.5, -1, 0.3)])
    b = table(tmp_path / "b.csv.gz", [row(116.2, -0.5)])
    counts = cut([a, b], Wish(BOX, 0.65), tmp_path / "out.csv")
    assert counts == {"n_read": 4, "n_written": 2, "n_unsure": 1}
    with (tmp_path / "out.csv").open(newline="") as handle:
        rows = list(csv.reader(handle))
    assert rows[0] == ["area_in_meters", "confidence", "geometry", "full_plus_code"]
    assert rows[1][2].startswith("POLYGON((116.5 -1")
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("rows", "header", "why"),
    [
        ([], ("a", "b"), "no column latitude"),
        ([["x", "y", 1, 1, "", ""]], COLUMNS, "row 2 is damaged"),
        ([[1]], COLUMNS, "row 2 is damaged"),
    ],
)
def test_damaged_tables(tmp_path, rows, header, why):
    path = table(tmp_path / "a.csv.gz", rows, header)
    with pytest.raises(SourceError, match=why):
        cut([path], Wish(BOX), tmp_path / "out.csv")


class TestApart:
    def test_the_file_is_put_in_place(self, tmp_path):
        path = table(tmp_path / "a.csv.gz", [row(116.5, -1)])
        assert cut_apart([path], Wish(BOX), tmp_path / "o.csv")["n_written"] == 1
        assert (tmp_path / "o.csv").read_text().count("\n") == 2

    @pytest.mark.parametrize("damage", ["cut", "plain", "empty"])
    def test_damaged_archives(self, tmp_path, damage):
        path = table(tmp_path / "a.csv.gz", [row(116.5, -1)] * 100)
        whole = path.read_bytes()
        path.write_bytes(
            {"cut": whole[:-20], "plain": b"latitude,longitude\n", "empty": b""}[damage]
        )
        with pytest.raises(SourceError) as told:
            cut_apart([path], Wish(BOX), tmp_path / "o.csv")
        assert told.value.code in ("source-unreadable", "not-a-table")
        assert not (tmp_path / "o.csv").exists()

    def test_a_bomb(self, tmp_path):
        path = tmp_path / "a.csv.gz"
        path.write_bytes(gzip.compress(bytes(20_000_000)))
        with pytest.raises(SourceError) as told:
            cut_apart([path], Wish(BOX), tmp_path / "o.csv")
        assert told.value.code == "too-big"
