"""Words and sentences come in the language of the session."""

from __future__ import annotations

import pytest

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.session import Session

TOLD = Wording({"all": ("semua", "all"), "n": ("no", "no.")}, {"more": Text("+{n} lagi", "+{n}")})


@pytest.mark.parametrize(
    ("lang", "word", "sentence"), [("id", "semua", "+2 lagi"), ("en", "all", "+2")]
)
def test_both_languages(lang, word, sentence, capsys):
    session = Session(lang=lang)
    assert TOLD.word(session, "all") == word
    assert list(TOLD.heads(session, ("n", "all"))) == ["n", "all"]
    assert TOLD.sentence(session, "more", n=2) == sentence
    TOLD.say(session, "more", n=2)
    assert capsys.readouterr().out == sentence + "\n"
    assert said(session, {"id": "a", "en": "b"}) == ("a" if lang == "id" else "b")


def test_a_word_that_is_not_there_is_a_mistake():
    with pytest.raises(KeyError):
        TOLD.word(Session(lang="en"), "none")
