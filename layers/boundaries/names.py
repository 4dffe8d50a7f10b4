"""Regions found by name, in any usual spelling, with a score and without silent guesses."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from layers.boundaries.codes import LEVEL_NAMES, level_of
from layers.boundaries.provinces import province_spellings
from layers.boundaries.spelling import Spelling, kind_of, old_key, spelling
from layers.errors import SchemaError
from layers.schema import Text

How = Literal["same", "spelling", "orthography", "similar", "ambiguous", "none"]
Candidate = tuple[str, str, float]

SAME, OTHER_SPELLING, OLD_LETTERS_SCORE = 1.0, 0.97, 0.95
SUGGESTED_FROM = 0.6
N_SUGGESTED = 5
LEAST_LEAD = 0.05


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a name was taken for.

    `code` is None where nothing or more than one unit fits. `candidates` are
    (code, name, score), best first. `split_into` names units that were cut out of
    the unit of that name later: old figures of the name cover them too.
    """

    given: str
    code: str | None
    score: float
    how: How
    candidates: tuple[Candidate, ...] = ()
    split_into: tuple[str, ...] = ()

    def sentence(self) -> Text:
        """Say in both languages what the name was taken for."""
        some = "; ".join(f"{code} {name} ({score:.2f})" for code, name, score in self.candidates)
        if self.how == "ambiguous":
            return Text(
                f"{self.given!r} bermakna ganda: {some}", f"{self.given!r} is ambiguous: {some}"
            )
        if self.code is None:
            return Text(
                f"{self.given!r} tidak dikenal; yang mirip: {some or 'tidak ada'}",
                f"{self.given!r} is not known; similar: {some or 'none'}",
            )
        late = ", ".join(self.split_into)
        return Text(
            f"{self.given!r} = {some}"
            + (f"; kemudian dimekarkan menjadi juga {late}" * bool(late)),
            f"{self.given!r} = {some}" + (f"; {late} was split off later" * bool(late)),
        )


@dataclass(frozen=True, slots=True)
class NameMatches:
    """The matches of a column of names, in its order."""

    matches: tuple[NameMatch, ...]

    @property
    def codes(self) -> tuple[str | None, ...]:
        """One code or None per name."""
        return tuple(match.code for match in self.matches)

    @property
    def unmatched(self) -> tuple[NameMatch, ...]:
        """Names that fit no unit."""
        return self._of("none")

    @property
    def ambiguous(self) -> tuple[NameMatch, ...]:
        """Names that fit several units equally well."""
        return self._of("ambiguous")

    @property
    def similar(self) -> tuple[NameMatch, ...]:
        """Names matched by likeness only: to be looked at."""
        return self._of("similar")

    def _of(self, how: How) -> tuple[NameMatch, ...]:
        return tuple(dict.fromkeys(match for match in self.matches if match.how == how))


