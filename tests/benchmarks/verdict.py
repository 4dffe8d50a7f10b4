"""Rows of the benchmark: what was measured, against what goal, and whether it held."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

GoalKind = Literal["times faster", "at most", "costs at most"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether the answers compared in the same run are equal, and how that was seen."""

    equal: bool
    how: str


@dataclass(frozen=True, slots=True)
class Row:
    """One goal: the passes of ours and of the rival, and the goal for their ratio.

    ``times faster``: the ratio of speeds (or of times) in our favour is `goal` or more.
    ``costs at most``: ours costs at most `goal` times what it is compared with.
    ``at most``: our own figure is `goal` or less; there is no rival.
    """

    what: str
    unit: str
    ours: tuple[float, ...]
    kind: GoalKind
    goal: float
    agreement: Agreement
    rival: tuple[float, ...] = ()
    rival_name: str = ""
    load_before: float = 0.0
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def figure(self) -> float:
        """The number the goal is about: a ratio of medians, or our median."""
        mine = median(self.ours)
        if self.kind == "at most":
            return mine
        other = median(self.rival)
        speed = mine / other if self.unit.endswith("/s") else other / mine
        return 1 / speed if self.kind == "costs at most" else speed

    @property
    def brief(self) -> str:
        """The row in one line, as it is told while the run goes on."""
        by_cpu = self.detail.get("cpu_ratio")
        more = f", by processor time {by_cpu:.3g}×" if by_cpu else ""
        sign = "" if self.kind == "at most" else "×"
        return f"{self.figure:.3g}{sign} (goal {_goal(self)}){more}; {self.agreement.how}"

    @property
    def met(self) -> bool:
        """Whether the figure reaches the goal."""
        return self.figure >= self.goal if self.kind == "times faster" else self.figure <= self.goal

    @property
    def held(self) -> bool:
        """Whether the goal is reached with equal answers."""
        return self.met and self.agreement.equal

    def to_dict(self) -> dict[str, Any]:
        """Give the row as plain data for JSON."""
        return asdict(self) | {"figure": self.figure, "met": self.met, "held": self.held}


@dataclass(frozen=True, slots=True)
class Missing:
    """A row that could not be run, and what to do about it."""

    what: str
    why: str

    held = False

    @property
    def brief(self) -> str:
        """The row in one line."""
        return self.why

    def to_dict(self) -> dict[str, Any]:
        """Give the row as plain data for JSON."""
        return asdict(self) | {"held": False}


def show(rows: Sequence[Row | Missing], console: Console) -> None:
    """Print the table of all rows."""
    table = Table(title="make bench", show_lines=False)
    for heading in ("what", "ours", "rival", "ratio", "goal", "equal answers", "held"):
        right = heading in {"ours", "rival", "ratio", "goal"}
        table.add_column(heading, justify="right" if right else "left")
    for row in rows:
        if isinstance(row, Missing):
            table.add_row(row.what, "", "", "", "", row.why, "[red]not run")
            continue
        other = f"{_number(median(row.rival))} {row.unit}\n{row.rival_name}" if row.rival else ""
        ratio = "" if row.kind == "at most" else f"{row.figure:.3g}×"
        held = "[green]yes" if row.held else ("[red]differs" if row.met else "[red]no")
        table.add_row(
            row.what,
            f"{_number(median(row.ours))} {row.unit}",
            other,
            ratio,
            _goal(row),
            row.agreement.how,
            held,
        )
    console.print(table)


def _goal(row: Row) -> str:
    if row.kind == "at most":
        return f"≤ {row.goal:g} {row.unit}"
    return f"{'≥' if row.kind == 'times faster' else '≤'} {row.goal:g}×"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def save(
    path: Path, rows: Iterable[Row | Missing], facts: dict[str, object], *, rivals: dict[str, str]
) -> None:
    """Write all rows with the machine's facts, the versions and the date as JSON."""
    document = {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": facts,
        "rivals": rivals,
        "rows": [row.to_dict() for row in rows],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
