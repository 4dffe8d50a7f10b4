"""Codes found for regions that come with names, or with BPS codes only; never by a silent guess."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from layers.boundaries.crosswalk import translate_bps
from layers.boundaries.names import NameMatch, known_regions
from layers.boundaries.spelling import spelling

BPS_PARENTS = {7: 4, 10: 7}
Names = Mapping[int, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class Placed:
    """What was found for each row: a code with its score, or why there is none.

    `score` is 1 for a pair of the crosswalk and for the same name; `match` is what the
    name was taken for, None where the crosswalk answered.
    """

    code: str | None
    score: float
    match: NameMatch | None = None


def place_by_names(
    names: Names, level: int, *, within: Sequence[str] | None = None
) -> tuple[Placed, ...]:
    """Find the codes of regions by their names, from the level above downwards.

    Parameters
    ----------
    names
        Level to names, row by row; those of levels above narrow the search.
    level
        Level of the regions themselves.
    within
        A code for each row in which to look, "" for the whole region.

    Returns
    -------
    tuple of Placed
        In the order of the rows. A name that fits several regions, or that a region
        elsewhere bears too, has no code, and its candidates are listed.

    Examples
    --------
    >>> place_by_names({1: ["Kalimantan Selatan"], 2: ["Banjar"]}, 2)[0].code
    '63.03'
    >>> place_by_names({2: ["Banjar"]}, 2)[0].match.how
    'ambiguous'
    """
    places = list(within) if within is not None else [""] * len(names[level])
    above = [lower for lower in sorted(names) if lower < level]
    held: dict[tuple[str | None, ...], Placed] = {}
    out = []
    for row, start in enumerate(places):
        key = (start, *(names[lower][row] for lower in above), names[level][row])
        if key not in held:
            held[key] = _placed(start, [(lower, names[lower][row]) for lower in above], key, level)
        out.append(held[key])
    return tuple(out)


def place_by_bps(digits: Sequence[str | None], names: Names, level: int) -> tuple[Placed, ...]:
    """Find Kemendagri codes for BPS codes: by the crosswalk, and by name where it has no pair.

    A district or village is looked for by name within the unit above, which its BPS
    code names.
    """
    given = [d or "" for d in digits]
    pairs = translate_bps(given).codes
    parents = [_parent(d) for d in given]
    named = names if level in names else {level: [None] * len(given)}
    found = place_by_names(named, level, within=parents)
    return tuple(
        Placed(pair, 1.0) if pair else (name if parent else replace(name, code=None, score=0.0))
        for pair, name, parent in zip(pairs, found, parents, strict=True)
    )


def _parent(digits: str) -> str:
    """Give the code of the nearest unit above that the crosswalk knows, "" if none."""
    above = BPS_PARENTS.get(len(digits), 2 if len(digits) == 4 else 0)
    if not above:
        return ""
    code = translate_bps([digits[:above]]).codes[0]
    return code or _parent(digits[:above])


def _placed(
    within: str, above: Sequence[tuple[int, str | None]], key: tuple[str | None, ...], level: int
) -> Placed:
    late: tuple[str, ...] = ()
    for lower, name in above:
        known = within.count(".") + bool(within)
        if not name or lower < known:
            continue
        match = _match(name, lower, within if lower > known else within.rpartition(".")[0])
        if lower == known:
            late = match.split_into if match.code == within else ()
            continue
        if match.code is None:
            return Placed(None, 0.0, match)
        within, late = match.code, match.split_into
    name = key[-1]
    if not name:
        return Placed(None, 0.0, NameMatch("", None, 0.0, "none"))
    match = _match_here(name, level, within, late)
    if match.code is not None and not within:
        match = _doubted(match, level)
    return Placed(match.code, match.score if match.code else 0.0, match)


def _match_here(name: str, level: int, within: str, late: tuple[str, ...]) -> NameMatch:
    """Look in the unit above, then in those that were cut out of it since."""
    match = _match(name, level, within)
    if match.how in ("same", "spelling", "orthography", "ambiguous"):
        return match
    others = [other for code in late if (other := _match(name, level, code)).score > match.score]
    return others[0] if len(others) == 1 and others[0].code else match


@lru_cache(maxsize=4096)
def _match(name: str, level: int, within: str) -> NameMatch:
    return known_regions().match(name, level, within=within)


def _doubted(match: NameMatch, level: int) -> NameMatch:
    """Take a name for ambiguous that a region elsewhere bears too."""
    asked = spelling(match.given, level)
    others = tuple(
        (code, f"{name} ({province})", 1.0)
        for code, name, province in _namesakes()
        if code.count(".") + 1 == level
        and spelling(name, level).bare == asked.bare
        and (not asked.kind or asked.kind == spelling(name, level).kind)
    )
    if not others:
        return match
    return NameMatch(match.given, None, match.score, "ambiguous", (*match.candidates, *others))


@lru_cache(maxsize=1)
def _namesakes() -> tuple[tuple[str, str, str], ...]:
    """Regions outside the two provinces whose names are those of regions inside."""
    path = files("layers") / "starter" / "facts" / "region_namesakes.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple((row["code"], row["name"], row["province"]) for row in rows)
