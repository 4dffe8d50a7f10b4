"""Searching activities by id, name in either language, other words, or KBLI; with slips."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from layers.zoning.activities.listed import Activity

MOST_LETTERS = 200
ALIKE_FROM = 0.72
EXACT, BEGINS, WORDS, WITHIN = 1.0, 0.9, 0.85, 0.7
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Found:
    """An activity that a search found, and how well it fits (1: the very name)."""

    activity: Activity
    score: float


def search(text: str, among: Iterable[Activity], *, most: int = 10) -> tuple[Found, ...]:
    """Find activities by what people write, the best first.

    Parameters
    ----------
    text
        An id, a name or a part of it in either language, an everyday word, or the
        beginning of a KBLI code; case, marks and small slips do not matter.
    among
        The activities there are.
    most
        How many to give at most.

    Examples
    --------
    >>> from layers.zoning.activities import activities
    >>> [f.activity.id for f in search("rumah skit", activities())][:1]
    ['A17']
    """
    wanted = _plain(text[:MOST_LETTERS])
    if not wanted:
        return ()
    found = [Found(one, round(_score(wanted, one), 3)) for one in among]
    fit = [f for f in found if f.score > 0.0]
    return tuple(sorted(fit, key=lambda f: -f.score)[:most])


def _score(wanted: str, one: Activity) -> float:
    if wanted == _plain(one.id):
        return EXACT
    if wanted.isdigit():
        return _code_score(wanted, one.kbli)
    return max(_name_score(wanted, name) for name in _names(one))


def _code_score(wanted: str, kbli: str) -> float:
    if not kbli or len(wanted) < 2:
        return 0.0
    if kbli == wanted:
        return EXACT
    return BEGINS if kbli.startswith(wanted) or wanted.startswith(kbli) else 0.0


def _name_score(wanted: str, name: str) -> float:
    if wanted == name:
        return EXACT
    if name.startswith(wanted) and len(wanted) >= 3:
        return BEGINS
    words = name.split()
    if all(any(word.startswith(part) for word in words) for part in wanted.split()):
        return WORDS
    if len(wanted) >= 4 and (wanted in name or f" {name} " in f" {wanted} "):
        return WITHIN
    matcher = SequenceMatcher(None, wanted, name, autojunk=False)
    alike = matcher.ratio() if matcher.real_quick_ratio() >= ALIKE_FROM else 0.0
    return WITHIN * alike if alike >= ALIKE_FROM else 0.0


@lru_cache(maxsize=4096)
def _names(one: Activity) -> tuple[str, ...]:
    """Give every name, those with a slash part by part, too."""
    whole = (one.name.id, one.name.en, *one.also)
    parts = (part for name in whole for part in (name, *name.split("/")))
    return tuple(dict.fromkeys(filter(None, map(_plain, parts))))


def _plain(text: str) -> str:
    """Give small letters and figures without marks, single blanks between words."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(_WORD.findall(bare.casefold()))
