"""Class names: from the words of a land-cover map to a class of a legend, with a score."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from types import MappingProxyType

from layers.landcover.legends import LegendId, legend, rows

# The order in which a name that several legends have is taken.
PREFERRED: tuple[LegendId, ...] = ("klhk", "common", "worldcover", "sni7645")
CLOSE = 0.88
WORD = re.compile(r"[a-z0-9]+")
PRIMARY = frozenset({"primer", "primary"})
AGES = PRIMARY | {"sekunder", "secondary"}
GROUND = frozenset({"rawa", "swamp", "mangrove", "campur", "mixed"})
FILLERS = frozenset({"dan", "atau", "and", "or", "of", "the", "kelas", "class"})


@dataclass(frozen=True, slots=True)
class Named:
    """A class told from a name: `score` is 1 for the name itself, less for a near one."""

    legend: LegendId
    code: str
    score: float


def name_class(text: str, legend_id: str | None = None) -> Named | None:
    """Tell the class that a name stands for, or None.

    Parameters
    ----------
    text
        A class name in Indonesian or English, or the letters of a KLHK class (``Hp``).
    legend_id
        Look only in this legend.

    Examples
    --------
    >>> name_class("PEMUKIMAN")
    Named(legend='klhk', code='2012', score=1.0)
    >>> name_class("Hutan Lahan Kering Sekundr").code
    '2002'
    """
    words = plain(text)
    if not words:
        return None
    wanted = PREFERRED if legend_id is None else (legend_id,)
    for one in wanted:
        code = names_of(one).get(words)
        if code is not None:
            return Named(one, code, 1.0)  # type: ignore[arg-type]  # a legend's id
    near = [found for one in wanted if (found := _nearest(words, one)) is not None]
    return max(near, key=lambda n: n.score, default=None)


def plain(text: str) -> str:
    """Bring a name to words in small letters without signs and fillers."""
    return " ".join(w for w in WORD.findall(text.lower()) if w not in FILLERS)


@cache
def names_of(legend_id: str) -> Mapping[str, str]:
    """Give the names of a legend's classes in both languages and as seen in maps, with codes."""
    found: dict[str, str] = {}
    base = "klhk" if legend_id == "klhk-alternative" else legend_id
    for cover in legend(legend_id).classes:
        for name in (cover.name.id, cover.name.en, *cover.short.split("/")):
            found.setdefault(plain(name), cover.code)
    for row in rows("names"):
        if row["legend"] == base == legend_id:
            found.setdefault(plain(row["name"]), row["code"])
    found.pop("", None)
    return MappingProxyType(found)


def _nearest(words: str, legend_id: str) -> Named | None:
    """Find the nearest name by letters; short words such as Hp must be exact."""
    if len(words) < 5:
        return None
    best, score = "", 0.0
    for name in names_of(legend_id):
        if len(name) < 5 or _opposed(words, name):
            continue
        likeness = SequenceMatcher(None, words, name).ratio()
        if likeness > score:
            best, score = name, likeness
    if score < CLOSE:
        return None
    return Named(legend_id, names_of(legend_id)[best], round(score, 3))  # type: ignore[arg-type]


def _opposed(a: str, b: str) -> bool:
    """Whether two names differ in the very word that tells the classes apart."""
    first, second = set(a.split()), set(b.split())
    if (first & GROUND) != (second & GROUND):
        return True
    ages = [{"primary" if w in PRIMARY else "secondary" for w in s & AGES} for s in (first, second)]
    return all(ages) and ages[0] != ages[1]
