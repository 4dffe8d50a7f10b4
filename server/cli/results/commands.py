"""`penyangga result list|keep|rerun|remove`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.output import print_json, print_table
from server.cli.session import Session, is_address, note

if TYPE_CHECKING:
    from server.jobs.job import Job
    from server.results.office import Office
    from server.results.record import Record

HEADINGS = {
    "id": ("lapisan", "layer"),
    "process": ("analisis", "analysis"),
    "made": ("dihitung", "computed"),
    "moved": ("sudah berubah", "changed since"),
    "expires": ("sampai", "until"),
}
LOOK_EVERY_S = 1.0
_JSON = click.option("--json", "as_json", is_flag=True, help="Give the result as JSON.")


@click.group()
def result() -> None:
    """Keep what analyses gave as layers, and run anew what was made of older data.

    Jobs over HTTP make them; 'penyangga export' writes them like any layer.
    """


@result.command(name="list")
@_JSON
@click.pass_obj
def listed(session: Session, *, as_json: bool) -> None:
    """List the results that are layers, and what has changed since each was computed."""
    with _office(session) as office:
        _show(session, office, office.results.records(), as_json=as_json)


@result.command()
@click.argument("name", metavar="LAYER")
@click.option("--drop", is_flag=True, help="Let it go after the usual time instead.")
@_JSON
@click.pass_obj
def keep(session: Session, name: str, *, drop: bool, as_json: bool) -> None:
    """Keep the result LAYER for good."""
    with _office(session) as office:
        _show(session, office, [office.results.keep(name, keep=not drop)], as_json=as_json)


@result.command()
@click.argument("names", metavar="[LAYER]...", nargs=-1)
@_JSON
@click.pass_context
def rerun(ctx: click.Context, names: tuple[str, ...], *, as_json: bool) -> None:
    """Run anew the results LAYER…, or all that were made of data that have changed since."""
    session: Session = ctx.obj
    with _office(session) as office:
        if names:
            for name in names:
                office.results.rerun(name)
        else:
            names = tuple(record.layer for record in office.results.rerun_stale())
        with session.progress() as progress:
            failed = _finished(office, names, progress.step)
        records = [one for one in office.results.records() if one.layer in names]
        _show(session, office, records, as_json=as_json)
        for name, job in failed.items():
            assert job.failure is not None
            note(f"{name}: {session.say(job.failure.detail)}")
    if failed:
        ctx.exit(1)


@result.command()
@click.argument("name", metavar="LAYER")
@_JSON
@click.pass_obj
def remove(session: Session, name: str, *, as_json: bool) -> None:
    """Remove the result LAYER."""
    with _office(session) as office:
        office.results.remove(name)
    if as_json:
        print_json({"removed": name})
        return
    note(session.words(f"hasil {name} dihapus", f"result {name} removed"))


@contextmanager
def _office(session: Session) -> Iterator[Office]:
    """Open the desks of the session's workspace; jobs that still run wait for a service."""
    import layers
    from server.config import ServerSettings
    from server.results.office import open_office
    from server.workspace import Workspace

    session.base().close()
    place = session.place()
    if not is_address(place):
        place = Path(place).resolve()
    folder = None if session.folder is None else session.folder.resolve()
    settings = ServerSettings(place, folder=folder)
    workspace = Workspace(settings, layers.open)
    office = open_office(workspace)
    try:
        yield office
    finally:
        office.jobs.close()
        workspace.catalogue().close()


def _finished(office: Office, names: Sequence[str], step: Any) -> dict[str, Job]:
    """Wait until results are made anew; give the jobs that failed."""
    while True:
        records = {record.layer: record for record in office.results.records()}
        asked = [records[name] for name in names if name in records]
        jobs = {one.layer: office.jobs.job(one.rerun) for one in asked if one.rerun}
        open_ = [name for name, job in jobs.items() if not job.is_finished]
        waiting = [one.layer for one in asked if one.wanted]
        if not open_ and not waiting:
            return {name: job for name, job in jobs.items() if job.failure is not None}
        step(len(asked) - len(open_) - len(waiting) + 1, len(asked), (open_ or waiting)[0])
        if open_:
            office.jobs.wait(jobs[open_[0]].id, LOOK_EVERY_S)
        else:
            office.results.advance()


def _show(session: Session, office: Office, records: list[Record], *, as_json: bool) -> None:
    moved = office.results.moved(records)
    if as_json:
        told = [one.to_dict() | {"moved": moved[one.layer]} for one in records]
        print_json({"results": told})
        return
    language = 0 if session.lang == "id" else 1
    rows = [_row(session, one, moved[one.layer]) for one in records]
    print_table(rows, {key: pair[language] for key, pair in HEADINGS.items()}, session.lang)


def _row(session: Session, one: Record, moved: Sequence[str]) -> dict[str, Any]:
    from server.documents.jobs.status import moment

    forever = session.words("seterusnya", "for good")
    return {
        "id": one.layer,
        "process": one.process,
        "made": (moment(one.made) or "")[:16].replace("T", " "),
        "moved": ", ".join(moved) or None,
        "expires": (moment(one.expires) or forever)[:10],
    }