@dataclass(frozen=True, slots=True)
class RegionNames:
    """The names of a set of regions, ready to be searched; made by `of`."""

    names: Mapping[str, str]
    _spellings: Mapping[int, tuple[tuple[str, str, Spelling, bool], ...]]
    _splits: Mapping[tuple[int, str], tuple[str, ...]]
    # Rows of a level within a unit, as they are asked for: columns ask for the same again.
    _near: dict[tuple[int, str], tuple[tuple[str, str, Spelling, bool], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(
        cls,
        regions: Iterable[tuple[str, str]],
        *,
        spellings: Iterable[tuple[str, str]] = (),
        splits: Iterable[tuple[str, str]] = (),
    ) -> RegionNames:
        """Take (code, name) pairs; further spellings; and (new code, name it was part of).

        Raises
        ------
        SchemaError
            If a code is malformed, or a spelling is of no given code.
        """
        names = dict(regions)
        others = list(spellings)
        stray = sorted({code for code, _ in others} - set(names))
        if stray:
            raise SchemaError(
                Text(
                    f"ejaan untuk {', '.join(stray[:5])}, yang bukan wilayah yang diberikan; "
                    "tambahkan wilayahnya atau hilangkan ejaannya",
                    f"spellings of {', '.join(stray[:5])}, which is no given region; add the "
                    "region or leave its spellings out",
                ),
                code="code-unknown",
            )
        by_level: dict[int, list[tuple[str, str, Spelling, bool]]] = {n: [] for n in LEVEL_NAMES}
        for pairs, is_other in ((names.items(), False), (others, True)):
            for code, name in pairs:
                level = level_of(code)
                by_level[level].append((code, names[code], spelling(name, level), is_other))
        parts: dict[tuple[int, str], tuple[str, ...]] = {}
        for code, name in splits:
            key = (level_of(code), spelling(name, level_of(code)).bare)
            parts[key] = (*parts.get(key, ()), code)
        frozen = {level: tuple(rows) for level, rows in by_level.items()}
        return cls(MappingProxyType(names), MappingProxyType(frozen), MappingProxyType(parts))

    def match(
        self, name: str, level: int, *, within: str = "", least_score: float = 0.9
    ) -> NameMatch:
        """Find the unit of a name.

        Parameters
        ----------
        name
            With or without Kabupaten, Kota, Kecamatan, Desa …, any case and spaces.
        level
            1 province, 2 regency or city, 3 district, 4 village.
        within
            Code of the unit above in which to look; "" for everywhere.
        least_score
            Likeness (0–1) from which a similar name is taken, if it leads clearly.

        Returns
        -------
        NameMatch
            1 same name, 0.97 a known other spelling, 0.95 old letters, below that
            likeness; two units that fit equally well are ambiguous, never chosen from.

        Examples
        --------
        >>> known_regions().match("KOTA BARU", 2).code
        '63.02'
        """
        if level not in LEVEL_NAMES:
            raise SchemaError(
                Text(
                    f"tingkat {level}; yang diminta 1, 2, 3, atau 4",
                    f"level {level}; wanted 1, 2, 3 or 4",
                ),
                code="code-level",
            )
        asked = spelling(name, level)
        rows = self._rows_within(level, within)
        scored = _exact(asked, rows, level)
        best = max(scored.values(), default=0.0)
        if best:
            fits = [code for code, score in scored.items() if score == best]
            how: How = "same" if best == SAME else "spelling"
            how = "orthography" if best == OLD_LETTERS_SCORE else how
            return self._answer(name, level, dict.fromkeys(fits, best), how)
        return self._by_likeness(name, level, _alike(asked, rows), least_score)

    def _rows_within(self, level: int, within: str) -> tuple[tuple[str, str, Spelling, bool], ...]:
        if (level, within) not in self._near:
            rows = tuple(r for r in self._spellings[level] if _is_within(r[0], within))
            self._near[level, within] = rows
        return self._near[level, within]

    def match_all(
        self,
        names: Sequence[str],
        level: int,
        *,
        within: str | Sequence[str] = "",
        least_score: float = 0.9,
    ) -> NameMatches:
        """Find the units of many names; `within` is one code for all or one per name."""
        where = [within] * len(names) if isinstance(within, str) else list(within)
        pairs = zip(names, where, strict=True)
        return NameMatches(
            tuple(self.match(n, level, within=w, least_score=least_score) for n, w in pairs)
        )

    def _answer(self, name: str, level: int, fits: Mapping[str, float], how: How) -> NameMatch:
        candidates = tuple((code, self.names[code], score) for code, score in fits.items())
        score = max(fits.values())
        if len(fits) > 1:
            return NameMatch(name, None, score, "ambiguous", candidates)
        code = candidates[0][0]
        late = self._splits.get((level, spelling(name, level).bare), ())
        late = tuple(
            c for c in late if c != code and c.rpartition(".")[0] == code.rpartition(".")[0]
        )
        return NameMatch(name, code, score, how, candidates, late)

    def _by_likeness(
        self, name: str, level: int, alike: list[tuple[str, float, bool]], least_score: float
    ) -> NameMatch:
        candidates = tuple((code, self.names[code], score) for code, score, _ in alike)
        if not alike:
            return NameMatch(name, None, 0.0, "none")
        code, best, may_be = alike[0]
        lead = best - (alike[1][1] if len(alike) > 1 else 0.0)
        if not may_be or best < least_score:
            return NameMatch(name, None, best, "none", candidates)
        if lead < LEAST_LEAD:
            return NameMatch(name, None, best, "ambiguous", candidates)
        return self._answer(name, level, {code: best}, "similar")


def _is_within(code: str, within: str) -> bool:
    return not within or code.startswith(within + ".")


def _exact(
    asked: Spelling, rows: Iterable[tuple[str, str, Spelling, bool]], level: int
) -> dict[str, float]:
    """Score the units whose name, or a known spelling of it, is the one asked for."""
    scored: dict[str, float] = {}
    for code, name, own, is_other in rows:
        score = _score(asked, own, kind_of(code, name) if level == 2 else "")
        if score and is_other:
            score = min(score, OTHER_SPELLING)
        if score:
            scored[code] = max(score, scored.get(code, 0.0))
    return scored


def _score(asked: Spelling, own: Spelling, kind: str) -> float:
    if not asked.bare:
        return 0.0
    # "Kota Baru" may be all of a name, so that its first word is no kind.
    if asked.whole in (own.bare, own.whole):
        return SAME
    if kind and asked.kind and asked.kind != kind:
        return 0.0
    if asked.bare == own.bare:
        return SAME
    same_letters = old_key(own.bare) in (old_key(asked.bare), old_key(asked.whole))
    return OLD_LETTERS_SCORE if same_letters else 0.0


def _alike(
    asked: Spelling, rows: Iterable[tuple[str, str, Spelling, bool]]
) -> list[tuple[str, float, bool]]:
    """Give the units of similar names: code, likeness, and whether it may be taken for the one."""
    found: dict[str, tuple[float, bool]] = {}
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(asked.bare)
    for code, name, own, _ in rows:
        matcher.set_seq1(own.bare)
        if matcher.real_quick_ratio() < SUGGESTED_FROM or matcher.quick_ratio() < SUGGESTED_FROM:
            continue
        kind = kind_of(code, name)
        may_be = own.telling == asked.telling and (not asked.kind or asked.kind == kind)
        likeness = round(min(matcher.ratio(), OLD_LETTERS_SCORE - 0.01), 3)
        if likeness >= SUGGESTED_FROM:
            found[code] = max((likeness, may_be), found.get(code, (0.0, False)))
    ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:N_SUGGESTED]
    return [(code, likeness, may_be) for code, (likeness, may_be) in ranked]


@lru_cache(maxsize=1)
def known_regions() -> RegionNames:
    """Give the names of the region's provinces, regencies, districts and villages.

    Returns
    -------
    RegionNames
        Official names of the shipped facts, with the other spellings, and the
        districts split since, of ``region_spellings.csv``, and the English names of
        provinces of ``province_spellings.csv`` (source on each row).
    """
    regions: list[tuple[str, str]] = []
    for row in _rows("regions"):
        kind = {"kabupaten": "Kabupaten ", "kota": "Kota "}.get(row["type"], "")
        regions.append((row["code"], kind + row["name"]))
    for table in ("districts", "villages"):
        regions += [(row["code"], row["name"]) for row in _rows(table)]
    others = _rows("region_spellings")
    there = {code for code, _ in regions}
    return RegionNames.of(
        regions,
        spellings=[
            *((r["code"], r["spelling"]) for r in others if r["kind"] != "split"),
            *((code, name) for code, name in province_spellings() if code in there),
        ],
        splits=[(r["code"], r["spelling"]) for r in others if r["kind"] == "split"],
    )


def _rows(table: str) -> list[dict[str, str]]:
    path = files("layers") / "starter" / "facts" / f"{table}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
