"""The class of each feature: one code told from all its codes and names, by agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.zoning import codes
from layers.zoning.normalising import THRESHOLD, Match, Rule, match

# How much each attribute has to say, those of codes first.
WEIGHTS: Mapping[str, int] = {
    "kodszn": 3,
    "kodrpr": 3,
    "namszn": 2,
    "namrpr": 2,
    "kodzon": 2,
    "namzon": 1,
    "namobj": 1,
}
CODES = ("kodszn", "kodrpr", "kodzon")
FREE_NAME = "namobj"
FREE_NAME_SCORE = 0.85


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one combination of codes and names was taken for, and what speaks against it.

    `unknown` and `spelled` name attributes whose code is not listed, or listed in another
    spelling; `against` those that say something else than `code`.
    """

    code: str | None
    score: float
    rule: Rule
    unknown: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classed:
    """The verdicts on a table: the different ones, and which of them each row has."""

    columns: tuple[str, ...]
    combinations: tuple[tuple[str | None, ...], ...]
    verdicts: tuple[Verdict, ...]
    of_row: npt.NDArray[np.intp]

    @property
    def codes(self) -> npt.NDArray[np.object_]:
        """Code of each row, None where there is none."""
        return self._each([v.code for v in self.verdicts])

    @property
    def scores(self) -> npt.NDArray[np.float64]:
        """Score of each row, 0 to 1."""
        scores = np.array([v.score for v in self.verdicts], dtype=np.float64)
        return scores[self.of_row]

    @property
    def rules(self) -> npt.NDArray[np.object_]:
        """Rule that matched each row."""
        return self._each([v.rule for v in self.verdicts])

    def said(self, k: int) -> dict[str, str]:
        """Give what combination `k` says, attribute by attribute, without the missing."""
        pairs = zip(self.columns, self.combinations[k], strict=True)
        return {name: value for name, value in pairs if value is not None}

    def _each(self, values: Sequence[object]) -> npt.NDArray[np.object_]:
        held = np.empty(len(values), dtype=object)
        held[:] = values
        return held[self.of_row]


def classify(frame: pd.DataFrame, *, threshold: float = THRESHOLD) -> Classed:
    """Tell the class of each row from its attributes of code and name.

    Parameters
    ----------
    frame
        Columns named as the attributes (`kodszn`, `namszn`, `kodzon`, …), any of them.
    threshold
        Least score of a match.

    Examples
    --------
    >>> told = classify(pd.DataFrame({"kodszn": ["r 3", None], "namszn": [None, "Perkantoran"]}))
    >>> told.codes.tolist()
    ['R-3', 'KT']
    """
    columns = tuple(name for name in WEIGHTS if name in frame)
    texts = [[_text(value) for value in frame[c].tolist()] for c in columns]
    keys = list(zip(*texts, strict=True)) if columns else [()] * len(frame)
    place: dict[tuple[str | None, ...], int] = {}
    of_row = np.array([place.setdefault(key, len(place)) for key in keys], dtype=np.intp)
    verdicts = tuple(_verdict(dict(zip(columns, key, strict=True)), threshold) for key in place)
    return Classed(columns, tuple(place), verdicts, of_row)


def _text(value: object) -> str | None:
    """Give a value as text; blank and missing ones are None."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    text = str(value).strip()
    return text or None


def _verdict(said: Mapping[str, str | None], threshold: float) -> Verdict:
    given = {name: text for name, text in said.items() if text is not None}
    unknown = tuple(n for n in CODES if n in given and codes.spelled(given[n]) is None)
    found = {name: _of(name, text, threshold) for name, text in given.items()}
    heard = {name: m for name, m in found.items() if m.code is not None}
    if not heard:
        best = max(found.values(), key=lambda m: m.score, default=None)
        return Verdict(None, best.score if best else 0.0, best.rule if best else "none", unknown)
    total = sum(WEIGHTS[name] for name in (*heard, *unknown))
    agreed = {name: _agreed(m, heard) for name, m in heard.items()}
    most = max(agreed.values())
    own = next(name for name in heard if agreed[name] == most)
    own = _finest(own, heard)
    score = heard[own].score * (0.6 + 0.4 * most / total)
    code = heard[own].code if score >= threshold else None
    spelled = tuple(n for n in CODES if n in heard and heard[n].rule == "code-spelling")
    against = tuple(n for n, m in heard.items() if not _agree(m, heard[own]))
    return Verdict(code, round(score, 3), heard[own].rule, unknown, spelled, against)


def _of(name: str, text: str, threshold: float) -> Match:
    """Match what one attribute says; a column of codes may hold names, too."""
    return match(text, threshold=FREE_NAME_SCORE if name == FREE_NAME else threshold)


def _agree(one: Match, other: Match) -> bool:
    return codes.same_plot(str(one.code), str(other.code))


def _agreed(one: Match, heard: Mapping[str, Match]) -> int:
    return sum(WEIGHTS[name] for name, other in heard.items() if _agree(one, other))


def _finest(own: str, heard: Mapping[str, Match]) -> str:
    """Prefer, among attributes that agree with `own`, one whose code lies below its code."""
    code = str(heard[own].code)
    below = [n for n, m in heard.items() if code in codes.parents(str(m.code))]
    return below[0] if below else own
