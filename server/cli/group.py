"""The group of all commands: loaded one by one when called, failures told in one line."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from server.cli.session import LANGUAGES, Session, WrongUsageError, WrongValueError

# name: (module, attribute, one line in Indonesian and English)
COMMANDS = {
    "init": (
        "workspaces.init",
        "init",
        "Buat ruang kerja / Make a workspace with a starter",
    ),
    "prepare": (
        "workspaces.prepare",
        "prepare",
        "Siapkan perjalanan / Prepare questions by time of travel",
    ),
    "add": ("add", "add", "Tambah berkas / Add a file as a layer"),
    "fetch": ("remote.fetch", "fetch", "Ambil data terbuka / Fetch open data as a layer"),
    "layers": ("listing", "layers", "Daftar lapisan / List the layers"),
    "check": ("check", "check", "Periksa data / Check the store, geometries and codes"),
    "copy": ("workspaces.copy", "copy", "Salin ruang kerja / Copy a workspace into another"),
    "dissolve": ("workspaces.dissolve", "dissolve", "Gabungkan batas / Make upper boundaries"),
    "export": ("export", "export", "Ekspor lapisan / Write a layer to a file"),
    "observations": (
        "assets.observations",
        "observations",
        "Pengamatan aset / Readings of assets",
    ),
    "zone": ("question", "zone", "Bolehkah di sini / May it be built here"),
    "allowed": ("question", "allowed", "Di mana boleh / Where an activity is allowed"),
    "activities": ("question", "activities", "Daftar kegiatan / Activities that rules name"),
    "near": ("question", "near", "Fasilitas terdekat / Nearest facilities to a place"),
    "cover": ("question", "cover", "Jangkauan layanan / People and area within reach"),
    "supply": ("question", "supply", "Daya tampung / Capacity shared among people in reach"),
    "whatif": ("question", "whatif", "Bagaimana jika / What changes for whom if …"),
    "suitability": ("question", "suitability", "Kesesuaian lahan / What land is fit for"),
    "change": ("question", "change", "Perubahan tutupan lahan / Change of land cover"),
    "composition": ("question", "composition", "Komposisi lahan / What land cover zones hold"),
    "conflicts": ("question", "conflicts", "Bentrok dengan rencana / Conflicts with the plan"),
    "site": ("question", "site", "Lokasi baru / Where the next ones should go"),
    "exposure": ("question", "exposure", "Paparan bahaya / Who and what lies in a hazard"),
    "indicator": ("question", "indicator", "Indikator / One number of a plan or a standard"),
    "kpis": ("question", "kpis", "Daftar indikator / Indicators of IKN and ISO"),
    "potential": ("question", "potential", "Potensi wilayah / Strengths and gaps of areas"),
    "invest": ("question", "invest", "Lokasi investasi / Sites for an investment"),
    "visit": ("question", "visit", "Kunjungan / What visitors find, by travel time"),
    "measure": ("question", "measure", "Ukur / How long a line is, how large an area"),
    "buffer": ("question", "buffer", "Kawasan sekitar / What lies within a distance of a shape"),
    "effect": ("question", "effect", "Dampak program / What programmes of a plan move"),
    "reach": ("question", "reach", "Jangkauan titik / Who reaches a place, by travel time"),
    "run": ("question", "run", "Jalankan analisis / Run any analysis"),
    "masterplan": (
        "masterplans.commands",
        "masterplan",
        "Rencana induk / Masterplans, checked down to steps",
    ),
    "scenario": ("scenarios", "scenario", "Skenario / Edits of the region, asked like it"),
    "result": ("results.commands", "result", "Hasil / Results of analyses that are layers"),
    "tiles": ("tiles.build", "tiles", "Petak dalam satu berkas / All tiles of layers in one file"),
    "token": ("tokens.token", "token", "Token / Tokens of those who may write over HTTP"),
    "notebooks": (
        "notebooks.copying",
        "notebooks",
        "Buku catatan Jupyter / Copy the notebooks, to work in them",
    ),
    "serve": ("serve", "serve", "Layani peta dan API / Serve the map and the API"),
    "selfcheck": ("selfcheck", "selfcheck", "Periksa pemasangan / Check the installation"),
}

HELP = """Penyangga: layanan perencanaan kawasan sekitar Nusantara.
Planning service for the region around Nusantara.

Every command takes --json. Data go to standard output, everything else to standard
error. Coordinates are LON,LAT in degrees.

\b
Exit codes:
  0    done
  1    failed
  2    wrong usage
  3    input data invalid (also: `check` found errors)
  4    no answer (the data hold none, or the place lies outside)
  5    partly done (rows were left out)
  130  interrupted
