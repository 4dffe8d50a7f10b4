"""What programmes of a masterplan bring, ranked, as people read it in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import NOTHING, number, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

TOLD = Wording(
    {
        "programme": ("program", "programme"),
        "quick_win": ("quick win", "quick win"),
        "target": ("target", "target"),
        "change": ("perubahan", "change"),
        "share_of_gap": ("dari kekurangan", "of the gap"),
        "per_billion": ("per miliar", "per billion"),
        "per_month": ("per bulan", "per month"),
    },
    {"without": Text("{programme}: {why}", "{programme}: {why}")},
)


def print_ranked(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write programmes with what they bring for their money and in a month, in their order."""
    shown = [
        {
            "programme": f"{row['programme']} {said(session, row['name'])}",
            "quick_win": row["quick_win"],
            "target": row["target"],
            "change": _signed(session, row["towards"]),
            "share_of_gap": NOTHING
            if row["share_of_gap"] is None
            else f"{number(100 * row['share_of_gap'], ',.0f', session.lang)} %",
            "per_billion": _signed(session, row["per_billion"]),
            "per_month": _signed(session, row["per_month"]),
        }
        for row in rows
    ]
    print_table(shown, TOLD.heads(session, tuple(TOLD.words)), session.lang)


def print_effects(session: Session, numbers: Mapping[str, Any]) -> None:
    """Write the ranking of the answer `effect`, and why other programmes have none."""
    print_ranked(session, numbers["rows"])
    if numbers["without_effect"]:
        click.echo()
    for one in numbers["without_effect"]:
        TOLD.say(session, "without", programme=one["programme"], why=said(session, one["reason"]))


def _signed(session: Session, value: float | None) -> str:
    return NOTHING if value is None else number(value, "+,.3f", session.lang)
