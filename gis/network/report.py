"""Report: what compiling a network left out, joined and kept apart, in counts and rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.network.modes import REASONS
from gis.network.turns.reasons import TurnExclusion, turn_exclusions
from layers.schema import Text


@dataclass(frozen=True, slots=True, eq=False)
class Exclusion:
    """Lines left out for one reason.

    `rows` are their positions in the input, int64, ascending.
    """

    code: str
    rows: NDArray[np.int64]

    @property
    def title(self) -> Text:
        """What the reason is called."""
        return REASONS[self.code]


@dataclass(frozen=True, slots=True, eq=False)
class CompileReport:
    """What became of the lines.

    Attributes
    ----------
    mode
        Id of the mode.
    n_lines, n_used
        Lines given, and lines that are at least in part in the network.
    exclusions
        The other lines by reason.
    planned_rows
        Positions of the lines that go at a planning speed for want of their own, int64.
    n_repeated_vertices
        Vertices that repeated the one before.
    n_short_segments
        Segments dropped because both their ends are one node.
    n_duplicate_segments
        Segments dropped because another has the same ends, speed and directions.
    n_ends_moved
        Ends of lines moved onto a node within the tolerance.
    n_joined_crossings, n_joined_touches
        Junctions made where lines cross or touch without a vertex of both.
    n_apart_plane, n_apart_access
        Crossings that are none: over or under each other, or of a line that is joined
        at its junctions only.
    n_turns, n_turns_applied
        Restrictions of turning given, and those that are applied.
    turn_exclusions
        The other restrictions by reason.
    """

    mode: str
    n_lines: int
    n_used: int
    exclusions: tuple[Exclusion, ...]
    planned_rows: NDArray[np.int64]
    n_repeated_vertices: int
    n_short_segments: int
    n_duplicate_segments: int
    n_ends_moved: int
    n_joined_crossings: int
    n_joined_touches: int
    n_apart_plane: int
    n_apart_access: int
    n_turns: int = 0
    n_turns_applied: int = 0
    turn_exclusions: tuple[TurnExclusion, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain data for JSON: counts, and rows by reason."""
        counts = {name: getattr(self, name) for name in self.__slots__ if name.startswith("n_")}
        planned = self.planned_rows.tolist()
        return {
            "mode": self.mode,
            **counts,
            "exclusions": [_told(exclusion) for exclusion in self.exclusions],
            "planned_rows": planned,
            "turn_exclusions": [_told(exclusion) for exclusion in self.turn_exclusions],
        }


def _told(exclusion: Exclusion | TurnExclusion) -> dict[str, Any]:
    return {
        "code": exclusion.code,
        "title": exclusion.title.to_dict(),
        "count": len(exclusion.rows),
        "rows": exclusion.rows.tolist(),
    }


def with_turns(report: CompileReport, reason: NDArray[np.str_]) -> CompileReport:
    """Add to a report what became of restrictions of turning.

    Parameters
    ----------
    report
        Of the lines.
    reason
        Key of `TURN_REASONS` for each restriction, "" for one that is applied.
    """
    return replace(
        report,
        n_turns=len(reason),
        n_turns_applied=int((reason == "").sum()),
        turn_exclusions=turn_exclusions(reason),
    )


def exclusions_of(reason: NDArray[np.str_]) -> tuple[Exclusion, ...]:
    """Group lines by why they are left out.

    Parameters
    ----------
    reason
        Key of `REASONS` for each line, "" for one that is not left out.

    Examples
    --------
    >>> [(e.code, e.rows.tolist()) for e in exclusions_of(np.array(["", "no-line", ""]))]
    [('no-line', [1])]
    """
    found = ((code, np.flatnonzero(reason == code)) for code in REASONS)
    return tuple(Exclusion(code, rows.astype(np.int64)) for code, rows in found if len(rows))
