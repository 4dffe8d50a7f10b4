"""Words to choose from: each is known again in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from layers.masterplan import model
from layers.masterplan.sheets import words
from layers.masterplan.sheets.columns import ALL

CLOSED = {
    "PILLARS": model.Pillar,
    "DIRECTIONS": model.Direction,
    "HORIZONS": model.Horizon,
    "STATES": model.State,
    "LEVELS": model.Level,
}


@pytest.mark.parametrize("name", CLOSED)
def test_every_word_of_the_model_is_there(name: str) -> None:
    assert set(getattr(words, name)) == set(get_args(CLOSED[name]))


def test_words_are_known_again_in_both_languages_and_fit_a_list() -> None:
    for sheet in ALL:
        for column in sheet.columns:
            for word, text in column.words.items():
                for written in (word, text.id, text.en.upper()):
                    assert words.meant(column.words, written) == word, (column.id, written)
            for lang in ("id", "en"):
                listed = ",".join(text.said(lang) for text in column.words.values())
                # What a list in a workbook may hold; a comma would part a word.
                assert len(listed) <= 255
                assert listed.count(",") == max(len(column.words) - 1, 0)
