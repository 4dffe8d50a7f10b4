"""Reasons: why a restriction of turning is not applied, and those it holds for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from layers.schema import Text

# In the order in which they are looked for.
TURN_REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "turn-no-via": Text("tanpa titik simpang", "no via point"),
        "turn-no-lines": Text("ruas asal atau tujuan tidak disebut", "from or to line not named"),
        "turn-kind-unknown": Text("jenis larangan tidak dikenal", "kind not known"),
        "turn-not-bound": Text("tidak berlaku bagi moda ini", "does not bind the mode"),
        "turn-exempt": Text("moda ini dikecualikan", "the mode is exempt"),
        "turn-line-unknown": Text("ruasnya tidak ada dalam layer", "line not in the layer"),
        "turn-line-unused": Text("ruasnya tidak dilalui moda ini", "line not used by the mode"),
        "turn-apart": Text("ruasnya tidak bertemu di titik itu", "lines do not meet at the via"),
        "turn-closed": Text(
            "satu arah: belokan itu memang tidak ada", "one-way: there is no such turn"
        ),
        "turn-ambiguous": Text(
            "ruas berlanjut melewati simpang: belokannya tidak tentu",
            "a line passes through the via: which turn is meant is not clear",
        ),
        "turn-duplicate": Text("sama dengan yang sebelumnya", "the same as one before"),
        "turn-contradiction": Text(
            "bertentangan dengan larangan lain di simpang itu", "contradicts another at the via"
        ),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class TurnExclusion:
    """Restrictions not applied for one reason.

    `rows` are their positions in the input, int64, ascending.
    """

    code: str
    rows: NDArray[np.int64]

    @property
    def title(self) -> Text:
        """What the reason is called."""
        return TURN_REASONS[self.code]


def turn_exclusions(reason: NDArray[np.str_]) -> tuple[TurnExclusion, ...]:
    """Group restrictions by why they are not applied.

    Parameters
    ----------
    reason
        Key of `TURN_REASONS` for each, "" for one that is applied.

    Examples
    --------
    >>> found = turn_exclusions(np.array(["", "turn-apart", ""]))
    >>> [(e.code, e.rows.tolist()) for e in found]
    [('turn-apart', [1])]
    """
    found = ((code, np.flatnonzero(reason == code)) for code in TURN_REASONS)
    return tuple(TurnExclusion(code, rows.astype(np.int64)) for code, rows in found if len(rows))
