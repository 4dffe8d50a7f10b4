"""What programmes of a masterplan move, as people read it in a terminal; and their ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from layers.text import Text
from server.cli.answers.wording import Wording, said
from server.cli.masterplans.effects import print_ranked
from server.cli.masterplans.standing import status_title
from server.cli.output import NOTHING, number, print_csv, print_json, print_table, trust_in_words

if TYPE_CHECKING:
    from gis.masterplans import Effect
    from layers.masterplan import Masterplan
    from server.cli.session import Session

SHOWN = 10
WORDS = {
    "target": ("target", "target"),
    "indicator": ("indikator", "indicator"),
    "before": ("tanpa", "without"),
    "after": ("dengan", "with"),
    "change": ("perubahan", "change"),
    "share_of_gap": ("dari kekurangan", "of the gap"),
    "status": ("status", "status"),
    "per_billion": ("per miliar", "per billion"),
    "per_month": ("per bulan", "per month"),
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "gained": ("tambahan", "gained"),
}
SENTENCES = {
    "head": Text("{name}: {n} suntingan peta, per {on}", "{name}: {n} edits of the map, on {on}"),
    "gaining": Text("{target}: yang bertambah", "{target}: who gains"),
    "losing": Text("{target}: yang berkurang", "{target}: who loses"),
    "unmoved": Text("tanpa perubahan: {names}", "no change: {names}"),
    "method": Text("Metode: {method}", "Method: {method}"),
    "trust": Text("Kepercayaan: {trust}", "Trust: {trust}"),
    "again": Text("Ulangi: {line}", "Again: {line}"),
}
TOLD = Wording(WORDS, SENTENCES)


def print_effect(session: Session, found: Effect) -> None:
    """Write what a programme moves, and who gains or loses."""
    document = found.to_dict()
    name = f"{found.programme.id} {session.say(found.programme.name)}"
    TOLD.say(session, "head", name=name, n=found.n_edits, on=document["on"])
    keys = ("target", "indicator", "before", "after", "change", "share_of_gap", "status")
    rows = [_shown(session, told) for told in document["targets"]]
    worth = [key for key in ("per_billion", "per_month") if _any(document["targets"], key)]
    print_table(rows, TOLD.heads(session, (*keys, *worth)), session.lang)
    for told in document["targets"]:
        _print_units(session, told)
    click.echo()
    TOLD.say(session, "method", method=said(session, document["method"]))
    TOLD.say(session, "trust", trust=trust_in_words(session, document["trust"]))
    line = (
        f"penyangga masterplan effect {found.plan.masterplan.id} {found.programme.id} "
        f"--on {document['on']} --json"
    )
    TOLD.say(session, "again", line=line)


def _any(rows: Sequence[dict[str, Any]], key: str) -> bool:
    return any(row[key] is not None for row in rows)


def _shown(session: Session, told: dict[str, Any]) -> dict[str, Any]:
    def value(key: str, form: str = ",.1f") -> str:
        return NOTHING if told[key] is None else number(told[key], form, session.lang)

    before, after = (status_title(session, told[f"status_{when}"]) for when in ("before", "after"))
    gap = told["share_of_gap"]
    return {
        "target": told["id"],
        "indicator": f"{said(session, told['indicator'])} ({said(session, told['unit'])})",
        "before": value("before"),
        "after": value("after"),
        "change": value("change", "+,.2f"),
        "share_of_gap": NOTHING if gap is None else f"{number(100 * gap, ',.0f', session.lang)} %",
        "status": after if before == after else f"{before} → {after}",
        "per_billion": value("per_billion", "+,.3f"),
        "per_month": value("per_month", "+,.3f"),
    }


def _print_units(session: Session, told: dict[str, Any]) -> None:
    """Write who gains and who loses by a target; nothing where nobody does."""
    for which in ("gaining", "losing"):
        if told[which]:
            click.echo()
            TOLD.say(session, which, target=told["id"])
            rows = [
                row
                | {key: number(row[key], ",.1f", session.lang) for key in ("before", "after")}
                | {"gained": number(row["gained"], "+,.0f", session.lang)}
                for row in told[which][:SHOWN]
            ]
            keys = ("code", "name", "before", "after", "gained")
            print_table(rows, TOLD.heads(session, keys), session.lang)
    if told["gaining"] or told["losing"]:
        names = ", ".join(row["name"] for row in told["unmoved"]) or NOTHING
        TOLD.say(session, "unmoved", names=names)


def unit_rows(found: Effect) -> list[dict[str, Any]]:
    """Give the units of every target as rows for programs."""
    return [
        {"target": move.before.target.id} | {str(key): value for key, value in row.items()}
        for move in found.moves
        for row in move.units.to_dict("records")
    ]


def print_ranking(
    session: Session,
    plan: Masterplan,
    found: Sequence[Effect],
    rank: str,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Write which programmes bring most for their money, or in a month."""
    from gis.masterplans import ranked

    rows = ranked(found, "per_billion" if rank == "money" else "per_month")
    if as_json:
        print_json({"masterplan": plan.masterplan.id, "ranked_by": rank, "rows": rows})
        return
    if as_csv:
        print_csv([{**row, "name": said(session, row["name"])} for row in rows])
        return
    print_ranked(session, rows)
