"""Class names found in the wild brought to codes, each with a score and the rule that matched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Literal

from layers.zoning import codes
from layers.zoning.spelling import corrected, essence, rewritten, words_of
from layers.zoning.tables import table

Rule = Literal[
    "code",
    "code-spelling",
    "code-and-name",
    "name",
    "abbreviation",
    "synonym",
    "word-order",
    "spelling",
    "part",
    "change",
    "similar",
    "none",
]
THRESHOLD = 0.7
SIMILAR_FROM = 0.75
DOUBTFUL = 0.65
# Beside one of these words the name of a class may mean its opposite, or what lies around it.
GUARDS = frozenset({"non", "bukan", "luar", "eks", "bekas", "buffer", "penyangga", "sekitar", "ke"})
# Names of zones that only qualify another word within a longer name: kebun campuran.
QUALIFYING = frozenset({("campuran",), ("lainnya",)})
CHANGE = re.compile(r"(.+?)\s+[-–—]\s+(.*\bke\s+(.+))", re.IGNORECASE)
CODE_FIRST = re.compile(r"([A-Za-z]{1,4}[-. _]?\d{0,2})\s*[-–—:;,/|]?\s+(\S.{3,})")
CODE_LAST = re.compile(r"(.{4,}?)\s*[(\[]\s*([A-Za-z]{1,4}[-. _]?\d{0,2})\s*[)\]]")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What a class name was taken for.

    `code` is None when nothing fits or the match is doubtful: then `best` holds the
    code that came nearest, if any, with its score, for a person to decide.
    """

    text: str
    code: str | None
    score: float
    rule: Rule
    best: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the match as plain data for JSON."""
        return {
            "text": self.text,
            "code": self.code,
            "score": self.score,
            "rule": self.rule,
            "best": self.best,
        }


@dataclass(frozen=True, slots=True)
class Matches:
    """Matches of a column: one for each different name, and how often each name occurs."""

    of: Mapping[str, Match]
    counts: Mapping[str, int]

    @property
    def unmatched(self) -> tuple[Match, ...]:
        """Names left without a code, the most frequent first."""
        left = [m for m in self.of.values() if m.code is None]
        return tuple(sorted(left, key=lambda m: (-self.counts[m.text], m.text)))

    @property
    def share(self) -> float:
        """Share of the different names that have a code."""
        return sum(m.code is not None for m in self.of.values()) / max(len(self.of), 1)


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    certainty: float
    rule: Rule
    within: bool


def match_all(texts: Iterable[str | None], *, threshold: float = THRESHOLD) -> Matches:
    """Match every different name of a column; missing and blank ones are left out.

    Examples
    --------
    >>> found = match_all(["Kawasan Hutan Bakau", "r 3", "Kawasan Buffer Zone", None])
    >>> [(m.code, m.rule) for m in found.of.values()]
    [('EM', 'synonym'), ('R-3', 'code-spelling'), (None, 'none')]
    """
    counts = Counter(text for text in texts if isinstance(text, str) and text.strip())
    return Matches({text: match(text, threshold=threshold) for text in counts}, counts)


def match(text: str, *, threshold: float = THRESHOLD) -> Match:
    """Bring one class name, or a code however spelled, to the code it stands for.

    Parameters
    ----------
    text
        As found: a code, a name, or both.
    threshold
        Least score, 0 to 1; below it the match is doubtful and `code` is None.

    Returns
    -------
    Match
        1 for a listed code or name, less for each liberty taken.

    Examples
    --------
    >>> match("Perumahan Kepadatan Sedang").code, match("Kawasan RTH Kota").rule
    ('R-3', 'part')
    >>> match("Kawasan Buffer Zone").code is None
    True
    """
    found = _found(text)
    if found.code is None or found.score >= threshold:
        return found
    return replace(found, code=None, best=found.code)


@lru_cache(maxsize=16_384)
def _found(text: str) -> Match:
    code = codes.spelled(text)
    if code is not None:
        exact = text.strip() == code
        return Match(text, code, 1.0 if exact else 0.98, "code" if exact else "code-spelling")
    steps: tuple[Callable[[str], Match | None], ...] = (_both, _listed, _changed, _named)
    for step in steps:
        found = step(text)
        if found is not None:
            return found
    return Match(text, None, 0.0, "none")


def _both(text: str) -> Match | None:
    """Match a text that holds a code and a name: they must agree."""
    last = CODE_LAST.fullmatch(text.strip())
    opened = re.sub(r"[()\[\]]", " ", text).strip()
    first = None if last or _listed(text) else CODE_FIRST.fullmatch(opened)
    written, name = (first[1], first[2]) if first else (last[2], last[1]) if last else ("", "")
    code = codes.spelled(written) if written else None
    said = _named(name) if code else None
    if code is None or said is None or said.code is None:
        return None
    if codes.same_plot(code, said.code):
        finer = said.code if code in codes.parents(said.code) else code
        return Match(text, finer, 0.99, "code-and-name")
    return Match(text, code, 0.5, "code-and-name") if said.score >= THRESHOLD else None


def _changed(text: str) -> Match | None:
    """Match `X - A ke B`, a class with the change that led to it: X, if B is not another."""
    change = CHANGE.fullmatch(text.strip())
    if change is None:
        return None
    head = _found(change[1])
    into = _found(change[3])
    if head.code is None:
        return Match(text, None, 0.0, "change")
    agrees = into.code is None or codes.same_plot(head.code, into.code)
    return Match(text, head.code, round(head.score * (0.95 if agrees else 0.5), 3), "change")


def _listed(text: str) -> Match | None:
    """Match a name that stands in the lists, as it is or once its words are written out."""
    entry = _index().get(essence(words_of(text)))
    if entry is None:
        return None
    how = rewritten(text)
    rule: Rule = "abbreviation" if how == "abbreviation" else "spelling" if how else entry.rule
    return _match(text, entry.code, entry.certainty * (0.98 if how else 1.0), rule)


def _named(text: str) -> Match | None:
    words = essence(words_of(text))
    entry = _sorted_index().get(tuple(sorted(words)))
    if not words or words in _index():
        return _listed(text)
    if entry is not None:
        return _match(text, entry.code, 0.95 * entry.certainty, "word-order")
    found = _respelled(text, words) or _cut_short(text, words)
    return found or _within(text, words) or _similar(text, words)


def _match(text: str, code: str, score: float, rule: Rule) -> Match:
    return Match(text, code, round(score, 3), rule)


def _respelled(text: str, words: Words) -> Match | None:
    """Match a name after its unknown words were brought to known ones."""
    better = tuple(corrected(word, _vocabulary()) or word for word in words)
    entry = _index().get(better) or _sorted_index().get(tuple(sorted(better)))
    entry = entry or _glued_index().get("".join(words))
    if entry is None:
        return None
    return _match(text, entry.code, 0.92 * entry.certainty, "spelling")


def _within(text: str, words: Words) -> Match | None:
    """Match a name that holds a known one, if all that it holds agree."""
    spans = [
        (i, j, _index()[words[i:j]])
        for i in range(len(words))
        for j in range(i + 1, len(words) + 1)
        if words[i:j] in _index() and _index()[words[i:j]].within
    ]
    spans = [s for s in spans if not any(_inside(s, other) for other in spans)]
    if not spans:
        return None
    held = [entry.code for _, _, entry in spans]
    own = max(spans, key=lambda s: (len(codes.parents(s[2].code) & set(held)), s[1] - s[0]))[2]
    covered = {k for i, j, _ in spans for k in range(i, j)}
    guarded = any(word in GUARDS for k, word in enumerate(words) if k not in covered)
    if guarded or not all(codes.same_plot(own.code, code) for code in held):
        return _match(text, own.code, 0.4, "part")
    score = own.certainty * (0.7 + 0.3 * len(covered) / len(words))
    return _match(text, own.code, score, "part")


def _inside(one: tuple[int, int, _Entry], other: tuple[int, int, _Entry]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and one[:2] != other[:2]


def _cut_short(text: str, words: Words) -> Match | None:
    """Match the one name each of whose words begins with the word given: `perum sedang`."""
    fits = {
        entry.code: entry.certainty
        for key, entry in _index().items()
        if len(key) == len(words)
        and all(
            k == w or (len(w) >= 3 and k.startswith(w)) for k, w in zip(key, words, strict=True)
        )
    }
    if len(fits) != 1:
        return None
    ((code, certainty),) = fits.items()
    return _match(text, code, 0.88 * certainty, "abbreviation")


def _similar(text: str, words: Words) -> Match | None:
    """Name the code whose name is most alike in its letters: always doubtful."""
    given = " ".join(words)
    ratio, entry = max(
        ((_alike(given, " ".join(key)), entry) for key, entry in _index().items()),
        key=lambda pair: pair[0],
    )
    if ratio < SIMILAR_FROM or GUARDS & set(words):
        return None
    return _match(text, entry.code, DOUBTFUL * ratio * entry.certainty, "similar")


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= SIMILAR_FROM else 0.0


@cache
def _index() -> Mapping[Words, _Entry]:
    """Give every known name by its words; names of lists go before phrases of ours."""
    out: dict[Words, _Entry] = {}
    for held in (codes.subzones(), codes.allocations(), codes.zones()):
        for code, described in held.items():
            words = essence(words_of(described.name.id))
            out.setdefault(words, _Entry(code, 1.0, "name", within=words not in QUALIFYING))
    for row in table("phrases"):
        entry = _Entry(row["code"], float(row["certainty"]), "synonym", row["within"] == "1")
        out.setdefault(essence(words_of(row["phrase"])), entry)
    return MappingProxyType(out)


@cache
def _sorted_index() -> Mapping[Words, _Entry]:
    return MappingProxyType({tuple(sorted(k)): e for k, e in reversed([*_index().items()])})


@cache
def _glued_index() -> Mapping[str, _Entry]:
    return MappingProxyType({"".join(k): e for k, e in reversed([*_index().items()]) if len(k) > 1})


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for key in _index() for word in key)


def listed(matches: Sequence[Match], n: int = 12) -> str:
    """Name unmatched classes in a sentence, the nearest code in brackets."""
    shown = [f"{m.text!r}" + (f" ({m.best}?)" if m.best else "") for m in matches[:n]]
    more = f" and {len(matches) - n} more" if len(matches) > n else ""
    return ", ".join(shown) + more
