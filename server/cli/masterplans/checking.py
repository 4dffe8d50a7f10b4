"""What was found in a masterplan's file, as people and programs read it: counts, faults, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.failure import INVALID
from server.cli.output import number, print_csv
from server.cli.session import Session, holds_workspace, note

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.masterplan import Fault, Masterplan
    from layers.masterplan.importing import Taken

# Lists that are counted: key, Indonesian, English.
COUNTED = (
    ("goals", "tujuan", "goals"),
    ("targets", "target", "targets"),
    ("strategies", "strategi", "strategies"),
    ("programmes", "program", "programmes"),
    ("activities", "kegiatan", "activities"),
    ("steps", "langkah", "steps"),
    ("work_units", "perangkat daerah", "work units"),
    ("indicators", "indikator", "indicators"),
)


@contextmanager
def surroundings(session: Session) -> Iterator[Catalogue | None]:
    """Open the workspace that a plan is held against; None where there is none."""
    if session.workspace is None and not holds_workspace(Path.cwd()):
        yield None
        return
    catalogue = session.open()
    try:
        yield catalogue
    finally:
        catalogue.close()


def document(file: Path, taken: Taken, *, looked_up: bool) -> dict[str, Any]:
    """Give what was found as plain data for JSON."""
    plan = taken.plan
    return {
        "file": file.name,
        "id": plan.masterplan.id if plan is not None else None,
        "valid": not taken.faults,
        "layers_checked": looked_up,
        "counts": _counts(plan) if plan is not None else None,
        "faults": [fault.to_dict() for fault in taken.faults],
        "notes": [fault.to_dict() for fault in taken.notes],
    }


def _counts(plan: Masterplan) -> dict[str, int]:
    return {kind: len(plan.entries(kind)) for kind, *_ in COUNTED}


def print_faults(faults: Sequence[Fault]) -> None:
    """Write faults as CSV."""
    print_csv([_row(fault) for fault in faults])


def _row(fault: Fault) -> dict[str, Any]:
    cell = fault.cell
    return {
        "line": fault.line,
        "sheet": cell.sheet if cell else None,
        "row": cell.row if cell else None,
        "column": cell.column if cell else None,
        "where": fault.where,
        "code": fault.code,
        "message_id": fault.message.id,
        "message_en": fault.message.en,
    }


def say_notes(session: Session, file: Path, taken: Taken) -> None:
    """Tell of what was done with a file that one may want to know."""
    for one in taken.notes:
        note(f"{file.name}: {session.say(one.text)}")


def say_faults(session: Session, file: Path, taken: Taken) -> None:
    """Write each fault on a line of its own."""
    for fault in taken.faults:
        click.echo(f"{file.name}: {session.say(fault.text)}")


def refuse(session: Session, file: Path, taken: Taken) -> None:
    """End the call where there are faults, with their number."""
    if taken.faults:
        count = len(taken.faults)
        told = session.words(f"{count} kesalahan", f"{count} fault{'s' if count > 1 else ''}")
        note(f"{file.name}: {told}")
        raise SystemExit(INVALID)


def praise(session: Session, plan: Masterplan) -> None:
    """Tell what a plan is, and how much there is in it."""
    head = plan.masterplan
    period = f"{head.period.start}-{head.period.end}"
    click.echo(f"{session.say(head.title)} ({head.region}, {period})")
    counts = _counts(plan)
    told = (
        f"{number(counts[kind], lang=session.lang)} {session.words(*words)}"
        for kind, *words in COUNTED
    )
    click.echo(", ".join(told))
