"""`penyangga near`, `cover`, `supply`, `whatif`, `run`: options made from a declaration."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.answer_table import print_answer
from server.cli.output import print_csv, print_json
from server.cli.session import Session, WrongUsageError
from server.cli.writing import write_part, written_name

if TYPE_CHECKING:
    from gis.errors import InputError
    from gis.processes import Answer, Input, Process

_METAVARS = {
    "point": "LON,LAT",
    "places": "LON,LAT;…",
    "line": "'LON,LAT LON,LAT …'",
    "parcel": "CORNERS|FILE",
    "speeds": "CLASS=KMH,…",
    "layer": "LAYER",
    "codes": "TYPES",
}
LONGEST_PATH = 1_000
MOST_BYTES = 1_000_000
PARCEL_SUFFIXES = (".geojson", ".json", ".wkt", ".txt")
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_SHARED: tuple[Decorator, ...] = (
    click.option(
        "-o",
        "--out",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write features of the answer as GeoJSON, or a raster of it as GeoTIFF (.tif).",
    ),
    click.option("--what", metavar="NAME", help="Which features, or raster, to write with -o."),
    click.option("--overwrite", is_flag=True, help="Replace FILE if it is there."),
    click.option("--json", "as_json", is_flag=True, help="Give the whole answer as JSON."),
    click.option("--csv", "as_csv", is_flag=True, help="Give the rows as CSV."),
)


def near() -> click.Command:
    """Make the command of the process `nearest`."""
    return command_of("nearest")


def cover() -> click.Command:
    """Make the command of the process `coverage`."""
    return command_of("coverage")


def supply() -> click.Command:
    """Make the command of the process `supply`."""
    return command_of("supply")


def whatif() -> click.Command:
    """Make the command of the process `whatif`."""
    return command_of("whatif")


def suitability() -> click.Command:
    """Make the command of the process `suitability`."""
    return command_of("suitability")


def change() -> click.Command:
    """Make the command of the process `change`."""
    return command_of("change")


def composition() -> click.Command:
    """Make the command of the process `composition`."""
    return command_of("composition")


def site() -> click.Command:
    """Make the command of the process `siting`."""
    return command_of("siting")


def zone() -> click.Command:
    """Make the command of the process `zoning`."""
    return command_of("zoning")


def allowed() -> click.Command:
    """Make the command of the process `allowed`."""
    return command_of("allowed")


def activities() -> click.Command:
    """Make the command of the process `activities`."""
    return command_of("activities")


def conflicts() -> click.Command:
    """Make the command of the process `conflicts`."""
    return command_of("conflicts")


def exposure() -> click.Command:
    """Make the command of the process `exposure`."""
    return command_of("exposure")


def indicator() -> click.Command:
    """Make the command of the process `indicator`."""
    return command_of("indicator")


def kpis() -> click.Command:
    """Make the command of the process `kpis`."""
    return command_of("kpis")


def potential() -> click.Command:
    """Make the command of the process `potential`."""
    return command_of("potential")


def invest() -> click.Command:
    """Make the command of the process `invest`."""
    return command_of("invest")


def visit() -> click.Command:
    """Make the command of the process `visit`."""
    return command_of("visit")


def measure() -> click.Command:
    """Make the command of the process `measure`."""
    return command_of("measure")


def buffer() -> click.Command:
    """Make the command of the process `buffer`."""
    return command_of("buffer")


def effect() -> click.Command:
    """Make the command of the process `effect`."""
    return command_of("effect")


def reach() -> click.Command:
    """Make the command of the process `reach`."""
    return command_of("reach")


def command_of(process_id: str) -> click.Command:
    """Make a command whose options are the inputs of a process."""
    from gis.errors import InputError
    from gis.processes import registry

    process = registry()[process_id]

    def call(ctx: click.Context, /, **given: Any) -> None:
        shared = {name: given.pop(name) for name in ("out", "what", "overwrite", "as_json")}
        shared["as_csv"] = given.pop("as_csv")
        try:
            answer_question(ctx.obj, process, given, **shared)
        except InputError as error:
            raise _by_option(error, process) from error

    options = [_option(spec) for spec in process.inputs]
    command = click.pass_context(call)
    for decorate in (*reversed(_SHARED), *reversed(options)):
        command = decorate(command)
    about = f"{process.title.id}. {process.description.id}\n\n{process.description.en}"
    outputs = ", ".join(process.outputs)
    about += f"\n\nWith -o, --what chooses among {outputs} (the first unless said)."
    if process.surfaces:
        about += f" To a .tif file -o writes a raster: {', '.join(process.surfaces)}."
    return click.command(process.command, help=about + cost_lines(process))(command)


def cost_lines(process: Process) -> str:
    """Say how long a run takes, in both languages; nothing where that was not measured."""
    from gis.processes.costing.telling import cost_text

    estimate = process.cost.expected({}) if process.cost else None
    if process.cost is None or estimate is None:
        return ""
    told = cost_text(process.cost, estimate, {spec.id: spec.title for spec in process.inputs})
    return (
        f"\n\nLama, selain waktu mulai program: {told.id}.\n\n"
        f"Takes, besides the start of the program: {told.en}."
    )


def _name(spec: Input) -> str:
    """Give the option that an input is given by."""
    return spec.option or f"--{spec.id.replace('_', '-')}"


def _by_option(error: InputError, process: Process) -> InputError:
    """Name the options at fault as they are written on the command line."""
    from gis.errors import InputError

    options = {spec.id: _name(spec) for spec in process.inputs}
    faults = [(options.get(name, name), what) for name, what in error.faults]
    if faults and error.text == InputError.of(error.faults).text:
        return InputError.of(faults, code=error.code)
    return InputError(error.text, faults=faults, code=error.code)


def _option(spec: Input) -> Decorator:
    names = [_name(spec), spec.id]
    usual = "" if spec.default is None else f" [default: {spec.default}]"
    metavar = "IDS" if spec.type == "codes" and not spec.choices else _METAVARS.get(spec.type)
    return click.option(
        *names,
        metavar=metavar or "VALUE",
        required=spec.required,
        help=f"{spec.description.en}{usual}",
    )


@click.command()
@click.argument("process_id", metavar="PROCESS")
@click.argument("pairs", metavar="[KEY=VALUE]...", nargs=-1)
@click.pass_obj
def run(session: Session, /, process_id: str, pairs: tuple[str, ...], **shared: Any) -> None:
    """Run the analysis PROCESS with inputs written KEY=VALUE.

    For example: penyangga run coverage facilities=rs,klinik within=1km,3km
    """
    from gis.processes import registry

    known = registry()
    if process_id not in known:
        raise WrongUsageError(
            f"tidak ada analisis {process_id!r}; yang ada {', '.join(sorted(known))}",
            f"no analysis {process_id!r}; there are {', '.join(sorted(known))}",
        )
    given = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise WrongUsageError(f"{pair!r} bukan KUNCI=NILAI", f"{pair!r} is not KEY=VALUE")
        given[key] = value
    answer_question(session, known[process_id], given, **shared)


for _decorate in reversed(_SHARED):
    run = _decorate(run)  # type: ignore[assignment]


def answer_question(
    session: Session,
    process: Process,
    given: Mapping[str, Any],
    *,
    out: Path | None,
    what: str | None,
    overwrite: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Run a process on the session's workspace and give the answer as asked."""
    if as_json and as_csv:
        raise WrongUsageError(
            "--json dan --csv tidak dapat bersama; pilih salah satu",
            "--json and --csv cannot go together; choose one",
        )
    if what is not None and out is None:
        raise WrongUsageError(
            f"--what {what} memilih yang ditulis dengan -o; berikan -o BERKAS",
            f"--what {what} chooses what is written with -o; give -o FILE",
        )
    given = {k: _text_of_file(v) if k == "parcel" else v for k, v in given.items()}
    process.check(given)
    name = written_name(process, what, out)
    answer = _run(session, process, given)
    if out is not None:
        write_part(session, answer, name, out, overwrite=overwrite)
    if as_json:
        print_json(answer.to_dict())
    elif as_csv:
        print_csv(answer.to_dict()["rows"])
    else:
        print_answer(session, answer)


