"""The process of one job: runs one analysis within limits, writes its results, reports, ends.

Started by `server.jobs.run` with the folder of the job, which holds the request; the workspace
is named by the environment.
"""

from __future__ import annotations

import errno
import json
import resource
import shutil
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import layers
from layers.derived import Count
from layers.sources import isolation
from layers.sources.limits import Limits
from layers.stores.address import is_url
from layers.text import Text
from server.config import ServerSettings
from server.errors import fault_of
from server.exchange.answer import GEOJSON, JSON, dump_json
from server.jobs.folders import (
    REPORT_FILE,
    REQUEST_FILE,
    SCENARIO_FILE,
    SCENARIO_FOLDER,
    file_name,
)
from server.jobs.job import Failure, Part
from server.operations.compiling import compile_aloud

if TYPE_CHECKING:
    from gis.processes import Answer, Process
    from layers.catalog import Catalogue

EVERY_S = 0.2
GRACE_S = 5
NO_SPACE = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)
TIFF = "image/tiff; application=geotiff"
MEMORY = Failure(
    422,
    "too-big",
    Text(
        "analisis ini memerlukan memori melebihi yang boleh dipakai sebuah pekerjaan; minta lebih "
        "sedikit, misalnya satu wilayah saja",
        "the analysis needs more memory than a job may use; ask for less, for one region only",
    ),
)
TOO_LARGE = Failure(
    507,
    "result-too-large",
    Text(
        "hasilnya lebih besar daripada yang boleh ditulis sebuah pekerjaan, atau cakram penuh",
        "the result is larger than a job may write, or the disk is full",
    ),
)


def main(folder: Path, processes: Mapping[str, Process] | None = None) -> int:
    """Do the job in `folder`.

    Parameters
    ----------
    folder
        Of the job.
    processes
        Every analysis by its id; the published ones unless a test says otherwise.
    """
    request = json.loads((folder / REQUEST_FILE).read_text(encoding="utf-8"))
    if processes is None:
        from gis.processes import registry

        processes = registry()
    # Imported before the bounds are set: they are for what the analysis itself takes.
    processes.get(request["process"])
    workspace = ServerSettings.from_environment()
    limits = Limits(
        # Libraries and mapped files are address space, too, and no memory of the job's.
        memory_bytes=request["limits"]["memory_bytes"] + mapped_bytes(),
        # The system warns at the lower of two bounds, and kills at the upper.
        cpu_s=request["limits"]["cpu_s"] + GRACE_S,
        staging_bytes=request["limits"]["file_bytes"],
    )
    isolation.apply(limits, online=is_url(str(workspace.workspace)))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (request["limits"]["cpu_s"], hard))
    try:
        report = _work(folder, request, workspace, processes)
    except MemoryError:
        report = {"failure": MEMORY.to_dict()}
    except Exception as error:  # noqa: BLE001 - the last stop: every failure is reported
        report = {"failure": _failure(error).to_dict()}
    part = folder / f"{REPORT_FILE}.part"
    part.write_bytes(dump_json(report))
    part.replace(folder / REPORT_FILE)
    return 0


def mapped_bytes() -> int:
    """Give how much address space this process has now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()


def _failure(error: Exception) -> Failure:
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return TOO_LARGE
    fault = fault_of(error)
    if fault.status >= 500:
        traceback.print_exception(error)
    return Failure(fault.status, fault.code, fault.detail, fault.faults)


def _work(
    folder: Path,
    request: Mapping[str, Any],
    workspace: ServerSettings,
    processes: Mapping[str, Process],
) -> dict[str, Any]:
    speaker = Speaker()
    compile_aloud(speaker)
    catalogue = layers.open(workspace.workspace, folder=workspace.folder, observer=speaker)
    process = processes[request["process"]]
    if request.get("scenario") is None:
        answer = process.run(catalogue, request["inputs"])
        used = {one["layer"]: one["revision"] for one in answer.inputs}
    else:
        from gis.scenarios.live import run

        catalogue = _scenario(catalogue, folder)
        answer = run(process, catalogue, request["inputs"])
        # What is worked out live names the layers of the baseline.
        names = [one["layer"] for one in answer.inputs]
        used = {name: catalogue[name].layer.revision for name in names}
    parts = write_answer(answer, folder / "draft")
    shutil.rmtree(folder / SCENARIO_FOLDER, ignore_errors=True)
    return {"parts": [part.to_dict() for part in parts], "used": used}


def _scenario(base: Catalogue, folder: Path) -> Catalogue:
    """Open the scenario as it was when the job was asked for, whatever became of it since."""
    from gis.scenarios.opening import open_scenario
    from layers.scenarios import Scenario, ScenarioNotFoundError, Shelf

    asked = Scenario.from_dict(json.loads((folder / SCENARIO_FILE).read_bytes()))
    shelf = Shelf(base.path)
    with suppress(ScenarioNotFoundError):
        if shelf.get(asked.id) == asked:
            shelf.use(asked.id)
            return open_scenario(base, asked)
    return open_scenario(base, asked, folder=folder / SCENARIO_FOLDER)


def write_answer(answer: Answer, folder: Path) -> list[Part]:
    """Write an answer as files: the answer without its features, each output, each raster.

    Parameters
    ----------
    answer
        The answer.
    folder
        An empty folder.
    """
    from gis.processes.answer import feature_collection, surface_tags
    from layers.raster import write_cog

    parts = [_written(folder, Part("answer", JSON, 0, "answer"), dump_json(answer.to_dict()))]
    for name, frame in answer.features.items():
        body = dump_json(feature_collection(frame))
        parts.append(_written(folder, Part(name, GEOJSON, 0, "features"), body))
    for name, surface in answer.surfaces.items():
        part = Part(name, TIFF, 0, "raster")
        file = folder / file_name(part)
        write_cog(surface.raster, file, tags=surface_tags(answer, name))
        parts.append(Part(name, TIFF, file.stat().st_size, "raster"))
    return parts


def _written(folder: Path, part: Part, body: bytes) -> Part:
    (folder / file_name(part)).write_bytes(body)
    return Part(part.name, part.media, len(body), part.kind)


class Speaker:
    """An observer that writes what is done, and how far it is, as JSON lines to the parent."""

    def __init__(self) -> None:
        self._pieces: list[Text] = []
        self._last = 0.0

    @contextmanager
    def __call__(self, title: Text) -> Iterator[Count]:
        """Tell of one piece of work while it lasts."""
        self._pieces.append(title)
        self._speak(0, 0)
        try:
            yield self._count
        finally:
            self._pieces.pop()
            if self._pieces:
                self._speak(0, 0)

    def _count(self, done: int, total: int) -> None:
        if time.monotonic() - self._last >= EVERY_S:
            self._speak(done, total)

    def _speak(self, done: int, total: int) -> None:
        self._last = time.monotonic()
        told = {"step": self._pieces[-1].to_dict(), "done": done, "total": total}
        with suppress(OSError):  # a parent that listens no more is no reason to fail
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
