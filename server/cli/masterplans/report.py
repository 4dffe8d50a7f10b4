"""`penyangga masterplan report`: a masterplan's blueprint report as PDF or HTML, with annexes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from layers.text import Lang, Text
from server.cli.masterplans.keeping import today
from server.cli.output import print_json, whole_file
from server.cli.session import Session, WrongUsageError, note


@click.command()
@click.argument("name")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write: its ending says PDF or HTML.",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day it is evaluated for [today].")
@click.option("--lang", "language", type=click.Choice(["id", "en"]), help="Language of the report.")
@click.option(
    "--annexes",
    type=click.Path(path_type=Path, file_okay=False),
    help="New folder for the numbers: JSON, CSV and one XLSX.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Give the report's data as JSON.")
@click.pass_obj
def report(
    session: Session,
    name: str,
    *,
    output: Path | None,
    on: datetime | None,
    language: str | None,
    annexes: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write the blueprint report of the masterplan NAME: maps, targets, roadmap, sources.

    For example: penyangga masterplan report kukar -o kukar.pdf --lang id
    """
    from layers.masterplan import Shelf
    from server.reports import gather, printed

    form = _form(output, annexes, as_json=as_json)
    day = on.date() if on is not None else today()
    with ExitStack() as until_written:
        # A file that may not be written is told before the work.
        part = output and until_written.enter_context(whole_file(output, overwrite=overwrite))
        catalogue = session.open()
        try:
            shelf = Shelf.of(catalogue)
            plan = shelf.read(name, layer_ids=catalogue.ids())
            with session.progress() as progress:

                def tell(number: int, of: int, title: Text) -> None:
                    progress.step(number, of, session.say(title))

                document = gather(catalogue, plan, day, tell, kept=shelf.series(name).read())
        finally:
            catalogue.close()
        if part is not None and form is not None:
            lang: Lang = "id" if (language or session.lang) == "id" else "en"
            part.write_bytes(printed(document, lang, form))
    if annexes is not None:
        _write_annexes(annexes, document, day)
    if as_json:
        print_json(document)
    written = [str(path) for path in (output, annexes) if path is not None]
    if written:
        note(f"{session.words('ditulis', 'written')}: {', '.join(written)}")


def _form(output: Path | None, annexes: Path | None, *, as_json: bool) -> Any:
    """Give the form that the ending of the file names.

    Raises
    ------
    click.UsageError
        If it names none, nothing is to be written, or the folder of annexes holds files.
    """
    from server.reports import FORMATS

    if annexes is not None and annexes.exists() and any(annexes.iterdir()):
        raise WrongUsageError(
            f"folder {annexes} tidak kosong; berikan yang baru",
            f"{annexes} is not empty; give a new one",
        )
    if output is None:
        if annexes is None and not as_json:
            raise WrongUsageError(
                "berikan -o BERKAS.pdf atau BERKAS.html, --annexes FOLDER, atau --json",
                "give -o FILE.pdf or FILE.html, --annexes FOLDER, or --json",
            )
        return None
    ending = output.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise WrongUsageError(
            f"akhiran {output.suffix or output.name!r} tidak dikenal; yang ada .pdf dan .html",
            f"no report ends in {output.suffix or output.name!r}; there are .pdf and .html",
        )
    return ending


def _write_annexes(folder: Path, document: Mapping[str, Any], day: date) -> None:
    """Write the report's data as JSON, each table as CSV, and all of them as XLSX."""
    import orjson

    from server.reports.annexes import as_csv, as_workbook, tables

    found = tables(document)
    files = {f"{name}.csv": as_csv(rows).encode() for name, rows in found.items()}
    files["annexes.xlsx"] = as_workbook(found, day.isoformat())
    files["report.json"] = orjson.dumps(document, option=orjson.OPT_INDENT_2)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        with whole_file(folder / file, overwrite=False) as part:
            part.write_bytes(content)
