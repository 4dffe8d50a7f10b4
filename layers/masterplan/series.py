"""Series: the values a plan's targets had, kept with what they were computed from.

One line for each value, only ever added to. A line that a kill cut off is left out, and
the next begins after it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import orjson

from layers.derived import alone
from layers.drafts import sync_folder
from layers.errors import StoreError
from layers.stores.audit import now
from layers.text import Text

FILE = "series.jsonl"


@dataclass(frozen=True, slots=True)
class Kept:
    """The value of a target's indicator at a moment.

    Attributes
    ----------
    target, indicator
        Their ids in the plan.
    value, low, high
        The value and its range, where one is known.
    unit
        Of the value, in Indonesian and English.
    status
        Where the target stood with it, on the day `on`.
    inputs
        Layer → the revision it was computed on; none where it was entered by hand.
    method
        What computed it: process, its version, and what it was asked; or the year and
        source of a value entered by hand.
    trust
        How far it can be trusted.
    scenario
        The scenario and its version; None of the region as it is.
    made
        When it was kept, RFC 3339 in UTC.
    """

    target: str
    indicator: str
    value: float
    low: float | None
    high: float | None
    unit: Mapping[str, str]
    status: str
    on: str
    inputs: Mapping[str, int]
    method: Mapping[str, Any]
    trust: str
    scenario: Mapping[str, Any] | None = None
    made: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return asdict(self)

    @property
    def line(self) -> tuple[str, str | None]:
        """What it is a value of: target and scenario."""
        return self.target, None if self.scenario is None else str(self.scenario["id"])

    def is_as(self, other: Kept) -> bool:
        """Say whether another is the same value from the same inputs, by the same method."""
        mine, theirs = (replace(one, made="", on="", status="") for one in (self, other))
        return mine == theirs


class Series:
    """The values kept of one plan of a workspace.

    Parameters
    ----------
    home
        Folder of the plan's history.
    """

    def __init__(self, home: Path) -> None:
        self._home = home

    def read(self) -> list[Kept]:
        """Give what was kept, the oldest first."""
        try:
            lines = (self._home / FILE).read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        return [kept for line in lines if line and (kept := _kept(line)) is not None]

    def keep(self, values: Sequence[Kept]) -> list[Kept]:
        """Keep values that are not as those kept last; give them.

        Parameters
        ----------
        values
            Of one evaluation.

        Raises
        ------
        StoreError
            If they cannot be written; what was kept before stays.
        """
        try:
            with alone(self._home):
                last = {kept.line: kept for kept in self.read()}
                moment = now()
                new = [
                    replace(one, made=moment)
                    for one in values
                    if one.line not in last or not one.is_as(last[one.line])
                ]
                if new:
                    self._add(b"".join(orjson.dumps(one.to_dict()) + b"\n" for one in new))
                return new
        except OSError as error:
            raise StoreError(
                Text(
                    f"deret nilai tidak dapat ditulis ({error.strerror})",
                    f"the series of values cannot be written ({error.strerror})",
                ),
                code="store-error",
            ) from error

    def _add(self, data: bytes) -> None:
        path = self._home / FILE
        with path.open("ab+") as handle:
            size = handle.seek(0, os.SEEK_END)
            if size:
                handle.seek(size - 1)
                data = data if handle.read(1) == b"\n" else b"\n" + data
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        sync_folder(self._home)


NAMES = frozenset(one.name for one in fields(Kept))


def _kept(line: bytes) -> Kept | None:
    """Read a line; None where it was cut off, or is of a later version."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return Kept(**found) if isinstance(found, dict) and set(found) == NAMES else None