"""


class Commands(click.Group):
    """A group that imports a command only when it is called or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names, in the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        found = getattr(import_module(f"server.cli.{module}"), attribute)
        command: click.Command = found if isinstance(found, click.Command) else found()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command; end the process with its exit code when standalone."""
        given = list(sys.argv[1:] if args is None else args)
        if not standalone_mode:
            return super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            code = super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
        except click.Abort:
            click.echo("dihentikan / interrupted", err=True)
            code = 130
        except click.ClickException as wrong:
            _show(wrong, language_in(given))
            code = wrong.exit_code
        except Exception as error:  # noqa: BLE001 - the last stop: every failure is told
            code = _tell(error, given)
        sys.exit(code if isinstance(code, int) else 0)


def _tell(error: Exception, given: Sequence[str]) -> int:
    from server.cli.failure import exit_code, tell

    if "--debug" in given:
        traceback.print_exception(error)
        return exit_code(error)
    return tell(error, as_json="--json" in given, lang=language_in(given))


def _show(wrong: click.ClickException, lang: str) -> None:
    """Tell of wrong usage; click has its own sentences in English only."""
    if lang == "en" or not isinstance(wrong, WrongUsageError | WrongValueError):
        wrong.show()
        return
    if wrong.ctx is not None:
        click.echo(f"{wrong.ctx.get_usage()}\n", err=True)
    click.echo(f"Kesalahan: {wrong.indonesian}", err=True)


def language_in(given: Sequence[str]) -> str:
    """Give the language that the words of a call ask for, or else the system's.

    Examples
    --------
    >>> language_in(["--lang", "id", "layers"])
    'id'
    """
    import os

    pairs = zip(given, [*given[1:], ""], strict=True)
    named = [
        after if word == "--lang" else word.removeprefix("--lang=")
        for word, after in pairs
        if word == "--lang" or word.startswith("--lang=")
    ]
    asked = next((word for word in named if word in LANGUAGES), None)
    own = os.environ.get("PENYANGGA_LANGUAGE")
    return _language(asked or (own if own in LANGUAGES else None))


@click.group(
    cls=Commands,
    help=HELP,
    context_settings={"help_option_names": ["--help"], "max_content_width": 100},
)
@click.option(
    "--workspace",
    metavar="DIR|URL",
    envvar="PENYANGGA_WORKSPACE",
    help="Folder of the workspace, or postgresql://user@host/database?schema=name; else "
    "PENYANGGA_WORKSPACE, else the current folder.",
)
@click.option(
    "--folder",
    metavar="DIR",
    envvar="PENYANGGA_FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where a PostGIS workspace keeps its rasters and packed layers; else PENYANGGA_FOLDER.",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    envvar="PENYANGGA_LANGUAGE",
    help="Language of tables and summaries (default: that of the system, else en).",
)
@click.option(
    "--scenario",
    metavar="NAME",
    help="Ask a scenario of the workspace, not the workspace as it is; see 'penyangga scenario'.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
@click.option("--debug", is_flag=True, help="Show the traceback of a failure.")
@click.version_option(version("penyangga"), message="%(prog)s %(version)s")
@click.pass_context
def main(
    ctx: click.Context,
    workspace: str | None,
    folder: Path | None,
    lang: str | None,
    *,
    scenario: str | None,
    quiet: bool,
    debug: bool,
) -> None:
    """Take the options that hold for every command."""
    del debug
    if scenario and not _asks(ctx.invoked_subcommand or ""):
        raise _no_scenario(ctx.invoked_subcommand or "", scenario)
    ctx.obj = Session(
        workspace=workspace or None,
        folder=folder,
        lang=_language(lang),
        quiet=quiet,
        scenario=scenario or None,
    )


def _no_scenario(command: str, scenario: str) -> WrongUsageError:
    instead = f"penyangga masterplan evaluate NAME --scenario {scenario}"
    ours = command == "masterplan"
    return WrongUsageError(
        f"'{command}' bekerja pada ruang kerja, bukan pada skenario; hilangkan --scenario"
        + (f", atau tanyakan keadaan target di dalamnya: '{instead}'" if ours else ""),
        f"'{command}' works on the workspace, not on a scenario; leave --scenario out"
        + (f", or ask where targets would stand in it: '{instead}'" if ours else ""),
    )


def _asks(command: str) -> bool:
    """Tell whether a command only reads layers, and so may ask a scenario."""
    module = COMMANDS.get(command, ("", "", ""))[0]
    return module in ("question", "listing", "export")


def _language(asked: str | None, environ: Mapping[str, str] | None = None) -> str:
    """Give the language asked for, or that of the system."""
    import os

    env = os.environ if environ is None else environ
    system = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return asked or ("id" if system.startswith(("id_", "id.")) or system == "id" else "en")
