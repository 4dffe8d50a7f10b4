"""The desk of results: layers of what jobs keep, run anew where their data moved, let go."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from gis.errors import GisError
from layers.errors import LayerNotFoundError, LayersError
from layers.scenarios import ScenarioNotFoundError
from layers.text import Text
from server.errors import LedgerError, NothingHereError, QueueFullError, ServerError
from server.jobs.desk import JobDesk
from server.jobs.job import Job
from server.ledger import FILE, Ledger
from server.results.record import Record
from server.results.renewal import affected
from server.results.shelf import CHAPTER, Shelf
from server.results.writing import Kept, Mode, Writer

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from server.scenarios.shelf import OpenScenarios, Standing

NAME = "penyangga.results"
LOG = logging.getLogger("penyangga.results")


class ResultDesk:
    """Results of one workspace.

    Parameters
    ----------
    jobs
        The desk of jobs.
    catalogue
        Opens the workspace, in each process for itself.
    scenarios
        The scenarios that results may be of.
    """

    def __init__(
        self, jobs: JobDesk, catalogue: Callable[[], Catalogue], scenarios: OpenScenarios
    ) -> None:
        self._jobs, self._catalogue, self._scenarios = jobs, catalogue, scenarios
        self._writer = Writer(catalogue, jobs.processes)
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None
        self._pid = 0
        jobs.then.ready.append(self.publish)
        jobs.then.shared.append(self.prolong)
        jobs.then.done.append(self.follow)
        jobs.then.gone.append(self.let_go)
        jobs.then.swept.append(self.sweep)

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
        """Make a layer of an output that a job keeps, in the place of the one it has by itself.

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
        kept = Kept.of(job, output, folders)
        own = self.shelf().record(kept.layer_id())
        if own is not None and name is None and title is None:
            return self.keep(own.layer, keep=keep)
        record = kept.record(kept.layer_id(name), keep=keep)
        mode: Mode = "replace" if own is not None and own.layer == record.layer else "create"
        self._write(kept, record, mode=mode, title=title)
        if own is not None and own.layer != record.layer and own.expires is not None:
            self._drop(own.layer)
        return record

    def publish(self, job: Job) -> None:
        """Make layers of what a job has just given, or put it in the place of an older result."""
        done, folders = self._jobs.kept(job)
        if "results" in job.request:
            self._renew(done)
            return
        if job.same_as is not None:
            self.prolong(job)
            return
        limits = self._jobs.limits
        for part in done.parts:
            if part.kind == "answer" or part.size > limits.layer_bytes:
                continue
            kept = Kept(done, part, folders)
            if kept.is_drawable():
                record = kept.record(kept.layer_id(), keep=False)
                there = record.layer in self._catalogue()
                self._write(kept, record, mode="replace" if there else "create")
        loose = sorted((r for r in self.records() if r.expires), key=lambda r: -r.made)
        for record in loose[limits.kept_layers :]:
            self._drop(record.layer)

    def prolong(self, job: Job) -> None:
        """Keep the layers of an answer for as long as the job that shares it is kept."""
        until = job.expires or 0.0
        for record in self.shelf().of_jobs({job.same_as or job.id}):
            if record.expires is not None and record.expires < until:
                self.shelf().put(replace(record, expires=until))

    def _write(self, kept: Kept, record: Record, *, mode: Mode, title: Text | None = None) -> None:
        """Write a layer; its record comes first, so that a layer which a kill left still goes."""
        before = self.shelf().record(record.layer)
        self.shelf().put(record)
        try:
            self._writer.write(kept, record, mode=mode, title=title)
        except BaseException:
            self.shelf().remove(record.layer)
            if before is not None:
                self.shelf().put(before)
            raise

    def layers_of(self, jobs: Iterable[Job]) -> dict[str, dict[str, str]]:
        """Give, by job, output → the layer it is; an answer that is shared shares its layers."""
        owners = {job.id: job.same_as or job.id for job in jobs}
        found: dict[str, dict[str, str]] = {}
        there = set(self._catalogue().ids())
        records = self.shelf().of_jobs({*owners, *owners.values()})
        for record in (one for one in records if one.layer in there):
            found.setdefault(record.job, {})[record.output] = record.layer
        return {
            job: {**found.get(owner, {}), **found.get(job, {})} for job, owner in owners.items()
        }

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
                    f"tidak ada hasil {layer_id[:60]!r}; /results dan 'penyangga result list' "
                    "menyebut yang ada",
                    f"no result {layer_id[:60]!r}; /results and 'penyangga result list' list "
                    "those there are",
                ),
                code="no-such-result",
            )
        return found

    def records(self) -> list[Record]:
        """Give the records of all results whose layers are there."""
        there = set(self._catalogue().ids())
        return [record for record in self.shelf().records() if record.layer in there]

    def moved(self, records: Iterable[Record]) -> dict[str, list[str]]:
        """Give, by layer, what has changed of that which each of some results was made of."""
        now = {layer.id: layer for layer in self._catalogue().layers()}
        standings: dict[str, Standing | None] = {}
        found = {}
        for record in records:
            if record.scenario is None:
                found[record.layer] = record.moved(now)
                continue
            name = str(record.scenario["id"])
            if name not in standings:
                standings[name] = self._standing(name)
            found[record.layer] = record.moved_in(standings[name])
        return found

    def _standing(self, scenario_id: str) -> Standing | None:
        with suppress(ScenarioNotFoundError):
            return self._scenarios.standing(scenario_id)
        return None

    def keep(self, layer_id: str, *, keep: bool) -> Record:
        """Keep a result for good, or let it expire like the results of jobs."""
        found = self.record(layer_id)
        expires = None if keep else time.time() + self._jobs.limits.kept_s
        changed = replace(found, expires=expires)
        self.shelf().put(changed)
        return changed

    def rerun(self, layer_id: str) -> Job:
        """Run the analysis of a result anew; its layer is replaced when the job is done.

        Raises
        ------
        InputError
            If its inputs cannot be used any more.
        ScenarioNotFoundError
            If it is of a scenario that is gone.
        """
        return self._again([self.record(layer_id)])

    def _again(self, records: Sequence[Record]) -> Job:
        """Run one analysis anew for all results that were made of it with the same inputs."""
        one = records[0]
        request = {"inputs": dict(one.inputs), "results": [record.layer for record in records]}
        of = None if one.scenario is None else str(one.scenario["id"])
        standing = None if of is None else self._scenarios.standing(of)
        job = self._jobs.submit(self._jobs.processes()[one.process], request, standing)
        for record in records:
            self.shelf().put(replace(record, rerun=job.id, wanted=False, awaits=[]))
        if job.is_finished:
            self._renew(job)
        return job

    def rerun_stale(self) -> list[Record]:
        """Run anew what has been made of other data than there are now, and nothing else.

        A result that was made of another one comes after it.

        Returns
        -------
        list of Record
            Those that are run anew, in order.
        """
        records = {record.layer: record for record in self.records()}
        moved = self.moved(records.values())
        plan = affected(records, [name for name, why in moved.items() if why])
        for name, awaits in plan.items():
            if not self._pends(records, name):
                self.shelf().put(replace(records[name], wanted=True, awaits=[*awaits]))
        self.advance()
        return [self.record(name) for name in plan]

    def advance(self) -> None:
        """Run what is wanted and waits for nothing any more."""
        records = {record.layer: record for record in self.records()}
        ready: dict[str, list[Record]] = {}
        for record in records.values():
            if record.wanted and not any(self._pends(records, one) for one in record.awaits):
                ready.setdefault(record.question, []).append(record)
        for same in ready.values():
            try:
                job = self._again(same)
            except QueueFullError:
                return  # the next job that ends makes room
            except (LayersError, ServerError, GisError) as error:
                LOG.warning("result %s cannot be run anew: %s", same[0].layer, error)
                for record in same:
                    self.shelf().put(replace(record, wanted=False, awaits=[]))
                continue
            if job.is_finished:
                self.advance()  # others may have waited for what was kept
                return

    def _pends(self, records: Mapping[str, Record], layer_id: str) -> bool:
        """Say whether a result is still to be run anew, or is being so."""
        record = records.get(layer_id)
        if record is None:
            return False
        if record.wanted:
            return True
        with suppress(NothingHereError):
            return record.rerun is not None and not self._jobs.job(record.rerun).is_finished
        return False

    def follow(self, job: Job) -> None:
        """Go on with what waited for a job that is done."""
        if "results" in job.request:
            self.advance()

    def _renew(self, job: Job) -> None:
        """Replace the layers of results by what a new run of them gave."""
        done, folders = self._jobs.kept(job)
        there = set(self._catalogue().ids())
        for layer_id in job.request["results"]:
            old = self.shelf().record(layer_id)
            if old is None or layer_id not in there:
                continue
            if done.part(old.output) is None:
                LOG.warning("result %s is not among what job %s gave", layer_id, job.id)
                continue
            kept = Kept.of(done, old.output, folders)
            fresh = kept.record(layer_id, keep=old.expires is None)
            self._write(kept, fresh, mode="replace")

    def remove(self, layer_id: str) -> None:
        """Remove a result: its layer and its record."""
        self.record(layer_id)
        self._drop(layer_id)

    def let_go(self, job: Job) -> None:
        """Remove the layers of a job that was dismissed, unless kept, or shown by another."""
        owner = job.same_as or job.id
        if any(other.id != job.id for other in self._jobs.showing(job)):
            return
        for record in self.shelf().of_jobs({owner}):
            if record.expires is not None:
                self._drop(record.layer)

    def sweep(self) -> None:
        """Remove results that have expired, and go on with what is to be run anew."""
        for layer_id in self.shelf().expired(time.time()):
            try:
                self._drop(layer_id)
            except (LayersError, LedgerError) as error:
                LOG.warning("result %s could not be removed: %s", layer_id, error)
        self.advance()

    def _drop(self, layer_id: str) -> None:
        catalogue = self._catalogue()
        with suppress(LayerNotFoundError):  # somebody may have done it before
            catalogue.delete(layer_id, provenance={"reason": "result let go"})
        self.shelf().remove(layer_id)
