"""`penyangga scenario create|edit|undo|list|show|rebase|rename|delete`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from layers.text import Text
from server.cli.output import print_json, print_table
from server.cli.session import Session, WrongUsageError, note

if TYPE_CHECKING:
    from gis.scenarios.keeping import Scenarios
    from layers.scenarios import Scenario

MOST_BYTES = 10_000_000
HEADINGS = {
    "id": ("skenario", "scenario"),
    "edits": ("suntingan", "edits"),
    "parent": ("induk", "parent"),
    "moved": ("dasar bergeser", "baseline moved"),
    "modified": ("diubah", "modified"),
    "title": ("judul", "title"),
}
EDIT_HELP = """Add an edit to the scenario NAME: a KIND with its values, or those of a file.

\b
facility  at=LON,LAT type=TYPE [name=…] [capacity=…]
move      feature=ID at=LON,LAT
close     feature=ID
road      line='LON,LAT LON,LAT …' [class=…] [kmh=…] [join=100m] [name=…]
bridge    as road
speed     class=CLASS|feature=ID kmh=…
zone      code=CODE feature=ID|parcel=CORNERS|WKT|GeoJSON [layer=…]
growth    year=… rate=…|targets='{"64.71.01": 90000}' [region=…]
standard  standard=ID metres=…|minutes=…
add       layer=… geometry=GEOJSON properties='{…}'
change    layer=… feature=ID [properties='{…}'] [geometry=GEOJSON]
remove    layer=… feature=ID
"""
_JSON = click.option("--json", "as_json", is_flag=True, help="Give the result as JSON.")
_FROM = click.option(
    "--from",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Take edits from a JSON file: a list of objects with a 'kind'.",
)


@click.group()
def scenario() -> None:
    """Keep edits of the region as scenarios, and ask them like the region itself.

    A scenario holds edits only: facilities, roads, bridges, zones, growth, speeds, standards.
    Ask it by 'penyangga --scenario NAME cover …'.
    """


@scenario.command()
@click.argument("name", metavar="NAME")
@click.option("--title", help="What people call it, in both languages.")
@click.option("--title-en", help="What it is called in English, if that differs.")
@click.option("--parent", metavar="NAME", help="Begin with the edits of another scenario.")
@_FROM
@_JSON
@click.pass_obj
def create(
    session: Session,
    name: str,
    *,
    title: str | None,
    title_en: str | None,
    parent: str | None,
    file: Path | None,
    as_json: bool,
) -> None:
    """Make the scenario NAME on the layers as they are now."""
    words = Text(title or name, title_en or title or name)
    edits = None if file is None else _edits_in(file)
    made = scenarios_of(session).create(name, title=words, parent=parent, edits=edits)
    tell(session, made, as_json=as_json)


@scenario.command(help=EDIT_HELP)
@click.argument("name", metavar="NAME")
@click.argument("kind", metavar="[KIND]", required=False)
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@_FROM
@_JSON
@click.pass_obj
def edit(
    session: Session,
    name: str,
    kind: str | None,
    pairs: tuple[str, ...],
    *,
    file: Path | None,
    as_json: bool,
) -> None:
    """Add an edit, or those of a file."""
    if (kind is None) == (file is None):
        raise WrongUsageError(
            "berikan jenis suntingan dengan nilainya, atau --from BERKAS",
            "give a kind of edit with its values, or --from FILE",
        )
    given: Any = _edits_in(file) if file is not None else [{"kind": kind} | _values(pairs)]
    tell(session, scenarios_of(session).edit(name, given), as_json=as_json)


@scenario.command()
@click.argument("name", metavar="NAME")
@click.argument("numbers", metavar="N...", nargs=-1, required=True, type=int)
@_JSON
@click.pass_obj
def undo(session: Session, name: str, numbers: tuple[int, ...], *, as_json: bool) -> None:
    """Take edits out of the scenario NAME by their numbers."""
    tell(session, scenarios_of(session).undo(name, list(numbers)), as_json=as_json)


@scenario.command(name="list")
@_JSON
@click.pass_obj
def listed(session: Session, *, as_json: bool) -> None:
    """List the scenarios of the workspace."""
    scenarios = scenarios_of(session)
    found = scenarios.shelf.all()
    if as_json:
        print_json({"scenarios": [one.to_dict() for one in found]})
        return
    now = {layer.id: layer.revision for layer in scenarios.base.layers()}
    rows = [_row(session, one, now) for one in found]
    language = 0 if session.lang == "id" else 1
    print_table(rows, {key: pair[language] for key, pair in HEADINGS.items()}, session.lang)


@scenario.command()
@click.argument("name", metavar="NAME")
@_JSON
@click.pass_obj
def show(session: Session, name: str, *, as_json: bool) -> None:
    """Show the edits of the scenario NAME, and whether they still fit the layers."""
    tell(session, scenarios_of(session).shelf.at(name), as_json=as_json)


@scenario.command()
@click.argument("name", metavar="NAME")
@click.option("--drop", is_flag=True, help="Leave out the edits that do not fit any more.")
@_JSON
@click.pass_obj
def rebase(session: Session, name: str, *, drop: bool, as_json: bool) -> None:
    """Bring the scenario NAME to the layers as they are now."""
    after, _ = scenarios_of(session).rebase(name, drop=drop)
    tell(session, after, as_json=as_json)


@scenario.command()
@click.argument("name", metavar="NAME")
@click.option("--title", required=True, help="What people call it, in both languages.")
@click.option("--title-en", help="What it is called in English, if that differs.")
@_JSON
@click.pass_obj
def rename(session: Session, name: str, *, title: str, title_en: str | None, as_json: bool) -> None:
    """Give the scenario NAME another title."""
    made = scenarios_of(session).rename(name, Text(title, title_en or title))
    tell(session, made, as_json=as_json)


@scenario.command()
@click.argument("name", metavar="NAME")
@_JSON
@click.pass_obj
def delete(session: Session, name: str, *, as_json: bool) -> None:
    """Remove the scenario NAME; those that branched off it keep their edits."""
    scenarios_of(session).delete(name)
    if as_json:
        print_json({"deleted": name})
        return
    note(session.words(f"skenario {name} dihapus", f"scenario {name} deleted"))


def scenarios_of(session: Session) -> Scenarios:
    """Give the scenarios of the session's workspace."""
    from gis.scenarios.keeping import Scenarios

    return Scenarios(session.base())


