"""The desk of results: makes layers of what jobs keep, runs them anew, lets them go."""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import orjson

from layers.errors import LayerNotFoundError, LayersError
from layers.layer import LAYER_ID, Layer
from layers.text import Text
from server.errors import BodyError, LedgerError, NothingHereError, UnfitInputError
from server.jobs.desk import JobDesk
from server.jobs.folders import Folders
from server.jobs.job import Job, Part
from server.ledger import FILE, Ledger
from server.results.making import described, read_cells, read_features
from server.results.record import PREFIX, Record, software
from server.results.shelf import CHAPTER, Shelf

if TYPE_CHECKING:
    from layers.catalog import Catalogue

NAME = "penyangga.results"
LOG = logging.getLogger("penyangga.results")
_WORDS = re.compile(r"[^a-z0-9]+")


class ResultDesk:
    """Results of one workspace.

    Parameters
    ----------
    jobs
        The desk of jobs.
    catalogue
        Opens the workspace, in each process for itself.
    """

    def __init__(self, jobs: JobDesk, catalogue: Callable[[], Catalogue]) -> None:
        self._jobs, self._catalogue = jobs, catalogue
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None
        self._pid = 0
        jobs.when_done(self.renew)
        jobs.now_and_then(self.sweep)

    def shelf(self) -> Shelf:
        """Give the shelf, opened by this very process."""
        with self._lock:
            if self._shelf is None or self._pid != os.getpid():
                self._pid = os.getpid()
                self._shelf = Shelf(Ledger(self._catalogue().path / FILE, [CHAPTER]))
            return self._shelf

    def make(
        self, job_id: str, output: str, *, name: str | None, title: Text | None, keep: bool
    ) -> Record:
        """Make a layer of an output that a job keeps.

        Parameters
        ----------
        job_id, output
            Which one.
        name
            What its id ends with; made of the analysis and the job where none is given.
        title
            Its title; made of those of analysis and output where none is given.
        keep
            Whether it stays; else it goes when the job's results do.

        Raises
        ------
        NothingHereError
            If the job, or the output, is not there.
        UnfitInputError
            If it is no features and no raster, or the id cannot be used.
        LayerExistsError
            If there is a layer of that id.
        """
        job, folders = self._jobs.kept(self._jobs.job(job_id))
        part = _part(job, output)
        layer_id = _layer_id(job, output, name)
        record = _record(job, part, folders, layer_id, keep=keep)
        self._write(record, job, part, folders, mode="create", title=title)
        self.shelf().put(record)
        return record

    def record(self, layer_id: str) -> Record:
        """Give the record of a result.

        Raises
        ------
        NothingHereError
            If there is no result of that id.
        """
        found = self.shelf().record(layer_id)
        if found is None or layer_id not in self._catalogue():
            raise NothingHereError(
                Text(
                    f"tidak ada hasil {layer_id[:60]!r}; /results menyebut yang ada",
                    f"no result {layer_id[:60]!r}; /results lists those there are",
                ),
                code="no-such-result",
            )
        return found

    def records(self) -> list[Record]:
        """Give the records of all results whose layers are there."""
        there = set(self._catalogue().ids())
        return [record for record in self.shelf().records() if record.layer in there]

    def keep(self, layer_id: str, *, keep: bool) -> Record:
        """Keep a result for good, or let it expire like the results of jobs."""
        found = self.record(layer_id)
        expires = None if keep else time.time() + self._jobs.kept_s
        changed = replace(found, expires=expires)
        self.shelf().put(changed)
        return changed

    def rerun(self, layer_id: str) -> Job:
        """Run the analysis of a result anew; its layer is replaced when the job is done.

        Raises
        ------
        InputError
            If its inputs cannot be used any more.
        """
        found = self.record(layer_id)
        process = self._jobs.processes()[found.process]
        job = self._jobs.submit(process, {"inputs": dict(found.inputs), "result": layer_id})
        self.shelf().put(replace(found, rerun=job.id))
        if job.is_finished:
            self.renew(job)
        return job

    def renew(self, job: Job) -> None:
        """Replace the layer of a result by what a new run of it gave."""
        layer_id = str(job.request.get("result", ""))
        old = self.shelf().record(layer_id) if layer_id else None
        if old is None or job.status != "successful" or layer_id not in self._catalogue():
            return
        done, folders = self._jobs.kept(job)
        part = _part(done, old.output)
        fresh = _record(done, part, folders, layer_id, keep=old.expires is None)
        self._write(fresh, done, part, folders, mode="replace", title=None)
        self.shelf().put(fresh)

    def remove(self, layer_id: str) -> None:
        """Remove a result: its layer and its record."""
        self.record(layer_id)
        self._drop(layer_id)

    def sweep(self) -> None:
        """Remove results that have expired."""
        for layer_id in self.shelf().expired(time.time()):
            try:
                self._drop(layer_id)
            except (LayersError, LedgerError) as error:
                LOG.warning("result %s could not be removed: %s", layer_id, error)

    def _drop(self, layer_id: str) -> None:
        catalogue = self._catalogue()
        with suppress(LayerNotFoundError):  # somebody may have done it before
            catalogue.delete(layer_id, provenance={"reason": "result let go"})
        self.shelf().remove(layer_id)

    def _write(
        self,
        record: Record,
        job: Job,
        part: Part,
        folders: Folders,
        *,
        mode: Literal["create", "replace"],
        title: Text | None,
    ) -> Layer:
        catalogue = self._catalogue()
        answer = orjson.loads(folders.file(job.id, _part(job, "answer")).read_bytes())
        used = [catalogue[name].layer for name in record.used if name in catalogue]
        process = self._jobs.processes()[job.process]
        output = process.outputs.get(part.name) or process.surfaces.get(part.name) or Text.of("")
        told = title or process.title + ": " + output
        if title is None and mode == "replace":
            told = catalogue[record.layer].layer.title
        layer = described(record.layer, told, answer, used, f"{job.process} {job.version}")
        provenance = {"result": record.to_dict()}
        file = folders.file(job.id, part)
        if part.kind == "raster":
            return catalogue.write_raster(layer, read_cells(file), mode=mode, provenance=provenance)
        frame, schema = read_features(file)
        return catalogue.write(layer.with_(schema=schema), frame, mode=mode, provenance=provenance)


