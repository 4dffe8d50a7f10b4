"""Wording: the words and sentences of an answer in a terminal, in the session's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.output import number

if TYPE_CHECKING:
    from server.cli.session import Session

MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Wording:
    """What the tables of one answer are made of.

    Attributes
    ----------
    words
        Indonesian and English of each heading and word.
    sentences
        Sentences with places to fill in: ``{n}``.

    Examples
    --------
    >>> from server.cli.session import Session
    >>> wording = Wording({"all": ("semua", "all")}, {"more": Text("{n} lagi", "{n} more")})
    >>> wording.word(Session(lang="id"), "all")
    'semua'
    >>> wording.say(Session(lang="en"), "more", n=3)
    3 more
    """

    words: Mapping[str, tuple[str, str]]
    sentences: Mapping[str, Text] = field(default_factory=dict)

    def word(self, session: Session, key: str) -> str:
        """Give a word."""
        return session.words(*self.words[key])

    def heads(self, session: Session, keys: Iterable[str]) -> dict[str, str]:
        """Give the headings of columns."""
        return {key: self.word(session, key) for key in keys}

    def sentence(self, session: Session, key: str, **values: Any) -> str:
        """Give a sentence, filled in."""
        return session.say(self.sentences[key]).format(**values)

    def say(self, session: Session, key: str, **values: Any) -> None:
        """Write a sentence on a line of its own."""
        click.echo(self.sentence(session, key, **values))


def duration(session: Session, seconds: float) -> str:
    """Write a time limit for people: whole minutes as such, else seconds.

    Examples
    --------
    >>> from server.cli.session import Session
    >>> duration(Session(lang="id"), 1800.0), duration(Session(lang="en"), 90.0)
    ('30 menit', '90 s')
    """
    if seconds % MINUTE_S == 0:
        return f"{number(seconds / MINUTE_S, lang=session.lang)} {session.words('menit', 'min')}"
    return f"{number(seconds, ',g', session.lang)} {session.words('detik', 's')}"


def said(session: Session, text: Mapping[str, str]) -> str:
    """Give a text of an answer, which is plain data already."""
    return session.words(text["id"], text["en"])
