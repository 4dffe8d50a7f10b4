"""Zoning as people read it in a terminal: the verdict first, then why, what binds, how sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from layers.schema import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import number, percent, print_table, trust_in_words

if TYPE_CHECKING:
    from server.cli.session import Session

WORDS = {
    "code": ("zona", "zone"),
    "name": ("nama", "name"),
    "verdict": ("putusan", "verdict"),
    "share": ("bagian", "share"),
    "area": ("luas m2", "area m2"),
    "away": ("garis m", "line m"),
    "sure": ("pasti", "certain"),
    "limits": ("batas", "limits"),
    "id": ("id", "id"),
    "group": ("kelompok", "group"),
    "kbli": ("KBLI", "KBLI"),
    "score": ("cocok", "fit"),
}
TOLD = Wording(WORDS)
HEADS = {
    "conditions": Text("Syarat", "Conditions"),
    "plot": Text("Paling besar di petak ini", "At most on this plot"),
    "proposal": Text("Rencana bangunan", "The building in mind"),
    "conflicts": Text("RTRW dan RDTR bertentangan", "RTRW and RDTR disagree"),
    "unknown": Text("Tidak diketahui", "Not known"),
    "sources": Text("Dasar", "Sources"),
    "unstated": Text("Tidak disebut sumber mana pun", "Stated by no source"),
}
# Short names of limits that are words; KDB, KLB, KDH and KTB are the same in both languages.
SHORT = {
    "height": Text("tinggi", "height"),
    "storeys": Text("lantai", "storeys"),
    "front": Text("GSB depan", "front setback"),
    "side": Text("sempadan samping", "side setback"),
    "back": Text("sempadan belakang", "back setback"),
}
MOST_REASONS = 5
REST = {
    "left_out_ha": Text("tak memenuhi ha", "left out ha"),
    "outside_plan_ha": Text("luar rencana ha", "no plan ha"),
}
_LETTERS = re.compile(r" \([A-Z, ]+\)$")
PLOT = {
    "footprint_m2": (Text("tapak", "footprint"), "m2"),
    "floor_area_m2": (Text("luas lantai", "floor area"), "m2"),
    "storeys": (Text("lantai", "storeys"), ""),
    "height_m": (Text("tinggi", "height"), "m"),
    "basement_m2": (Text("ruang bawah tanah", "basement"), "m2"),
}


def print_zoning(session: Session, numbers: dict[str, Any]) -> None:
    """Write what the plan says of a place.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `zoning`, as plain data.
    """
    click.echo(said(session, numbers["summary"]))
    if numbers["reason"]:
        click.echo(said(session, numbers["reason"]))
    if numbers["rows"]:
        click.echo()
        print_table(
            [_row(session, row) for row in numbers["rows"]],
            {
                key: TOLD.word(session, key)
                for key in ("code", "name", "verdict", "share", "away", "limits")
            },
            session.lang,
        )
    if numbers["accuracy"]:
        click.echo(said(session, numbers["accuracy"]["text"]) + ".")
    _print_list(session, "conditions", (_cited(session, c) for c in numbers["conditions"]))
    _print_plot(session, numbers)
    _print_list(session, "proposal", (said(session, c["text"]) for c in numbers["proposal"]))
    _print_list(session, "conflicts", (said(session, c["text"]) for c in numbers["conflicts"]))
    unknown = [said(session, one["text"]) for one in numbers["overlays_unknown"]]
    unstated = ", ".join(_short(session, name) for name in numbers["limits_missing"])
    unknown += [f"{session.say(HEADS['unstated'])}: {unstated}"] if unstated else []
    _print_list(session, "unknown", unknown)
    _print_list(session, "sources", (_source(session, one) for one in numbers["sources"]))


def print_activities(session: Session, numbers: dict[str, Any]) -> None:
    """Write the activities that a search found, or all of them."""
    rows = [
        row | {"name": said(session, row["name"]), "group": said(session, row["group"])}
        for row in numbers["rows"]
    ]
    print_table(
        rows,
        {key: TOLD.word(session, key) for key in ("id", "name", "group", "kbli")},
        session.lang,
    )


def print_allowed(session: Session, numbers: dict[str, Any]) -> None:
    """Write how much land each verdict covers, by unit.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `allowed`, as plain data.
    """
    click.echo(f"{said(session, numbers['activity']['name'])} ({numbers['activity']['id']})")
    held = [one for one in numbers["verdicts"] if one["area_ha"] > 0.0]
    every = {"code": "", "name": session.words("semua", "all")}
    every |= {f"{one['verdict']}_ha": one["area_ha"] for one in held}
    rest = [key for key in REST if numbers[key] > 0.0]
    every |= {key: numbers[key] for key in rest}
    rows = [
        {k: _figure(session, v, ",.1f") for k, v in row.items()}
        for row in [*numbers["rows"], every]
    ]
    columns = {"code": session.words("kode", "code"), "name": TOLD.word(session, "name")}
    columns |= {f"{one['verdict']}_ha": f"{one['verdict']} ha" for one in held}
    columns |= {key: session.say(REST[key]) for key in rest}
    print_table(rows, columns, session.lang)
    for one in held:
        # The letter stands before the words here, not behind them.
        words = _LETTERS.sub("", said(session, one["meaning"]))
        if words != one["verdict"]:
            click.echo(f"{one['verdict']}: {words}")
    for one in numbers["reasons"][:MOST_REASONS]:
        n = one["n_zones"]
        zones = session.words(f"{n} zona", "1 zone" if n == 1 else f"{n} zones")
        click.echo(f"? {said(session, one['text'])}: {zones}")
    _print_list(session, "sources", (_source(session, one) for one in numbers["sources"]))


def _row(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    away = row["distance_to_line_m"]
    share = "" if row["share"] is None else percent(row["share"], session.lang)
    return {
        "code": row["code"] or "?",
        "name": said(session, row["name"]) if row["name"] else row["as_published"],
        "verdict": row["verdict"] if row["holds"] else f"({row['verdict']})",
        "share": share,
        "away": None if away is None else number(away, ".2f", session.lang),
        "limits": " ".join(_limits(session, row["limits"])),
    }


def _limits(session: Session, limits: dict[str, Any]) -> Iterator[str]:
    for name, limit in limits.items():
        sign = "≥" if "_min" in name or "setback" in name else "≤"
        short = _short(session, limit["short"])
        value = number(limit["value"], "g", session.lang)
        yield f"{short} {sign} {value}{limit['unit'] or ''}"


def _print_plot(session: Session, numbers: dict[str, Any]) -> None:
    plot = numbers["plot"]
    if plot is None:
        return
    said = []
    for name, (title, unit) in PLOT.items():
        bound = plot[name]
        if bound["value"] is not None:
            names = ", ".join(_short(session, one) for one in bound["binds"])
            binds = f" ({names})" if names else ""
            value = number(bound["value"], ",.6g", session.lang)
            said.append(f"{session.say(title)} {value} {unit}".strip() + binds)
    if said:
        head = session.say(HEADS["plot"])
        area = number(plot["area_m2"], ",.1f", session.lang)
        click.echo(f"\n{head} ({area} m2): {'; '.join(said)}")


def _print_list(session: Session, head: str, lines: Any) -> None:
    held = list(lines)
    if held:
        click.echo(f"\n{session.say(HEADS[head])}:")
        for line in held:
            click.echo(f"  - {line}")


def _cited(session: Session, condition: dict[str, Any]) -> str:
    note = f", {said(session, condition['note'])}" if condition["note"] else ""
    trust = trust_in_words(session, condition["trust"])
    return f"{said(session, condition['text'])} [{condition['source']}, {trust}{note}]"


def _source(session: Session, source: dict[str, Any]) -> str:
    parts = [source[key] for key in ("regulation", "article", "revision", "date")]
    parts.append(trust_in_words(session, source["trust"]))
    note = [said(session, source["note"])] if source["note"] else []
    told = ", ".join(str(part) for part in [*parts, *note] if part)
    return f"{source['id']}: {said(session, source['title'])} ({told})"


def _short(session: Session, name: str) -> str:
    return session.say(SHORT[name]) if name in SHORT else name


def _figure(session: Session, value: Any, form: str) -> Any:
    return number(value, form, session.lang) if isinstance(value, float) else value
