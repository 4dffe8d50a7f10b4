"""The registry: every detector, and one look through a table with repairs where asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import shapely

from layers.defects.defect import Detector, Suspicion, Table, known_defects
from layers.defects.detectors import (
    codes,
    columns,
    coordinates,
    coverage,
    dates,
    flags,
    letters,
    markup,
    measures,
    places,
    rows,
    shapes,
    units,
    words,
)
from layers.defects.finding import Finding
from layers.errors import SourceError
from layers.schema import Text

# Single positions are looked at before those that are not on earth are taken out.
OF_POSITIONS = coordinates.DETECTORS
# Letters before markup before flags: what one repair uncovers, the next one sees.
OF_ROWS: tuple[Detector, ...] = (
    *letters.DETECTORS,
    *markup.DETECTORS,
    *columns.DETECTORS,
    *flags.DETECTORS,
    *dates.DETECTORS,
    *codes.DETECTORS,
    *words.DETECTORS,
    *measures.DETECTORS,
    *units.DETECTORS,
    *rows.DETECTORS,
    *shapes.DETECTORS,
    *places.DETECTORS,
    *coverage.DETECTORS,
)
DETECTORS = (*OF_POSITIONS, *OF_ROWS)
# Whole-file defects that stop an import before a table is there; placement mends them.
WHOLE_FILE = frozenset({"axes-swapped", "sign-lost"})
# Mended by the geometry checks of the import.
GEOMETRY_CODES = frozenset({"invalid-geometry"})
DEAR_FEATURES, DEAR_VERTICES = 5_000, 1_000_000
N_PASSES = 3


def repairable() -> tuple[str, ...]:
    """List the codes of defects that can be repaired on request."""
    return tuple(code for code, defect in known_defects().items() if defect.can_repair)


def require_repairable(fixes: Collection[str]) -> None:
    """Refuse codes that name no defect or one that cannot be repaired.

    Raises
    ------
    SourceError
        `not-repairable`, naming those that can be.
    """
    can = repairable()
    for code in fixes:
        if code not in can:
            listed = ", ".join(can)
            if code in known_defects():
                what = Text("tidak dapat diperbaiki", "cannot be repaired")
            else:
                what = Text("bukan cacat yang dikenal", "is no defect known here")
            rest = Text(f"; yang dapat: {listed}", f"; those that can be: {listed}")
            raise SourceError(f"{code!r} " + what + rest, code="not-repairable")


def is_small(table: Table) -> bool:
    """Say whether a table is small enough for the dear detectors at import."""
    if len(table) > DEAR_FEATURES:
        return False
    return int(shapely.get_num_coordinates(table.geometry).sum()) <= DEAR_VERTICES


def look(
    table: Table, *, detectors: Collection[Detector] = DETECTORS, dear: bool | None = None
) -> list[Suspicion]:
    """Look for every defect.

    Parameters
    ----------
    table
        The rows.
    detectors
        Which to use; all by default.
    dear
        Use those that take long; None uses them on small tables only.
    """
    dear = is_small(table) if dear is None else dear
    return [seen for one in detectors if dear or not one.dear for seen in one.look(table)]


def examine(
    table: Table,
    fixes: Collection[str] = (),
    *,
    detectors: Collection[Detector] = DETECTORS,
    dear: bool | None = None,
) -> tuple[Table, list[Finding]]:
    """Look for defects, mend those asked for where it is clear how, and tell all of it.

    Returns
    -------
    tuple
        The table, changed only where `fixes` asked for it, and the findings:
        what was repaired with before and after, then what is left as it is.
    """
    found: list[Finding] = []
    if fixes:
        table, found = _repaired(table, frozenset(fixes), detectors)
    left = look(table, detectors=detectors, dear=dear)
    return table, [*found, *(seen.finding(table) for seen in left)]


def _repaired(
    table: Table, fixes: frozenset[str], detectors: Collection[Detector]
) -> tuple[Table, list[Finding]]:
    found: list[Finding] = []
    for _ in range(N_PASSES):
        before = len(found)
        for detector in detectors:
            if fixes.isdisjoint(detector.codes):
                continue
            for seen in _clear(detector, table, fixes):
                found.append(seen.finding(table, repaired=True))
                table = detector.mend(table, seen)
        if len(found) == before:
            break
    return table, found


def _clear(detector: Detector, table: Table, fixes: frozenset[str]) -> Iterator[Suspicion]:
    """Give the suspicions to be mended; none twice on rows that move when others are dropped."""
    seen = [s for s in detector.look(table) if s.clear and s.code in fixes]
    drops = [s for s in seen if not s.column]
    yield from (s for s in seen if s.column)
    yield from drops[:1]


def rows_of(seen: Suspicion, table: Table) -> list[int]:
    """Give the row numbers of a suspicion."""
    return [int(row) for row in table.rows[np.asarray(seen.places, dtype=np.intp)]]
