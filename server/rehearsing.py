"""Rehearsing: small questions asked ahead, so that nobody waits for kernels to be compiled."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import gis
import layers
from gis.errors import GisError
from gis.processes import registry
from gis.processes.facilities import TYPE_FIELD
from layers.drafts import write_whole
from layers.errors import LayersError, StoreError
from server.errors import ServerError
from server.exchange.answer import dump_json
from server.workspace import Workspace

LOG = logging.getLogger("penyangga.server")
NOTE = "rehearsed.json"
# What a question asks for in place of these words is taken from the workspace.
FACILITY, REGION, POINT = "<facility>", "<region>", "<point>"
# A site of about 20 km², slanted to all edges.
CORNERS = ((-0.02, -0.01), (0.02, -0.02), (0.01, 0.02), (-0.02, -0.01))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One small question to an analysis; it compiles what larger ones need."""

    process: str
    inputs: Mapping[str, Any]


# In the order in which the first visitors are likely to ask.
REHEARSALS = (
    Rehearsal(
        "coverage", {"facilities": FACILITY, "mode": "car", "within": "30min", "region": REGION}
    ),
    Rehearsal("zoning", {"at": POINT, "activity": "A01"}),
    Rehearsal("reach", {"point": POINT, "within": "10min"}),
    Rehearsal("siting", {"facilities": FACILITY, "n": 1, "region": REGION}),
    Rehearsal("suitability", {"facility": FACILITY, "region": REGION}),
    Rehearsal("whatif", {"facilities": FACILITY, "add": [POINT], "region": REGION}),
    Rehearsal("supply", {"facilities": "puskesmas", "region": REGION}),
    Rehearsal("composition", {"region": REGION}),
    Rehearsal("change", {"from": "2017", "to": "2024", "region": REGION}),
)


def rehearse(
    workspace: Workspace,
    rehearsals: Sequence[Rehearsal] = REHEARSALS,
    note: Note | None = None,
) -> list[str]:
    """Ask the small questions that this program has not yet been asked on this machine.

    Parameters
    ----------
    workspace
        Where the data is taken from; nothing of the answers is kept.
    rehearsals
        The questions.
    note
        Of what was asked before; of this machine unless told.

    Returns
    -------
    list of str
        What answered now: analyses, and the report on a drawn area.
    """
    note = note or Note.of_this_machine()
    answered = _reported(workspace, note)
    asked = [one for one in rehearsals if one.process not in note.done]
    for process, inputs in _questions(workspace, asked):
        # What stands in the way of it is told to whoever asks.
        with suppress(LayersError, GisError, ServerError):
            registry()[process].run(workspace.catalogue(), inputs)
            answered.append(process)
            note.add(process)
    return answered


def _reported(workspace: Workspace, note: Note) -> list[str]:
    """Report on a small site amid all layers, unless one amid layers of these kinds is noted."""
    # Imported late: the service itself needs neither before the first such report.
    from server.aggregates.site import read_site
    from server.aggregates.site_report import site_report

    held = list(workspace.layers().values())
    boxes = np.array([layer.bbox for layer in held if layer.bbox is not None])
    name = f"report on {', '.join(sorted({layer.schema.geometry for layer in held}))}"
    if name in note.done or not len(boxes):
        return []
    lon, lat = ((boxes[:, :2] + boxes[:, 2:]).mean(axis=0) / 2.0).tolist()
    corners = [[lon + dx, lat + dy] for dx, dy in CORNERS]
    with suppress(LayersError, GisError, ServerError):
        site = read_site({"type": "Polygon", "coordinates": [corners]})
        site_report(workspace, site, held)
        note.add(name)
        return [name]
    return []


def _questions(
    workspace: Workspace, asked: Sequence[Rehearsal]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the questions with what the workspace has in place of the words for it."""
    known = _samples(workspace) if asked else {}
    for one in asked:
        with suppress(KeyError):
            yield one.process, {name: _filled(value, known) for name, value in one.inputs.items()}


def _filled(value: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(part, known) for part in value]
    return known[value] if value in (FACILITY, REGION, POINT) else value


def _samples(workspace: Workspace) -> dict[str, Any]:
    """Give the first type of facility, where one stands, and the district around it."""
    catalogue = workspace.catalogue()
    with suppress(LayersError, IndexError, KeyError):
        facilities = catalogue["facilities"].read()
        first = facilities[facilities[TYPE_FIELD].notna()].iloc[0]
        at = first.geometry.representative_point()
        districts = catalogue["districts"].read()
        region = districts[districts.intersects(at)].iloc[0]
        return {FACILITY: first[TYPE_FIELD], POINT: [at.x, at.y], REGION: region["code"]}
    return {}


@dataclass(slots=True)
class Note:
    """Which analyses were rehearsed with this very program, kept beside the compiled kernels.

    Who throws the kernels away throws it away with them.
    """

    path: Path
    program: str
    done: list[str]

    @classmethod
    def read(cls, path: Path, program: str) -> Note:
        """Read a note, or begin another where there is none of this program."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(path.read_text("utf-8"))
            if kept["program"] == program:
                return cls(path, program, [str(one) for one in kept["done"]])
        return cls(path, program, [])

    @classmethod
    def of_this_machine(cls) -> Note:
        """Read the note of this program on this machine."""
        from gis.siting.kernels import value_of

        return cls.read(Path(str(value_of.stats.cache_path)) / NOTE, _program())

    def add(self, process: str) -> None:
        """Write that one was rehearsed; where nothing can be written, it is rehearsed again."""
        self.done.append(process)
        with suppress(OSError, StoreError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, dump_json({"program": self.program, "done": self.done}))


def _program() -> str:
    """Name the program as it is: compiled anew is what changed, and all on another processor."""
    import numba
    from numba.core.registry import cpu_target

    machine = cpu_target.target_context.codegen().magic_tuple()
    digest = hashlib.sha256(f"{numba.__version__} {machine}".encode())
    for package in (gis, layers):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            stat = path.stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()
