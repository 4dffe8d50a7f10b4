"""SVG: words are escaped, lines are broken, nothing is lost."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from server.reports.drawing.svg import LETTER, drawing, label, wrapped

TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=80)


@given(TEXT)
def test_words_stay_words(words: str) -> None:
    root = ET.fromstring(drawing(10, 10, label(words, 0, 0)).encode())
    assert (root[0].text or "") == words


@given(st.lists(TEXT, max_size=8), st.floats(5, 300))
def test_lines_fit_and_lose_nothing(words: list[str], width: float) -> None:
    found = wrapped(" ".join(words), width, 9.0)
    assert "".join("".join(found).split()) == "".join(words)
    most = max(width, 9 * LETTER)
    assert all(len(line) * 9 * LETTER <= most + 1e-6 for line in found)
