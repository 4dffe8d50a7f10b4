"""Codes of regions in an import: read, told apart by family, or found by name; all reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from layers.boundaries import bps_of, known_regions, level_of
from layers.boundaries.codes import LEVEL_NAMES
from layers.boundaries.families import CodeColumn, read_codes
from layers.boundaries.placing import Placed, place_by_bps, place_by_names
from layers.boundaries.spelling import spelling
from layers.errors import SchemaError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding, rows_said
from layers.themes.fitted import as_text

LISTED = 20
KNOWN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Coded:
    """What is known of the codes of a frame's rows.

    `scores` are there where codes were found for names or BPS codes; `is_bps` says that
    the column of codes in the file holds BPS codes.
    """

    codes: tuple[str | None, ...]
    bps: tuple[str | None, ...] | None
    scores: tuple[float | None, ...] | None
    level: int | None
    findings: tuple[Finding, ...]
    is_bps: bool = False


def coded_regions(
    frame: pd.DataFrame,
    code: str | None,
    name: str,
    level: int | None,
    upper: Mapping[int, str],
) -> Coded | None:
    """Read or find the codes of regions.

    Parameters
    ----------
    frame
        The rows.
    code, name
        Columns of codes (None if there is none) and of names.
    level
        Level of the regions, None if not known yet.
    upper
        Level to the column of names of that level, as far as there are any.

    Returns
    -------
    Coded or None
        None where neither codes nor names say which regions these are.
    """
    names = [as_text(value) for value in frame[name]]
    if code is None:
        return _by_names(frame, names, level, upper)
    column = read_codes(frame[code].tolist(), names)
    level = level or column.level
    if column.family == "bps" and level is not None:
        return _by_bps(frame, column, names, level, upper)
    return _as_given(frame, code, column, names, level)


def _as_given(
    frame: pd.DataFrame,
    code: str,
    column: CodeColumn,
    names: Sequence[str | None],
    level: int | None,
) -> Coded:
    """Write codes with dots where only those were missing; keep all else as it is."""
    given = [as_text(value) for value in frame[code]]
    sure = ("", "dots-added", "comma")
    codes = tuple(
        reading.code if reading.remark in sure and reading.code else value
        for reading, value in zip(column.readings, given, strict=True)
    )
    found = []
    changed = [i for i, (a, b) in enumerate(zip(given, codes, strict=True)) if a != b]
    if changed:
        first = changed[0]
        rows = rows_said(frame.index[changed].tolist())
        why = column.why
        found.append(
            say.note(
                "code-dotted",
                Text(
                    f"{given[first]} → {codes[first]} ({rows.id}); {why.id}",
                    f"{given[first]} → {codes[first]} ({rows.en}); {why.en}",
                ),
            )
        )
    if column.family == "unclear" and any(given):
        found.append(say.warning("code-family-unclear", column.why, "kept"))
    found += _names_against(frame, codes, names)
    return Coded(codes, _bps_of(codes), None, level, tuple(found))


def _bps_of(codes: Sequence[str | None]) -> tuple[str | None, ...] | None:
    """Give the BPS codes that the crosswalk has, None if it has none of them."""
    out = []
    for code in codes:
        try:
            out.append(bps_of(code) if code else None)
        except SchemaError:
            out.append(None)
    return tuple(out) if any(out) else None


def _by_bps(
    frame: pd.DataFrame,
    column: CodeColumn,
    names: Sequence[str | None],
    level: int,
    upper: Mapping[int, str],
) -> Coded:
    placed = place_by_bps(column.bps, _names_of(frame, names, level, upper), level)
    n_pairs = sum(p.match is None and p.code is not None for p in placed)
    n_named = sum(p.match is not None and p.code is not None for p in placed)
    n = len(placed)
    told = Text(
        f"{column.why.id}; kode Kemendagri untuk {n_pairs} dari {n} baris dari tabel padanan, "
        f"{n_named} dari nama di dalam induknya, {n - n_pairs - n_named} tanpa kode",
        f"{column.why.en}; Kemendagri codes of {n_pairs} of {n} rows by the crosswalk, "
        f"{n_named} by name within the unit above, {n - n_pairs - n_named} without",
    )
    found = [say.warning("code-is-bps", told), *_open_questions(frame, placed)]
    # A proper Kemendagri code among BPS codes is one; what is neither stays where it was.
    own = column.codes
    given = [r.given or None for r in column.readings]
    bps = (d or (None if c else g) for d, c, g in zip(column.bps, own, given, strict=True))
    return Coded(
        tuple(code or p.code for code, p in zip(own, placed, strict=True)),
        tuple(bps),
        tuple(p.score if p.code else None for p in placed),
        level,
        tuple(found),
        is_bps=True,
    )


def _by_names(
    frame: pd.DataFrame, names: Sequence[str | None], level: int | None, upper: Mapping[int, str]
) -> Coded | None:
    level = level or max(upper, default=None) or level_by_names(names)
    if level is None:
        return None
    placed = place_by_names(_names_of(frame, names, level, upper), level)
    n_found = sum(p.code is not None for p in placed)
    if not n_found:
        return None
    least = min(p.score for p in placed if p.code)
    told = Text(
        f"{n_found} dari {len(placed)} nama dikenali di provinsi 63 dan 64, skor terendah {least}",
        f"{n_found} of {len(placed)} names known in provinces 63 and 64, lowest score {least}",
    )
    codes = tuple(p.code for p in placed)
    found = [say.warning("code-from-name", told), *_open_questions(frame, placed)]
    scores = tuple(p.score if p.code else None for p in placed)
    return Coded(codes, _bps_of(codes), scores, level, tuple(found))


def level_by_names(names: Sequence[str | None]) -> int | None:
    """Tell the level of regions from names alone: the one that knows most of them.

    Parameters
    ----------
    names
        With or without Kabupaten, Kota, Kecamatan …, None where there is none.

    Returns
    -------
    int or None
        The upper one of two that know as many; None where none knows half of them.

    Examples
    --------
    >>> level_by_names(["Kota Samarinda", "Paser", "Berau"]), level_by_names(["Atlantis"])
    (2, None)
    """
    asked = [name for name in dict.fromkeys(names) if name]
    shares = {
        level: sum(spelling(name, level).bare in _bare_names(level) for name in asked)
        for level in sorted(LEVEL_NAMES)
    }
    best = max(shares, key=lambda level: shares[level])
    return best if asked and shares[best] >= KNOWN_SHARE * len(asked) else None


@lru_cache(maxsize=4)
def _bare_names(level: int) -> frozenset[str]:
    regions = known_regions().names.items()
    return frozenset(
        spelling(name, level).bare for code, name in regions if level_of(code) == level
    )


def _names_of(
    frame: pd.DataFrame, names: Sequence[str | None], level: int, upper: Mapping[int, str]
) -> dict[int, Sequence[str | None]]:
    out: dict[int, Sequence[str | None]] = {
        above: [as_text(value) for value in frame[column]]
        for above, column in upper.items()
        if above < level
    }
    return {**out, level: names}


def _open_questions(frame: pd.DataFrame, placed: Sequence[Placed]) -> list[Finding]:
    """List names that fit several regions, none, or only by likeness."""
    titles = (
        ("code-ambiguous", "ambiguous"),
        ("code-not-found", "none"),
        ("code-similar", "similar"),
    )
    found = []
    for code, how in titles:
        rows = [i for i, p in enumerate(placed) if p.match is not None and p.match.how == how]
        if not rows:
            continue
        matches = list(dict.fromkeys(placed[i].match for i in rows))
        said = [match.sentence() for match in matches[:LISTED] if match is not None]
        where = rows_said(frame.index[rows].tolist())
        told = Text(
            f"{'; '.join(s.id for s in said)} ({where.id})",
            f"{'; '.join(s.en for s in said)} ({where.en})",
        )
        action = "" if how == "similar" else "kept without a code"
        found.append(say.warning(code, told, action))
    return found


def _names_against(
    frame: pd.DataFrame, codes: Sequence[str | None], names: Sequence[str | None]
) -> list[Finding]:
    """Compare names with the official ones of their codes: other spellings, and other regions."""
    other: list[tuple[int, str]] = []
    wrong: list[tuple[int, str]] = []
    for i, (code, name) in enumerate(zip(codes, names, strict=True)):
        official = known_regions().names.get(code or "")
        if official is None or not name or code is None:
            continue
        level = code.count(".") + 1
        if spelling(name, level).bare == spelling(official, level).bare:
            continue
        match = known_regions().match(name, level, within=code.rpartition(".")[0])
        mine = match.code in (None, code)
        (other if mine else wrong).append((i, f"{code} {name} ≠ {official}"))
    found = []
    for finding, pairs in (("name-old", other), ("name-of-another", wrong)):
        if pairs:
            rows = rows_said(frame.index[[i for i, _ in pairs]].tolist())
            some = "; ".join(said for _, said in pairs[:LISTED])
            told = Text(f"{some} ({rows.id})", f"{some} ({rows.en})")
            found.append((say.note if finding == "name-old" else say.warning)(finding, told))
    return found
