from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.sources.remote.politeness import Politeness, told_wait_s, user_agent


@pytest.mark.parametrize("text", ["", "soon", "-1", "1e9", "²", "9" * 5000, "Thu, 99 Foo"])
def test_words_that_say_nothing(text):
    assert told_wait_s(text, 0.0) is None


def test_a_date():
    then = datetime(2026, 1, 1, tzinfo=UTC)
    text = format_datetime(then + timedelta(seconds=30), usegmt=True)
    assert told_wait_s(text, then.timestamp()) == 30.0
    assert told_wait_s(text, then.timestamp() + 99) == 0.0


@given(st.integers(1, 30), st.floats(0, 1))
def test_waits_grow_and_stay_bounded(tried, chance):
    calm = Politeness(tries=99, longest_wait_s=60.0, chance=lambda: chance)
    wait = calm.wait_s(tried, "", 0.0)
    assert wait is not None
    assert min(2.0 ** (tried - 1), 60.0) / 2 <= wait <= 60.0


def test_gives_up_after_its_tries():
    assert Politeness(tries=2).wait_s(2, "", 0.0) is None


def test_says_product_and_version():
    assert user_agent().startswith("penyangga/0.")