def _part(job: Job, output: str) -> Part:
    part = job.part(output)
    if part is None:
        known = ", ".join(one.name for one in job.parts)
        raise NothingHereError(
            Text(
                f"pekerjaan ini tidak menyimpan {output[:40]!r}; yang ada {known}",
                f"the job keeps no {output[:40]!r}; there are {known}",
            ),
            code="no-such-output",
        )
    return part


def _layer_id(job: Job, output: str, name: str | None) -> str:
    if output == "answer":
        raise UnfitInputError(
            Text(
                "jawaban utuh bukan lapisan; pilih keluaran berupa fitur atau raster",
                "the whole answer is no layer; choose an output of features or a raster",
            )
        )
    ending = _WORDS.sub("_", f"{job.process}_{output}_{job.id[:6]}") if name is None else name
    layer_id = f"{PREFIX}{ending.removeprefix(PREFIX)}"
    if not LAYER_ID.fullmatch(layer_id):
        raise BodyError(
            Text(
                f"id {layer_id[:60]!r} tidak dapat dipakai; yang diminta huruf kecil, angka, dan _",
                f"the id {layer_id[:60]!r} cannot be used; wanted lower-case letters, digits and _",
            )
        )
    return layer_id


def _record(job: Job, part: Part, folders: Folders, layer_id: str, *, keep: bool) -> Record:
    answer: dict[str, Any] = orjson.loads(folders.file(job.id, _part(job, "answer")).read_bytes())
    began = job.started or job.created
    return Record(
        layer=layer_id,
        job=job.id,
        output=part.name,
        process=job.process,
        version=job.version,
        inputs=job.request["inputs"],
        used=job.used,
        made=began,
        seconds=round((job.finished or began) - began, 3),
        replay=answer["replay"],
        trust=answer["trust"],
        expires=None if keep else job.expires,
        software=software(),
    )
