"""Suitability as people read it in a terminal: units, what is excluded, criteria, best land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.schema import Text
from server.cli.answers.wording import Wording, said
from server.cli.output import NOTHING, number, percent, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN = 10
SHOWN_PATCHES = 5
WORDS = {
    "rank": ("no", "no"),
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "all": ("semua", "all"),
    "mean": ("skor", "score"),
    "area_ha": ("ha", "ha"),
    "excluded": ("terkecuali", "excluded"),
    "suitable_ha": ("cocok ha", "suitable ha"),
    "suitable": ("bagian", "share"),
    "item": ("", ""),
    "weight": ("bobot", "weight"),
    "moved": ("berganti kelas ±10 %", "changes class ±10 %"),
    "ranks": ("peringkat bergeser", "ranks that move"),
    "excluded_ha": ("ha", "ha"),
    "share": ("bagian", "share"),
    "alone_ha": ("hanya ini, ha", "by this alone, ha"),
    "best": ("terbaik", "best"),
    "unit": ("wilayah", "unit"),
    "place": ("lon,lat", "lon,lat"),
    "criteria": ("Kriteria", "Criteria"),
    "constraints": ("Terkecuali", "Excluded"),
    "patches": ("Petak terbaik", "Best patches"),
}
SENTENCES = {
    "more": Text("… dan {n} wilayah lain.", "… and {n} more units."),
    "missing": Text(
        "Tanpa data, tidak diberi skor: {ha} ha.", "Without data, not scored: {ha} ha."
    ),
    "proposed": Text(
        "Kriteria, kurva, bobot dan kendala usulan (ilustratif); ganti dengan --criteria dan "
        "--exclude.",
        "Criteria, curves, weights and constraints are proposed (illustrative); change them with "
        "--criteria and --exclude.",
    ),
    "skipped": Text("Dilewati: {item} ({why}).", "Left out: {item} ({why})."),
    "ratio": Text(
        "AHP: rasio konsistensi {ratio} ({verdict}).", "AHP: consistency ratio {ratio} ({verdict})."
    ),
    "consistent": Text("cukup, paling banyak 0,10", "good enough, 0.10 at most"),
    "inconsistent": Text(
        "di atas 0,10: pertimbangan saling bertentangan", "above 0.10: the judgements contradict"
    ),
    "doubt": Text(
        "Pertimbangan saling bertentangan (rasio konsistensi {ratio}): urutan di bawah belum layak "
        "dipakai.",
        "The judgements contradict each other (consistency ratio {ratio}): the ranking below is "
        "not fit for use yet.",
    ),
    "none": Text(
        "Tidak ada lahan dengan skor {least} atau lebih.", "No land scores {least} or more."
    ),
}
TOLD = Wording(WORDS, SENTENCES)


def print_suitability(session: Session, numbers: dict[str, Any]) -> None:
    """Write how well the land of units suits.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `suitability`, as plain data.
    """
    if numbers["ahp"] is not None and not numbers["ahp"]["consistent"]:
        TOLD.say(session, "doubt", ratio=number(numbers["ahp"]["ratio"], ".3f", session.lang))
    rows = [_line(session, row) for row in numbers["rows"]]
    total = {"rank": "", "code": "", "name": TOLD.word(session, "all")} | numbers["totals"][0]
    keys = ("rank", "code", "name", "mean", "area_ha", "excluded", "suitable_ha", "suitable")
    print_table([*rows[:SHOWN], _line(session, total)], TOLD.heads(session, keys), session.lang)
    if len(rows) > SHOWN:
        TOLD.say(session, "more", n=len(rows) - SHOWN)
    if numbers["totals"][0]["no_data_ha"] > 0:
        TOLD.say(session, "missing", ha=_ha(session, numbers["totals"][0]["no_data_ha"]))
    _print_criteria(session, numbers)
    if numbers["constraints"]:
        click.echo(f"\n{TOLD.word(session, 'constraints')}:")
        lines = [
            one
            | {name: _ha(session, one[name]) for name in ("excluded_ha", "alone_ha")}
            | {"share": percent(one["share"], session.lang)}
            for one in numbers["constraints"]
        ]
        print_table(
            lines, TOLD.heads(session, ("item", "excluded_ha", "share", "alone_ha")), session.lang
        )
    _print_patches(session, numbers)


def _print_criteria(session: Session, numbers: dict[str, Any]) -> None:
    """Write the criteria with what their weights move, and how they were weighed."""
    click.echo(f"\n{TOLD.word(session, 'criteria')}:")
    moves: dict[str, list[dict[str, Any]]] = {}
    for row in numbers["sensitivity"]:
        moves.setdefault(row["criterion"], []).append(row)
    lines = []
    for one in numbers["criteria"]:
        tried = moves[one["item"]]
        worst = max((row["moved_share"] or 0.0 for row in tried), default=0.0)
        lines.append(
            one
            | {
                "weight": percent(one["weight"], session.lang),
                "mean": _score(session, one["mean"]),
                "moved": percent(worst, session.lang),
                "ranks": max(row["n_ranks_changed"] for row in tried),
            }
        )
    print_table(
        lines, TOLD.heads(session, ("item", "weight", "mean", "moved", "ranks")), session.lang
    )
    if any(one["trust"] for one in numbers["criteria"]):
        TOLD.say(session, "proposed")
    for one in numbers["skipped"]:
        TOLD.say(session, "skipped", item=one["item"], why=said(session, one["reason"]))
    ahp = numbers["ahp"]
    if ahp is not None:
        verdict = session.say(SENTENCES["consistent" if ahp["consistent"] else "inconsistent"])
        ratio = number(ahp["ratio"], ".3f", session.lang)
        TOLD.say(session, "ratio", ratio=ratio, verdict=verdict)
        if ahp["revision"] is not None and not ahp["consistent"]:
            click.echo(f"  {said(session, ahp['revision']['text'])}")


def _print_patches(session: Session, numbers: dict[str, Any]) -> None:
    click.echo(
        f"\n{TOLD.word(session, 'patches')} (≥ {number(numbers['least'], 'g', session.lang)}):"
    )
    if not numbers["patches"]:
        TOLD.say(session, "none", least=number(numbers["least"], "g", session.lang))
        return
    lines = [
        one
        | {
            "area_ha": _ha(session, one["area_ha"]),
            "mean": _score(session, one["mean"]),
            "best": _score(session, one["best"]),
            "place": f"{one['lon']:.4f},{one['lat']:.4f}",
        }
        for one in numbers["patches"][:SHOWN_PATCHES]
    ]
    print_table(
        lines,
        TOLD.heads(session, ("rank", "unit", "area_ha", "mean", "best", "place")),
        session.lang,
    )


def _line(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    excluded = row["excluded_ha"] / row["area_ha"] if row["area_ha"] else None
    return row | {
        "mean": _score(session, row["mean"]),
        "area_ha": _ha(session, row["area_ha"]),
        "suitable_ha": _ha(session, row["suitable_ha"]),
        "excluded": percent(excluded, session.lang),
        "suitable": percent(row["suitable_share"], session.lang),
    }


def _score(session: Session, value: float | None) -> str:
    return NOTHING if value is None else number(value, ".3f", session.lang)


def _ha(session: Session, value: float) -> str:
    return number(value, ",.0f", session.lang)
