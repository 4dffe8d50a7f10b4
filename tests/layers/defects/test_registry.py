"""The registry: nothing changes unasked, unknown codes are refused, dear looks have a limit."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.defects.registry import (
    DETECTORS,
    examine,
    is_small,
    look,
    repairable,
    require_repairable,
)
from layers.errors import SourceError


def spoiled(table):
    """Give a table with a defect of nearly every kind."""
    shapes = [shapely.Point(116.51 + i / 37, -1.1 - i / 53) for i in range(28)]
    shapes += [shapely.Point(-1.2, 116.9), shapely.Point(0, 0)]
    n = len(shapes)
    return table(
        shapes,
        nama=["BaÃ±jar", *[f"n{i}" for i in range(n - 1)]],
        keterangan=["<p>Operator : A</p>"] * n,
        kosong=[None] * n,
        aktif=["Ya", "1", *["Tidak"] * (n - 2)],
        tanggal=["31/12/24", *["05/01/98"] * (n - 1)],
        kode=["64.1", "31.0", *[f"64.{i:02d}" for i in range(11, n + 9)]],
        penduduk=[0] * 10 + [100 + i for i in range(n - 10)],
        elevasi=[-9999, *range(n - 1)],
        kelas=["R-2"] * (n - 1) + ["r 2"],
        kabupaten=["Mahakam Hulu", *["Berau"] * (n - 1)],
        written=True,
    )


def test_looking_changes_nothing(table):
    given_ = spoiled(table)
    before = given_.attributes.copy(deep=True)
    after, found = examine(given_, dear=True)
    assert len({f.code for f in found}) > 10
    pd.testing.assert_frame_equal(after.attributes, before)
    assert (after.geometry == given_.geometry).all()
    assert not [f for f in found if f.action == "repaired"]


def test_repairing_everything_leaves_nothing_clear_to_repair(table):
    fixes = [c for c in repairable() if any(c in d.codes for d in DETECTORS)]
    after, found = examine(spoiled(table), fixes, dear=True)
    done = {f.code for f in found if f.action == "repaired"}
    assert {"mojibake", "html-in-attributes", "code-zero-lost", "axes-swapped-row"} <= done
    assert not [s for s in look(after, dear=True) if s.clear and s.code in fixes]
    assert all(len(f.before) == len(f.rows) for f in found if f.action == "repaired" and f.before)


@given(st.sets(st.sampled_from(["mojibake", "null-column", "flags-mixed", "old-name"])))
@settings(deadline=None, max_examples=8)
def test_only_what_was_asked_for_is_repaired(fixes):
    import datetime as dt

    import numpy as np

    from layers.defects import Table

    frame = pd.DataFrame(
        {
            "nama": ["BaÃ±jar", "b"],
            "kosong": [None, None],
            "aktif": ["Ya", "0"],
            "kabupaten": ["Mahakam Hulu", "Berau"],
        },
        dtype=object,
    )
    given_ = Table(
        frame,
        np.array([None, None], dtype=object),
        np.array([1, 2]),
        dict.fromkeys(frame.columns, "text"),
        today=dt.date(2026, 11, 21),
    )
    _, found = examine(given_, fixes)
    assert {f.code for f in found if f.action == "repaired"} == fixes


def test_codes_that_repair_nothing_are_refused():
    require_repairable(["mojibake", "axes-swapped"])
    with pytest.raises(SourceError, match="no defect known here") as caught:
        require_repairable(["nothing"])
    assert caught.value.code == "not-repairable"
    with pytest.raises(SourceError, match="cannot be repaired"):
        require_repairable(["near-duplicate"])


def test_dear_looks_have_a_limit(table):
    boxes = [shapely.box(116, -1, 117, 0), shapely.box(116.5, -1, 117.5, 0)]
    boxes.append(shapely.box(117.5, -1, 118, 0))
    small = table(boxes, nama=list("abc"))
    assert is_small(small)
    assert "overlap" in {s.code for s in look(small)}
    assert "overlap" not in {s.code for s in look(small, dear=False)}
    assert not is_small(table([None] * 5001, n=range(5001)))


def test_nothing_to_look_at(table):
    assert look(table([]), dear=True) == []
    assert look(table([None], nama=[None]), dear=True) != []