def _run(session: Session, process: Process, given: Mapping[str, Any]) -> Answer:
    """Ask the workspace, or the scenario of it that was named."""
    if session.scenario is None:
        return process.run(session.open(), given)
    from gis.scenarios.live import run

    return run(process, session.open(), given)


def _text_of_file(value: Any) -> Any:
    """Give the text of the file that a value names; any other value as it is."""
    if not isinstance(value, str) or not _names_file(value):
        return value
    try:
        with Path(value).open("rb") as file:
            head = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _no_file(value, error) from error
    if len(head) > MOST_BYTES:
        raise WrongUsageError(
            f"{value}: lebih besar dari {MOST_BYTES:,} byte; yang diminta satu bidang",
            f"{value}: larger than {MOST_BYTES:,} bytes; wanted one parcel",
        )
    text = head.decode("utf-8-sig", "replace")
    if not text.strip():
        raise WrongUsageError(
            f"{value}: berkas kosong; yang diminta satu bidang",
            f"{value}: the file is empty; wanted one parcel",
        )
    _require_one_feature(value, text)
    return text


def _names_file(value: str) -> bool:
    """Whether a text is the path of a file, or looks as if it were meant to be one."""
    if len(value) > LONGEST_PATH or value.lstrip()[:1] in ("", "{", "["):
        return False
    looks = Path(value).suffix.lower() in PARCEL_SUFFIXES or "/" in value
    # Unlike Path.exists this takes names that no file system would.
    return looks or os.path.exists(value)  # noqa: PTH110


def _no_file(value: str, error: OSError) -> WrongUsageError:
    """Say why a file could not be read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return WrongUsageError(
            f"{value}: tidak ada berkas ini; periksa namanya, atau berikan sudut-sudut bidang",
            f"{value}: there is no such file; check its name, or give the corners of the parcel",
        )
    if isinstance(error, IsADirectoryError):
        return WrongUsageError(
            f"{value}: ini folder; yang diminta berkas dengan satu bidang",
            f"{value}: this is a folder; wanted a file with one parcel",
        )
    return WrongUsageError(
        f"{value}: tidak dapat dibaca ({error.strerror})",
        f"{value}: cannot be read ({error.strerror})",
    )


def _require_one_feature(value: str, text: str) -> None:
    """Refuse a GeoJSON collection of none or several; anything else is for the reader to judge."""
    try:
        features = json.loads(text)["features"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return
    if isinstance(features, list) and len(features) != 1:
        raise WrongUsageError(
            f"{value}: berisi {len(features)} fitur; yang diminta satu poligon",
            f"{value}: holds {len(features)} features; wanted one polygon",
        )
