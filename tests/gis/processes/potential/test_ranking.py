"""Where values stand among peers: by hand, and against scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from gis.processes.potential.ranking import peer_groups, standings

VALUES = st.lists(st.one_of(st.none(), st.integers(0, 20).map(float)), min_size=1, max_size=40)


@given(VALUES, st.sampled_from(["up", "down"]))
def test_percentiles_are_those_of_scipy(values: list[float | None], direction: str) -> None:
    codes = [f"64.02.{n:02d}" for n in range(len(values))]
    found = standings(
        pd.Series(values, index=codes, dtype=float), peer_groups(codes, "all"), direction
    )
    known = [v if direction == "up" else -v for v in values if v is not None]
    for value, percentile in zip(values, found["percentile"], strict=True):
        if value is None:
            assert np.isnan(percentile)
        else:
            score = value if direction == "up" else -value
            assert percentile == pytest.approx(percentileofscore(known, score, kind="mean"))


def test_marks() -> None:
    codes = list("abcd")
    values = pd.Series([1.0, 2.0, 3.0, np.nan], index=codes)
    few = standings(values, peer_groups(codes, "all"), "up")
    assert few["mark"].tolist() == ["unknown"] * 4
    more = pd.Series([1.0, 2.0, 3.0, 4.0], index=codes)
    assert standings(more, peer_groups(codes, "all"), "up")["mark"].tolist() == [
        *("gap", "middle", "middle", "strength")
    ]
    assert standings(more, peer_groups(codes, "all"), "down")["mark"].tolist() == [
        *("strength", "middle", "middle", "gap")
    ]
    equal = pd.Series([7.0] * 4, index=codes)
    assert set(standings(equal, peer_groups(codes, "all"), "up")["mark"]) == {"middle"}


def test_peers() -> None:
    codes = ["63.01.01", "63.71.01", "64.02.01", "64.71.01", "x"]
    assert peer_groups(codes, "province").tolist() == ["63", "63", "64", "64", "x"]
    assert peer_groups(codes, "kind").tolist() == ["regency", "city", "regency", "city", "regency"]
