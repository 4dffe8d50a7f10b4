"""`penyangga scenario compare|merge`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from layers.text import Text
from server.cli.output import NOTHING, number, print_csv, print_json, print_table
from server.cli.scenarios.commands import scenario, scenarios_of, tell
from server.cli.session import Session

if TYPE_CHECKING:
    from gis.scenarios.comparing import Comparison

SHOWN_ROWS = 3
HEADINGS = {
    "indicator": ("indikator", "indicator"),
    "unit": ("satuan", "unit"),
    "before": ("pertama", "first"),
    "after": ("kedua", "second"),
    "gained": ("bertambah", "gained"),
    "lost": ("berkurang", "lost"),
    "most": ("paling berubah", "changes most"),
}


@scenario.command()
@click.argument("first", metavar="NAME")
@click.argument("second", metavar="[NAME]", required=False)
@click.option(
    "--indicators",
    metavar="WORDS",
    help="population, zoning, cover, standard:TYPE, within:TYPE:30min:car, within:TYPE:3km, and "
    "ids of 'indicator'; commas between.",
)
@click.option("--by", default="districts", show_default=True, metavar="LAYER", help="Units.")
@click.option("--region", metavar="CODE|NAME", help="Only units of this code or name.")
@click.option("--json", "as_json", is_flag=True, help="Give the whole comparison as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the units that change as CSV.")
@click.pass_obj
def compare(
    session: Session,
    first: str,
    second: str | None,
    *,
    indicators: str | None,
    by: str,
    region: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Compare the workspace with a scenario, or two scenarios, unit by unit."""
    from gis.scenarios.comparing import compare as compared
    from gis.scenarios.comparing import read_indicators

    asked = None if indicators is None else read_indicators(indicators)
    scenarios = scenarios_of(session)
    sides = (scenarios.base, scenarios.open(first))
    if second is not None:
        sides = (scenarios.open(first), scenarios.open(second))
    found = compared(*sides, asked, by=by, region=region)
    if as_json:
        print_json(found.to_dict())
    elif as_csv:
        print_csv(_csv_rows(found))
    else:
        _print(session, found)


@scenario.command()
@click.argument("name", metavar="NAME")
@click.argument("first", metavar="FIRST")
@click.argument("second", metavar="SECOND")
@click.option("--title", help="What people call it, in both languages.")
@click.option("--prefer", type=click.Choice(["first", "second"]), help="Whose edits win.")
@click.option("--json", "as_json", is_flag=True, help="Give the result as JSON.")
@click.pass_obj
def merge(
    session: Session,
    name: str,
    first: str,
    second: str,
    *,
    title: str | None,
    prefer: Literal["first", "second"] | None,
    as_json: bool,
) -> None:
    """Make the scenario NAME of the edits of FIRST and SECOND."""
    words = None if title is None else Text.of(title)
    made, _ = scenarios_of(session).merge(name, first, second, title=words, prefer=prefer)
    tell(session, made, as_json=as_json)


def _csv_rows(found: Comparison) -> list[dict[str, Any]]:
    told = found.to_dict()["indicators"]
    return [
        {"indicator": one["id"], "unit": one["unit"]} | row for one in told for row in one["rows"]
    ]


def _print(session: Session, found: Comparison) -> None:
    told = found.to_dict()
    names = " → ".join(session.say(Text.of(told[side]["title"])) for side in ("first", "second"))
    click.echo(names)
    language = 0 if session.lang == "id" else 1
    changed = [one for one in told["indicators"] if one["rows"]]
    if changed:
        rows = [_row(session, one) for one in changed]
        print_table(rows, {key: pair[language] for key, pair in HEADINGS.items()}, session.lang)
    same = len(told["indicators"]) - len(changed)
    click.echo(session.words(f"{same} indikator sama", f"{same} indicators are the same"))
    for one in told["layers"]:
        counts = (one["n_added"], one["n_removed"], one["n_changed"])
        what = session.words(
            "{} ditambah, {} dihapus, {} diubah", "{} added, {} removed, {} changed"
        ).format(*counts)
        if one["kind"] == "raster":
            what = session.words("nilainya berbeda", "its cells differ")
        click.echo(f"{one['layer']}: {what}")


def _row(session: Session, one: dict[str, Any]) -> dict[str, Any]:
    most = sorted(one["rows"], key=lambda row: -abs(row["change"]))[:SHOWN_ROWS]
    digits = ",.1f" if one["share"] else ",.0f"

    def told(value: float | None, form: str = digits) -> str:
        return NOTHING if value is None else number(value, form, session.lang)

    said = (f"{row['name']} {told(row['change'])}" for row in most)
    figures = {k: told(one[k]) for k in ("before", "after")}
    figures |= {k: told(one[k], ",.0f") for k in ("gained", "lost")}
    title = session.say(Text.of(one["title"]))
    return {
        "indicator": title,
        "unit": session.say(Text.of(one["unit_title"])),
        "most": "; ".join(said),
    } | figures
