"""`penyangga masterplan import|export|template`: plans as spreadsheets, and into the workspace."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from layers.errors import SourceError
from layers.text import Text
from server.cli.masterplans import checking
from server.cli.masterplans.keeping import keep_now
from server.cli.output import print_json, whole_file
from server.cli.session import Session, WrongUsageError, note

if TYPE_CHECKING:
    from layers.masterplan import Masterplan

_LANG = click.option(
    "--lang", "language", type=click.Choice(["id", "en"]), help="Language of headings and lists."
)
_OVERWRITE = click.option("--overwrite", is_flag=True, help="Replace what is there.")
_OUT = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="File or folder to write.",
)
_FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "yaml", "json"]),
    help="Form [by the ending of the file; csv for a folder].",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Tell of it as JSON.")
FORMS = {".xlsx": "xlsx", ".yaml": "yaml", ".yml": "yaml", ".json": "json", "": "csv"}


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "name", help="Name of the plan in the workspace [its id].")
@click.option("--dry-run", is_flag=True, help="Check only; nothing is changed.")
@click.option("--replace", is_flag=True, help="Replace the plan of that name; the old is kept.")
@click.option("--note", "said", default="", help="What is to be said of this version.")
@click.option("--no-keep", is_flag=True, help="Do not keep what its targets have at present.")
@click.option("--json", "as_json", is_flag=True, help="Give counts, faults and notes as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the faults as CSV.")
@click.pass_obj
def import_(
    session: Session,
    file: Path,
    *,
    name: str | None,
    dry_run: bool,
    replace: bool,
    said: str,
    no_keep: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Take the masterplan in FILE into the workspace.

    FILE is a workbook (XLSX), a folder of CSV files, YAML or JSON. All faults are told at
    once, with sheet, row and column (exit code 3), and then nothing is imported. What its
    targets have at present is computed and kept, the first of their series. For example:
    penyangga masterplan import plan.xlsx --as kukar
    """
    from gis.masterplans import Binding
    from layers.masterplan import Shelf
    from layers.masterplan.importing import take

    catalogue = session.base()
    try:
        shelf = Shelf(catalogue.path)
        taken = take(file, layer_ids=catalogue.ids(), more=(Binding(catalogue),))
        version = None
        if taken.plan is not None:
            name = name or taken.plan.masterplan.id
            there = name in shelf.names()
            if there and not (replace or dry_run):
                raise _exists(name)
            if not dry_run:
                version = shelf.put(
                    name, taken.text, how="replace" if there else "import", note=said
                )
                if not no_keep:
                    keep_now(session, catalogue, taken.plan, name)
    finally:
        catalogue.close()
    if as_json:
        told = version.to_dict() if version else None
        document = checking.document(file, taken, looked_up=True)
        print_json({**document, "name": name if taken.plan else None, "version": told})
    elif as_csv:
        checking.print_faults(taken.faults)
    else:
        checking.say_faults(session, file, taken)
    checking.say_notes(session, file, taken)
    checking.refuse(session, file, taken)
    if not (as_json or as_csv) and taken.plan is not None:
        if version is None:
            fine = session.words("tanpa kesalahan; tidak diimpor", "no faults; not imported")
            click.echo(f"{file.name}: {fine}")
        else:
            click.echo(f"{name}: {session.words('versi', 'version')} {version.number}")
        checking.praise(session, taken.plan)


def _exists(name: str) -> SourceError:
    return SourceError(
        Text(
            f"ruang kerja sudah mempunyai rencana {name!r}; berikan --replace untuk menggantinya "
            "(yang lama tetap tersimpan), atau --as NAMA",
            f"the workspace has a plan {name!r} already; give --replace to replace it (the old "
            "one is kept), or --as NAME",
        ),
        code="masterplan-exists",
    )


@click.command()
@click.argument("name")
@click.option("--version", type=int, help="An older version, by its number.")
@_OUT
@_FORM
@_LANG
@_OVERWRITE
@_JSON
@click.pass_obj
def export(
    session: Session,
    name: str,
    *,
    version: int | None,
    output: Path,
    form: str | None,
    language: str | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write the masterplan NAME as a workbook (XLSX), a folder of CSV files, YAML or JSON.

    A sheet for each part, with headings in the language asked for; what is written can be
    filled and taken in by `import`. For example: penyangga masterplan export kukar -o kukar.xlsx
    """
    from layers.masterplan import Shelf

    catalogue = session.base()
    try:
        plan = Shelf(catalogue.path).read(name, version=version)
    finally:
        catalogue.close()
    _write(session, plan, output, (form, language), overwrite=overwrite)
    if as_json:
        print_json({"masterplan": name, "version": version, "file": str(output)})


@click.command()
@_OUT
@_FORM
@_LANG
@_OVERWRITE
@_JSON
@click.pass_obj
def template(
    session: Session,
    *,
    output: Path,
    form: str | None,
    language: str | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write the empty form of a masterplan as a workbook (XLSX), or a folder of CSV files.

    For example: penyangga masterplan template -o rencana.xlsx
    """
    _write(session, None, output, (form, language), overwrite=overwrite)
    if as_json:
        print_json({"file": str(output)})


def _write(
    session: Session,
    plan: Masterplan | None,
    output: Path,
    asked: tuple[str | None, str | None],
    *,
    overwrite: bool,
) -> None:
    """Write a plan, or the empty form, whole or not at all."""
    form = asked[0] or FORMS.get(output.suffix.lower())
    lang = asked[1] or session.lang
    if form is None or (plan is None and form not in ("xlsx", "csv")):
        raise WrongUsageError(
            f"{output.name}: yang diminta berkas .xlsx atau folder CSV"
            + ("" if plan is None else ", .yaml, atau .json"),
            f"{output.name}: wanted an .xlsx file or a folder of CSV"
            + ("" if plan is None else ", .yaml or .json"),
        )
    if form == "csv":
        _write_folder(plan, output, lang, overwrite=overwrite)
    else:
        with whole_file(output, overwrite=overwrite) as part:
            _write_file(plan, part, form, lang)
    note(f"{output}: {session.words('ditulis', 'written')}")


def _write_file(plan: Masterplan | None, part: Path, form: str, lang: str) -> None:
    import orjson

    from layers.masterplan.documents import document_of, yaml_of

    if form == "xlsx" or plan is None:
        from layers.masterplan.sheets import spread
        from layers.masterplan.sheets.books import write_book

        write_book(spread(plan, lang), part, lang)
    elif form == "json":
        part.write_bytes(orjson.dumps(document_of(plan), option=orjson.OPT_INDENT_2))
    else:
        part.write_text(yaml_of(plan), encoding="utf-8")


def _write_folder(plan: Masterplan | None, output: Path, lang: str, *, overwrite: bool) -> None:
    """Write a folder of CSV files beside its place and put it there."""
    from layers.masterplan.sheets import spread
    from layers.masterplan.sheets.csvs import write_folder

    if output.exists() and not output.is_dir():
        raise WrongUsageError(
            f"{output} bukan folder; CSV ditulis ke sebuah folder",
            f"{output} is no folder; CSV is written into a folder",
        )
    tables = spread(plan, lang)
    inside = any(output.iterdir()) if output.is_dir() else False
    if inside and not overwrite:
        raise WrongUsageError(
            f"{output} tidak kosong; berikan --overwrite untuk mengganti CSV di dalamnya",
            f"{output} is not empty; give --overwrite to replace the CSV files in it",
        )
    part = output.with_name(f".{output.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        for file in write_folder(tables, part):
            output.mkdir(exist_ok=True)
            file.replace(output / file.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
