"""`penyangga masterplan history|diff`: what a plan was, and what became otherwise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from layers.errors import SourceError
from layers.text import Text
from server.cli.output import NOTHING, print_csv, print_json, print_table
from server.cli.session import Session

if TYPE_CHECKING:
    from layers.masterplan.differences import Difference
    from layers.masterplan.history import Version

HEADINGS = {
    "number": ("versi", "version"),
    "made": ("waktu", "made"),
    "who": ("siapa", "who"),
    "how": ("cara", "how"),
    "note": ("catatan", "note"),
    "digest": ("sidik", "digest"),
    "change": ("perubahan", "change"),
    "part": ("bagian", "part"),
    "id": ("id", "id"),
    "field": ("bidang", "field"),
    "before": ("sebelum", "before"),
    "after": ("sesudah", "after"),
}
CHANGES = {
    "added": ("ditambah", "added"),
    "changed": ("diubah", "changed"),
    "removed": ("dihapus", "removed"),
}
SHOWN_LETTERS = 48


@click.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Give the versions as JSON.")
@click.pass_obj
def history(session: Session, name: str, *, as_json: bool) -> None:
    """List the versions of the workspace's masterplan NAME, the oldest first.

    Every import and replacement keeps the one before; so does a change of the file by hand.
    """
    from layers.masterplan import Shelf
    from layers.masterplan.history import TITLES

    catalogue = session.base()
    try:
        versions = Shelf(catalogue.path).versions(name)
    finally:
        catalogue.close()
    if as_json:
        print_json({"masterplan": name, "versions": [one.to_dict() for one in versions]})
        return
    if not versions:
        told = session.words(
            "contoh bawaan, tanpa versi", "an example that comes along, no versions"
        )
        click.echo(f"{name}: {told}")
        return
    rows = [
        {
            "number": one.number,
            "made": one.made,
            "who": one.who or NOTHING,
            "how": session.say(TITLES[one.how]),
            "note": one.note or NOTHING,
            "digest": one.digest[:12],
        }
        for one in versions
    ]
    print_table(rows, _heads(session, *rows[0]), session.lang)


@click.command()
@click.argument("name")
@click.argument("a", type=int, required=False)
@click.argument("b", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Give the differences as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the differences as CSV.")
@click.pass_obj
def diff(
    session: Session, name: str, a: int | None, b: int | None, *, as_json: bool, as_csv: bool
) -> None:
    """Say what was added, changed and removed from version A of NAME to version B.

    Without B the latest one; without A the one before it.
    """
    from layers.masterplan import Shelf
    from layers.masterplan.differences import differences

    catalogue = session.base()
    try:
        shelf = Shelf(catalogue.path)
        first, second = _pair(shelf.versions(name), name, a, b)
        before, after = (shelf.read(name, version=number) for number in (first, second))
    finally:
        catalogue.close()
    found = differences(before, after)
    rows = [one.to_dict() for one in found]
    if as_json:
        print_json({"masterplan": name, "from": first, "to": second, "differences": rows})
    elif as_csv:
        print_csv(rows)
    elif not found:
        click.echo(session.words("tidak ada perbedaan", "no differences"))
    else:
        shown = [_shown(session, one) for one in found]
        print_table(shown, _heads(session, *shown[0]), session.lang)


def _pair(versions: list[Version], name: str, a: int | None, b: int | None) -> tuple[int, int]:
    if not versions or (a is None and len(versions) == 1):
        raise SourceError(
            Text(
                f"rencana {name!r} belum mempunyai dua versi",
                f"the plan {name!r} has no two versions yet",
            ),
            code="version-not-found",
        )
    return (a if a is not None else versions[-2].number), (
        b if b is not None else versions[-1].number
    )


def _shown(session: Session, one: Difference) -> dict[str, Any]:
    return {
        "change": session.words(*CHANGES[one.change]),
        "part": one.part,
        "id": one.id or NOTHING,
        "field": one.field or NOTHING,
        "before": _short(session, one.before),
        "after": _short(session, one.after),
    }


def _short(session: Session, value: Any) -> str:
    """Give a value on one line: words in the language of the session, the rest as JSON."""
    if value is None:
        return NOTHING
    if isinstance(value, dict) and set(value) == {"id", "en"}:
        value = value[session.lang]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN_LETTERS else f"{text[: SHOWN_LETTERS - 1]}…"


def _heads(session: Session, *keys: str) -> dict[str, str]:
    return {key: session.words(*HEADINGS[key]) for key in keys}
