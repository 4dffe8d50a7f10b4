"""Suitability as people read it in a terminal: units, what is excluded, criteria, best land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.schema import Text
from server.cli.output import NOTHING, percent, print_table

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
    "none": Text(
        "Tidak ada lahan dengan skor {least} atau lebih.", "No land scores {least} or more."
    ),
}


def print_suitability(session: Session, numbers: dict[str, Any]) -> None:
    """Write how well the land of units suits.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `suitability`, as plain data.
    """
    rows = [_line(row) for row in numbers["rows"]]
    total = {"rank": "", "code": "", "name": _word(session, "all")} | numbers["totals"][0]
    keys = ("rank", "code", "name", "mean", "area_ha", "excluded", "suitable_ha", "suitable")
    print_table([*rows[:SHOWN], _line(total)], _heads(session, keys))
    if len(rows) > SHOWN:
        _say(session, "more", n=len(rows) - SHOWN)
    if numbers["totals"][0]["no_data_ha"] > 0:
        _say(session, "missing", ha=f"{numbers['totals'][0]['no_data_ha']:,.0f}")
    _print_criteria(session, numbers)
    if numbers["constraints"]:
        click.echo(f"\n{_word(session, 'constraints')}:")
        lines = [
            one
            | {name: _ha(one[name]) for name in ("excluded_ha", "alone_ha")}
            | {"share": percent(one["share"])}
            for one in numbers["constraints"]
        ]
        print_table(lines, _heads(session, ("item", "excluded_ha", "share", "alone_ha")))
    _print_patches(session, numbers)


def _print_criteria(session: Session, numbers: dict[str, Any]) -> None:
    """Write the criteria with what their weights move, and how they were weighed."""
    click.echo(f"\n{_word(session, 'criteria')}:")
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
                "weight": percent(one["weight"]),
                "mean": _score(one["mean"]),
                "moved": percent(worst),
                "ranks": max(row["n_ranks_changed"] for row in tried),
            }
        )
    print_table(lines, _heads(session, ("item", "weight", "mean", "moved", "ranks")))
    if any(one["trust"] for one in numbers["criteria"]):
        _say(session, "proposed")
    for one in numbers["skipped"]:
        _say(session, "skipped", item=one["item"], why=_of(session, one["reason"]))
    ahp = numbers["ahp"]
    if ahp is not None:
        verdict = session.say(SENTENCES["consistent" if ahp["consistent"] else "inconsistent"])
        ratio = f"{ahp['ratio']:.3f}"
        ratio = ratio.replace(".", ",") if session.lang == "id" else ratio
        _say(session, "ratio", ratio=ratio, verdict=verdict)
        if ahp["revision"] is not None and not ahp["consistent"]:
            click.echo(f"  {_of(session, ahp['revision']['text'])}")


def _print_patches(session: Session, numbers: dict[str, Any]) -> None:
    click.echo(f"\n{_word(session, 'patches')} (≥ {numbers['least']:g}):")
    if not numbers["patches"]:
        _say(session, "none", least=f"{numbers['least']:g}")
        return
    lines = [
        one
        | {
            "area_ha": _ha(one["area_ha"]),
            "mean": _score(one["mean"]),
            "best": _score(one["best"]),
            "place": f"{one['lon']:.4f},{one['lat']:.4f}",
        }
        for one in numbers["patches"][:SHOWN_PATCHES]
    ]
    print_table(lines, _heads(session, ("rank", "unit", "area_ha", "mean", "best", "place")))


def _line(row: dict[str, Any]) -> dict[str, Any]:
    excluded = row["excluded_ha"] / row["area_ha"] if row["area_ha"] else None
    return row | {
        "mean": _score(row["mean"]),
        "area_ha": _ha(row["area_ha"]),
        "suitable_ha": _ha(row["suitable_ha"]),
        "excluded": percent(excluded),
        "suitable": percent(row["suitable_share"]),
    }


def _score(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"


def _ha(value: float) -> str:
    return f"{value:,.0f}"


def _say(session: Session, key: str, **values: Any) -> None:
    click.echo(session.say(SENTENCES[key]).format(**values))


def _of(session: Session, text: dict[str, str]) -> str:
    return text["id" if session.lang == "id" else "en"]


def _heads(session: Session, keys: tuple[str, ...]) -> dict[str, str]:
    return {key: _word(session, key) for key in keys}


def _word(session: Session, key: str) -> str:
    return WORDS[key][0 if session.lang == "id" else 1]
