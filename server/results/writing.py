"""From an output of a job to a layer of the workspace, with its record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import orjson

from layers.layer import LAYER_ID, Layer
from layers.raster import read_raster
from layers.schema import Field, Schema
from layers.text import Text
from server.errors import BodyError, NothingHereError, UnfitInputError
from server.jobs.folders import Folders
from server.jobs.job import Job, Part
from server.results.making import described, read_codes, read_features
from server.results.record import PREFIX, Record, software
from server.results.showing import cell_classes, drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gis.processes import Process
    from layers.catalog import Catalogue

Mode = Literal["create", "replace"]
_WORDS = re.compile(r"[^a-z0-9]+")
CELLS = "value"


@dataclass(frozen=True, slots=True)
class Kept:
    """An output that a job keeps.

    Attributes
    ----------
    job, part
        Which.
    folders
        Where its file is.
    """

    job: Job
    part: Part
    folders: Folders

    @classmethod
    def of(cls, job: Job, output: str, folders: Folders) -> Kept:
        """Find an output of a job.

        Raises
        ------
        NothingHereError
            If it keeps none of that name.
        UnfitInputError
            If it is the whole answer, which is no layer.
        """
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
        if part.kind == "answer":
            raise UnfitInputError(
                Text(
                    "jawaban utuh bukan lapisan; pilih keluaran berupa fitur atau raster",
                    "the whole answer is no layer; choose an output of features or a raster",
                )
            )
        return cls(job, part, folders)

    def answer(self) -> dict[str, Any]:
        """Read the answer without its features."""
        whole = self.job.part("answer")
        assert whole is not None
        read: dict[str, Any] = orjson.loads(self.folders.file(self.job.id, whole).read_bytes())
        return read

    def layer_id(self, name: str | None = None) -> str:
        """Give the id of its layer: made of the analysis and the job where no name is given.

        Raises
        ------
        BodyError
            If the name cannot be part of an id.
        """
        made = f"{self.job.process}_{self.part.name}_{self.job.id[:6]}"
        ending = _WORDS.sub("_", made) if name is None else name
        layer_id = f"{PREFIX}{ending.removeprefix(PREFIX)}"
        if not LAYER_ID.fullmatch(layer_id):
            got = repr(layer_id[:60])
            raise BodyError(
                Text(
                    f"id {got} tidak dapat dipakai; yang diminta huruf kecil, angka, dan _",
                    f"the id {got} cannot be used; wanted lower-case letters, digits and _",
                )
            )
        return layer_id

    def record(self, layer_id: str, *, keep: bool) -> Record:
        """Give the record of its layer."""
        job, answer = self.job, self.answer()
        began = job.started or job.created
        return Record(
            layer=layer_id,
            job=job.id,
            output=self.part.name,
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
            scenario=_asked(job, answer),
        )

    def is_drawable(self) -> bool:
        """Say whether it has a place: an output may be empty, or a table."""
        if self.part.kind == "raster":
            return True
        frame, _ = read_features(self.folders.file(self.job.id, self.part))
        return not frame.geometry.isna().all()


def _asked(job: Job, answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the scenario of a job with the standards that its answer stands on."""
    if job.scenario is None:
        return None
    told = answer.get("scenario") or {}
    return {**job.scenario, "asked": list(told.get("standards", ()))}


class Writer:
    """Writes outputs of jobs as layers.

    Parameters
    ----------
    catalogue
        Opens the workspace, in each process for itself.
    processes
        Gives every analysis.
    """

    def __init__(
        self,
        catalogue: Callable[[], Catalogue],
        processes: Callable[[], Mapping[str, Process]],
    ) -> None:
        self._catalogue, self._processes = catalogue, processes

    def write(
        self,
        kept: Kept,
        record: Record,
        *,
        mode: Mode,
        title: Text | None = None,
    ) -> Layer:
        """Write an output as the layer of a record; a layer that is replaced keeps its title."""
        catalogue, provenance = self._catalogue(), {"result": record.to_dict()}
        if title is None and mode == "replace":
            title = catalogue[record.layer].layer.title
        layer = self._described(kept, record, title or self._title(kept))
        file = kept.folders.file(kept.job.id, kept.part)
        if kept.part.kind == "raster":
            raster, codes = read_raster(file), read_codes(file)
            hints, told = cell_classes(raster.values, raster.nodata, codes)
            cells = Field(CELLS, "integer" if codes else "number", layer.title, codes=told or None)
            layer = layer.with_(schema=Schema((cells,)), styling=hints)
            return catalogue.write_raster(layer, raster, mode=mode, provenance=provenance)
        frame, schema = read_features(file)
        shown = drawn(frame, kept.job.process, kept.part.name)
        fields = schema.fields if shown.field is None else (*schema.fields, shown.field)
        layer = layer.with_(schema=Schema(fields, schema.geometry), styling=shown.hints)
        return catalogue.write(layer, shown.frame, mode=mode, provenance=provenance)

    def _title(self, kept: Kept) -> Text:
        process, name = self._processes()[kept.job.process], kept.part.name
        output = process.outputs.get(name) or process.surfaces.get(name) or Text.of("")
        told = process.title + ": " + output
        of = kept.job.scenario
        return told if of is None else told + " · " + Text.of(of["title"])

    def _described(self, kept: Kept, record: Record, title: Text) -> Layer:
        catalogue = self._catalogue()
        used = [catalogue[name].layer for name in record.used if name in catalogue]
        version = f"{record.process} {record.version}"
        return described(record.layer, title, kept.answer(), used, version)