def _values(pairs: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise WrongUsageError(f"{pair!r} bukan KUNCI=NILAI", f"{pair!r} is not KEY=VALUE")
        values[key] = value
    return values


def _edits_in(file: Path) -> Any:
    """Read a file of edits: a list, one edit, or a whole scenario."""
    if file.stat().st_size > MOST_BYTES:
        raise WrongUsageError(
            f"{file}: lebih besar dari {MOST_BYTES:,} byte",
            f"{file}: larger than {MOST_BYTES:,} bytes",
        )
    try:
        read = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise WrongUsageError(
            f"{file}: bukan JSON ({error})", f"{file}: is no JSON ({error})"
        ) from error
    return read.get("edits", read) if isinstance(read, Mapping) else read


def _row(session: Session, one: Scenario, now: Mapping[str, int]) -> dict[str, Any]:
    moved = [name for name, pin in one.pins.items() if now.get(name) != pin]
    return {
        "id": one.id,
        "edits": len(one.edits),
        "parent": one.parent,
        "moved": ", ".join(moved) or None,
        "modified": one.modified,
        "title": session.say(one.title),
    }


def tell(session: Session, one: Scenario, *, as_json: bool) -> None:
    """Tell of a scenario, its edits, and what has moved below it."""
    from gis.scenarios.moving import moved

    base = session.base()
    found = moved(base, one)
    if as_json:
        print_json(one.to_dict() | {"moved": found.to_dict()})
        return
    from gis.scenarios.telling import said

    click.echo(f"{one.id}: {session.say(one.title)}")
    for edit in said(one, base):
        click.echo(f"  {edit.n:>4}  {session.say(edit.text)}")
    if not one.edits:
        click.echo(session.words("  belum ada suntingan", "  no edits yet"))
    for name, (pin, now) in found.layers.items():
        note(
            session.words(
                f"lapisan {name} telah bergeser: revisi {pin} → {now or 'tidak ada'}",
                f"layer {name} has moved: revision {pin} → {now or 'gone'}",
            )
        )
    for conflict in found.conflicts:
        note(f"  {conflict.n}  {session.say(conflict.why)}")
