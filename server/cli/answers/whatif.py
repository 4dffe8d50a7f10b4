"""What-if as people read it in a terminal: units that gain most, everyone, and the edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from layers.schema import Text
from server.cli.answers.wording import Wording, duration
from server.cli.output import number, percent, print_table

if TYPE_CHECKING:
    from server.cli.session import Session

SHOWN = 15
WORDS = {
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "all": ("semua", "all"),
    "total": ("penduduk", "people"),
    "gained": ("bertambah", "gained"),
    "lost": ("berkurang", "lost"),
    "edits": ("Perubahan", "Edits"),
}
SENTENCES = {
    "more": Text("… dan {n} wilayah lain yang berubah.", "… and {n} more units that change."),
    "nobody": Text(
        "Tidak ada yang berubah bagi siapa pun dalam batas waktu ini.",
        "Nothing changes for anybody within these times.",
    ),
    "sooner": Text(
        "Lebih cepat bagi {sooner} orang, lebih lambat bagi {later} orang.",
        "Sooner for {sooner} people, later for {later} people.",
    ),
    "ways": Text(
        "Kini ada jalur bagi {reached} orang; terputus: {cut_off} orang.",
        "A way now leads to {reached} people; cut off: {cut_off} people.",
    ),
    "closed": Text(
        "Kesenjangan tertutup di {n} wilayah: {names}.", "Gaps closed in {n} units: {names}."
    ),
}
TOLD = Wording(WORDS, SENTENCES)


def print_whatif(session: Session, numbers: dict[str, Any]) -> None:
    """Write what edits change.

    Parameters
    ----------
    session
        For the language.
    numbers
        Of the answer of the process `whatif`, as plain data.
    """
    units = _by_unit(numbers["rows"])
    changed = [u for u in units if any(row["gained"] or row["lost"] for row in u)]
    changed.sort(key=lambda u: (-u[-1]["gained"], -u[-1]["lost"], -sum(r["gained"] for r in u)))
    everyone = [{"code": "", "name": TOLD.word(session, "all")} | row for row in numbers["totals"]]
    columns = {key: TOLD.word(session, key) for key in ("code", "name", "total")}
    for row in everyone:
        limit = f"≤ {duration(session, row['within_s'])}"
        columns[limit] = limit
        columns |= {f"{key} {limit}": TOLD.word(session, key) for key in ("gained", "lost")}
    lines = [_line(unit, session) for unit in [*changed[:SHOWN], everyone]]
    print_table(lines, columns, session.lang)
    if len(changed) > SHOWN:
        TOLD.say(session, "more", n=len(changed) - SHOWN)
    if not changed:
        TOLD.say(session, "nobody")
    whole = {
        key: _people(value, session.lang) for key, value in everyone[-1].items() if key in _SUMS
    }
    if any(value != "0" for value in whole.values()):
        TOLD.say(session, "sooner", **whole)
    if whole["reached"] != "0" or whole["cut_off"] != "0":
        TOLD.say(session, "ways", **whole)
    closed = [gap["name"] or gap["code"] for gap in numbers["gaps"] if gap["closed"]]
    if closed:
        TOLD.say(session, "closed", n=len(closed), names=", ".join(closed[:SHOWN]))
    click.echo(f"\n{TOLD.word(session, 'edits')}:")
    for edit in numbers["edits"]:
        click.echo(f"  {edit['text']['id' if session.lang == 'id' else 'en']}")


_SUMS = ("sooner", "later", "reached", "cut_off")


def _by_unit(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Group rows by unit, each by time."""
    units: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        units.setdefault(row["code"], []).append(row)
    return list(units.values())


def _line(unit: list[dict[str, Any]], session: Session) -> dict[str, Any]:
    """Give a unit's shares before and after, and who gains and who loses, by time."""
    lang, line = session.lang, {key: unit[0][key] for key in ("code", "name", "total")}
    for row in unit:
        limit = f"≤ {duration(session, row['within_s'])}"
        ends = (row["share_before"], row["share_after"])
        shares = (percent(share, lang).removesuffix(" %") for share in ends)
        line[limit] = f"{' → '.join(shares)} %"
        line[f"gained {limit}"] = _people(row["gained"], lang, "+")
        line[f"lost {limit}"] = _people(row["lost"], lang, "-")
    return line


def _people(value: float, lang: str, sign: str = "") -> str:
    """Give whole people, with a sign where there are any; "<1" for fewer than one."""
    if 0 < value < 0.5:
        return f"{sign}<1"
    return f"{sign}{number(value, lang=lang)}" if value else "0"
