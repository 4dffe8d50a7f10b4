"""The R-tree written at once: sound by SQLite's own check, and as complete as one row by row."""

from __future__ import annotations

import apsw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.stores.rtree import fill_rtree, page_starts, tiled_order

COLUMNS = "USING rtree(id, minx, maxx, miny, maxy)"


def trees(n: int, *, seed: int = 1, spread: float = 1.0) -> tuple[apsw.Connection, np.ndarray]:
    """Give a database with the same n boxes in `bulk` (at once) and `single` (row by row)."""
    rng = np.random.default_rng(seed)
    low = rng.uniform([114, -4], [118, 2], (n, 2))
    bounds = np.hstack([low, low + rng.uniform(0, spread, (n, 2))])
    ids = rng.permutation(np.arange(1, 3 * n + 1))[:n].astype(np.int64)
    connection = apsw.Connection(":memory:")
    for name in ("bulk", "single"):
        connection.execute(f"CREATE VIRTUAL TABLE {name} {COLUMNS}")
    connection.execute("BEGIN")
    fill_rtree(connection, "bulk", ids, bounds)
    connection.executemany(
        "INSERT INTO single VALUES (?,?,?,?,?)",
        [
            (i, x0, x1, y0, y1)
            for i, (x0, y0, x1, y1) in zip(ids.tolist(), bounds.tolist(), strict=True)
        ],
    )
    connection.execute("COMMIT")
    return connection, bounds


def met(connection: apsw.Connection, table: str, box: tuple[float, ...]) -> list[int]:
    sql = f"SELECT id FROM {table} WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?"
    return sorted(i for (i,) in connection.execute(sql, (box[0], box[2], box[1], box[3])))


@pytest.mark.parametrize("n", [0, 1, 2, 51, 52, 53, 200, 2_400, 5_000])
def test_sqlite_finds_it_sound_and_complete(n):
    connection, _ = trees(n)
    assert connection.execute("SELECT rtreecheck('bulk')").get == "ok"
    assert met(connection, "bulk", (-180, -90, 180, 90)) == met(
        connection, "single", (-180, -90, 180, 90)
    )


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 400), st.integers(0, 99), st.floats(114, 118), st.floats(-4, 2))
def test_searches_give_what_a_tree_of_single_rows_gives(n, seed, x, y):
    connection, _ = trees(n, seed=seed, spread=0.2)
    box = (x, y, x + 0.5, y + 0.5)
    # SQLite rounds its boxes outwards a little further: it may find more, never less.
    assert set(met(connection, "bulk", box)) <= set(met(connection, "single", box))


def test_every_box_holds_its_true_bounds():
    connection, bounds = trees(1_000)
    rows = np.array(connection.execute("SELECT minx, maxx, miny, maxy FROM bulk").fetchall())
    stored = rows[np.lexsort(rows.T)]
    true = bounds[:, [0, 2, 1, 3]]
    true = true[np.lexsort(true.astype(np.float32).T)]
    assert (np.abs(stored - true) < 2e-5).all()
    kept = connection.execute("SELECT count(*), min(minx), max(maxx) FROM bulk").fetchone()
    assert kept[0] == 1_000
    assert kept[1] <= bounds[:, 0].min()
    assert kept[2] >= bounds[:, 2].max()


def test_later_rows_are_taken_and_given_up():
    connection, _ = trees(3_000)
    connection.execute("INSERT INTO bulk VALUES (100000, 1, 2, 3, 4)")
    gone = connection.execute("SELECT id FROM bulk LIMIT 2500").fetchall()
    connection.executemany("DELETE FROM bulk WHERE id = ?", gone)
    assert connection.execute("SELECT rtreecheck('bulk')").get == "ok"
    assert connection.execute("SELECT count(*) FROM bulk").get == 501


def test_boxes_all_alike_and_of_no_size():
    connection = apsw.Connection(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE bulk {COLUMNS}")
    fill_rtree(connection, "bulk", np.arange(1, 501), np.tile([117.0, 0.0, 117.0, 0.0], (500, 1)))
    assert connection.execute("SELECT rtreecheck('bulk')").get == "ok"
    assert len(met(connection, "bulk", (117, 0, 117, 0))) == 500


@pytest.mark.parametrize(("n", "pages"), [(1, 1), (51, 1), (52, 2), (92, 3), (10_000, 218)])
def test_pages_are_few_and_evenly_full(n, pages):
    sizes = np.diff([*page_starts(n, 51), n])
    assert len(sizes) == pages
    assert sizes.max() - sizes.min() <= 1
    assert sizes.max() <= 51


def test_neighbours_come_together():
    rng = np.random.default_rng(3)
    points = rng.uniform(0, 1, (2_000, 2))
    order = tiled_order(np.hstack([points, points]), 50)
    assert sorted(order.tolist()) == list(range(2_000))
    along = points[order].reshape(40, 50, 2)
    assert np.ptp(along, axis=1).prod(axis=1).mean() < 3 / 40


@pytest.mark.parametrize("apart", [1, 3, 4, 5, 1_000])
def test_ids_far_apart_are_found_as_those_in_a_row_are(apart):
    connection = apsw.Connection(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE bulk {COLUMNS}")
    ids = 7 + apart * np.random.default_rng(5).permutation(300)
    points = np.column_stack([ids, ids % 11]).astype(float)
    fill_rtree(connection, "bulk", ids, np.hstack([points, points]))
    assert connection.execute("SELECT rtreecheck('bulk')").get == "ok"
    assert met(connection, "bulk", (-1e9, -1e9, 1e9, 1e9)) == sorted(ids.tolist())
    owners = connection.execute("SELECT count(*), min(rowid), max(rowid) FROM bulk_rowid")
    assert owners.fetchone() == (300, ids.min(), ids.max())


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=300))
def test_the_order_of_tiles_is_that_of_sorting_by_the_values_themselves(places):
    points = np.array(np.round(places, 6))
    columns = int(np.ceil(np.sqrt(np.ceil(len(points) / 10))))
    column = np.empty(len(points), dtype=np.int64)
    column[np.argsort(points[:, 0], kind="stable")] = (
        np.arange(len(points)) * columns // len(points)
    )
    wanted = np.lexsort((points[:, 1], column))
    assert tiled_order(np.hstack([points, points]), 10).tolist() == wanted.tolist()
