"""Turns: what signs at a junction forbid or order, for whom, and between which roads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layers.infrastructure.travel import Mode
from layers.infrastructure.vocabulary import code_list

# What stands between the several words or ids of one cell.
BETWEEN = re.compile(r"[;,|]")
TURN_BACK = frozenset({"no_u_turn", "only_u_turn"})
ANY_WAY = frozenset({"no_entry", "no_exit"})
VEHICLES = "vehicle"


@dataclass(frozen=True, slots=True)
class Turn:
    """One restriction of turning at a junction.

    Attributes
    ----------
    from_lines, to_lines
        Ids of the lines a traveller comes along, and goes on along.
    kind
        Code of `turn_kind`.
    exempt
        Vehicles it does not bind, in OSM words (``bus``, ``motorcycle``).
    vehicles
        Vehicles it binds; all of them where empty. People on foot are never bound.
    """

    from_lines: tuple[str, ...]
    to_lines: tuple[str, ...]
    kind: str
    exempt: tuple[str, ...] = ()
    vehicles: tuple[str, ...] = ()

    @property
    def is_order(self) -> bool:
        """Whether it allows one way on only, rather than forbidding one."""
        return self.kind.startswith("only_")

    def binds(self, mode: Mode) -> bool:
        """Say whether it is meant for a mode, its exceptions left aside.

        Parameters
        ----------
        mode
            Its access tags tell which words stand for it, from the general to the
            particular: a car is a ``vehicle``, a ``motor_vehicle`` and a ``motorcar``.

        Examples
        --------
        >>> from layers.infrastructure.travel import mode
        >>> left = Turn(("1",), ("2",), "no_left_turn")
        >>> left.binds(mode("car")), left.binds(mode("walk"))
        (True, False)
        """
        words = set(mode.access_tags)
        if VEHICLES not in words:
            return False
        return not self.vehicles or not words.isdisjoint(self.vehicles)

    def exempts(self, mode: Mode) -> bool:
        """Say whether a mode is among the exceptions.

        Examples
        --------
        >>> from layers.infrastructure.travel import mode
        >>> Turn(("1",), ("2",), "no_u_turn", exempt=("emergency",)).exempts(mode("ambulance"))
        True
        """
        return not set(mode.access_tags).isdisjoint(self.exempt)


def turn_of(row: Mapping[str, Any]) -> Turn | None:
    """Read a restriction from the columns of the turns theme; None for a kind not known.

    Parameters
    ----------
    row
        ``from_line``, ``to_line`` and ``kind``, and where they are known ``except`` and
        ``modes``; several ids or words in one are parted by semicolons.

    Examples
    --------
    >>> row = {"from_line": 7, "to_line": "8", "kind": "no_left_turn", "except": "bus; psv"}
    >>> turn_of(row).from_lines, turn_of(row).exempt
    (('7',), ('bus', 'psv'))
    >>> turn_of(row | {"kind": "no_parking"}) is None
    True
    """
    kind = code_list("turn_kind").code(row.get("kind", ""))
    if kind is None:
        return None
    return Turn(
        _parts(row.get("from_line")),
        _parts(row.get("to_line")),
        kind,
        tuple(word.casefold() for word in _parts(row.get("except"))),
        tuple(word.casefold() for word in _parts(row.get("modes"))),
    )


def line_id(value: Any) -> str:
    """Give the id of a line as text; "" for none.

    Examples
    --------
    >>> line_id(118.0), line_id(" 118 "), line_id(None)
    ('118', '118', '')
    """
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _parts(value: Any) -> tuple[str, ...]:
    words = (word.strip() for word in BETWEEN.split(line_id(value)))
    return tuple(dict.fromkeys(word for word in words if word))
