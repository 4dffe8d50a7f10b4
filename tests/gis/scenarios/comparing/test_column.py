"""A column: values of units and of all together, of amounts and of shares."""

import numpy as np
import pytest

from gis.scenarios.comparing.column import Column
from layers.text import Text

NAME = Text("Nama", "Name")


def test_a_share_of_all_is_the_share_of_sums():
    part, whole = np.array([1.0, 3.0, 0.0]), np.array([10.0, 10.0, 0.0])
    share = Column("s", NAME, NAME, part, whole, 100.0)
    assert share.values()[:2].tolist() == pytest.approx([10, 30])
    assert np.isnan(share.values()[2])
    assert share.total() == pytest.approx(20)
    last = share.chosen(np.array([False, False, True]))
    assert last.total() is None
    amount = Column("a", NAME, NAME, part)
    assert (amount.values().tolist(), amount.total()) == ([1.0, 3.0, 0.0], 4.0)
    assert amount.none().total() == share.none().total() == 0.0
