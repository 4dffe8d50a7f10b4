"""An evaluated masterplan as people read it in a terminal: targets, goals, missing links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import NOTHING, number, print_table, trust_in_words

if TYPE_CHECKING:
    from gis.masterplans import Evaluation, Standing
    from server.cli.session import Session

# So many values of a target are shown, the latest.
SHOWN = 5
WORDS = {
    "id": ("id", "id"),
    "indicator": ("indikator", "indicator"),
    "baseline": ("awal", "baseline"),
    "current": ("sekarang", "current"),
    "expected": ("diharapkan", "expected"),
    "target": ("target", "target"),
    "gap": ("kurang", "gap"),
    "status": ("status", "status"),
    "goal": ("tujuan", "goal"),
    "pillar": ("pilar", "pillar"),
}
SENTENCES = {
    "head": Text("{title}, per {on}", "{title}, on {on}"),
    "missing": Text("Mata rantai yang hilang:", "Missing links:"),
    "none": Text("Rantai program sampai target lengkap.", "The chain to targets is complete."),
    "why": Text("Tanpa nilai:", "Without a value:"),
    "series": Text("Nilai yang tersimpan:", "Values kept:"),
    "scenario": Text("Skenario: {title}", "Scenario: {title}"),
    "method": Text("Metode: {method}", "Method: {method}"),
    "trust": Text("Kepercayaan: {trust}", "Trust: {trust}"),
    "again": Text("Ulangi: {line}", "Again: {line}"),
}
TOLD = Wording(WORDS, SENTENCES)


def print_evaluation(session: Session, found: Evaluation, name: str) -> None:
    """Write where targets and goals stand, and what is missing; `name` is that of the plan."""
    head = found.plan.masterplan
    title = session.say(head.title)
    TOLD.say(session, "head", title=title, on=found.on.isoformat())
    keys = ("id", "indicator", "baseline", "current", "expected", "target", "gap", "status")
    rows = [_shown(session, one) for one in found.standings]
    print_table(rows, TOLD.heads(session, keys), session.lang)
    document = found.to_dict()
    goals = [
        {
            "goal": f"{goal.id} {session.say(goal.text)}",
            "pillar": goal.pillar,
            "status": status_title(session, told["status"]),
        }
        for goal, told in zip(found.plan.goals, document["goals"], strict=True)
    ]
    click.echo()
    print_table(goals, TOLD.heads(session, ("goal", "pillar", "status")), session.lang)
    _print_reasons(session, found)
    _print_series(session, found)
    click.echo()
    TOLD.say(session, "missing" if found.missing else "none")
    for one in found.missing:
        click.echo(f"  {one.id}: {session.say(one.message)}")
    TOLD.say(session, "method", method=session.say(Text.of(document["method"])))
    TOLD.say(session, "trust", trust=trust_in_words(session, document["trust"]))
    line = f"penyangga masterplan evaluate {name} --on {found.on.isoformat()}"
    if found.scenario is not None:
        TOLD.say(session, "scenario", title=said(session, found.scenario["title"]))
        line += f" --scenario {found.scenario['id']}"
    line += " --json"
    TOLD.say(session, "again", line=line)


def _print_reasons(session: Session, found: Evaluation) -> None:
    told = [one for one in found.standings if one.current.reason is not None]
    if told:
        click.echo()
        TOLD.say(session, "why")
    for one in told:
        click.echo(f"  {one.target.id}: {session.say(one.current.reason)}")


def _print_series(session: Session, found: Evaluation) -> None:
    """Write the values kept of targets that had more than one, scenarios apart."""
    lines = []
    for one in found.standings:
        told: dict[str | None, list[str]] = {}
        for kept in found.series:
            if kept.target == one.target.id:
                value = number(kept.value, ",.1f", session.lang)
                told.setdefault(kept.line[1], []).append(f"{value} ({kept.made[:10]})")
        if any(len(values) > 1 for values in told.values()):
            shown = (
                (f"{scenario}: " if scenario else "") + " → ".join(values[-SHOWN:])
                for scenario, values in told.items()
            )
            lines.append(f"  {one.target.id}: {'; '.join(shown)}")
    if lines:
        click.echo()
        TOLD.say(session, "series")
        click.echo("\n".join(lines))


def _shown(session: Session, one: Standing) -> dict[str, Any]:
    def told(value: float | None) -> str:
        return NOTHING if value is None else number(value, ",.1f", session.lang)

    current = told(one.current.value)
    if one.current.low is not None:
        current += f" ({told(one.current.low)}-{told(one.current.high)})"
    target = one.target
    return {
        "id": target.id,
        "indicator": f"{session.say(one.indicator.name)} ({session.say(one.indicator.unit)})",
        "baseline": f"{told(target.baseline.value)} ({target.baseline.year})",
        "current": current,
        "expected": told(one.expected),
        "target": f"{told(target.target.value)} ({target.target.year})",
        "gap": told(one.gap),
        "status": status_title(session, one.status),
    }


def status_title(session: Session, status: str) -> str:
    """Give the word for where a target stands."""
    from gis.masterplans.progress import STATUS_TITLES

    title = next(text for key, text in STATUS_TITLES.items() if key == status)
    return session.say(title)


def target_rows(found: Evaluation) -> list[dict[str, Any]]:
    """Give the targets as rows of a table for programs."""
    rows = []
    for one in found.standings:
        told = one.to_dict()
        rows.append(
            {
                "id": told["id"],
                "goal": told["goal"],
                "indicator": told["indicator"]["id"],
                "unit_id": told["indicator"]["unit"]["id"],
                "unit_en": told["indicator"]["unit"]["en"],
                "direction": told["direction"],
                "baseline": told["baseline"]["value"],
                "baseline_year": told["baseline"]["year"],
                "current": told["current"],
                "current_low": told["current_low"],
                "current_high": told["current_high"],
                "expected": told["expected"],
                "target": told["target"]["value"],
                "target_year": told["target"]["year"],
                "gap": told["gap"],
                "status": told["status"],
                "trust": told["trust"],
            }
        )
    return rows
