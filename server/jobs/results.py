"""Results of a run as they are sent: the whole answer, the standard's document, or raw."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from layers.text import Text
from server.errors import BodyError
from server.exchange.answer import JSON, Answer, dump_json, result_answer
from server.exchange.ask import Ask
from server.exchange.links import link, link_header
from server.jobs.asking import ANSWER, Execution
from server.jobs.folders import Folders
from server.jobs.job import Job

if TYPE_CHECKING:
    from gis.processes import Answer as Found

RESULT_REL = "http://www.opengis.net/def/rel/ogc/1.0/results"


class Results(Protocol):
    """What a run gave, output by output."""

    def media(self) -> Mapping[str, str]:
        """Give the media type of each output."""

    def body(self, name: str) -> bytes:
        """Give an output."""

    def href(self, name: str) -> str | None:
        """Give the address of an output, None where it is not kept."""


class FreshResults:
    """Results of an answer that was just computed, kept by nobody."""

    def __init__(self, answer: Found, media: Mapping[str, str]) -> None:
        self._answer = answer
        self._media = {
            name: kind
            for name, kind in media.items()
            if name == ANSWER or name in answer.features or name in answer.surfaces
        }

    def media(self) -> Mapping[str, str]:
        """Give the media type of each output."""
        return self._media

    def body(self, name: str) -> bytes:
        """Give an output."""
        from gis.processes.answer import feature_collection

        if name == ANSWER:
            return dump_json(self._answer.to_dict())
        if name in self._answer.features:
            return dump_json(feature_collection(self._answer.features[name]))
        return _raster(self._answer, name)

    def href(self, name: str) -> str | None:  # noqa: ARG002 - as others have it
        """Give no address: nothing is kept."""
        return None


@dataclass(frozen=True, slots=True)
class KeptResults:
    """Results that a job keeps, at an address each."""

    job: Job
    folders: Folders
    home: str

    def media(self) -> Mapping[str, str]:
        """Give the media type of each output."""
        return {part.name: part.media for part in self.job.parts}

    def body(self, name: str) -> bytes:
        """Give an output."""
        part = self.job.part(name)
        assert part is not None
        return self.folders.file(self.job.id, part).read_bytes()

    def href(self, name: str) -> str | None:
        """Give the address of an output."""
        return f"{self.home}/{name}"


def results_answer(ask: Ask, execution: Execution, results: Results) -> Answer:
    """Give what a run gave, in the form that was asked for."""
    if execution.form == "whole":
        return result_answer(ask, _whole(results))
    wanted = execution.outputs or dict.fromkeys(results.media(), "value")
    media = results.media()
    missing = [name for name in wanted if name not in media]
    if missing:
        raise BodyError(
            Text(
                f"analisis ini kali ini tidak menghasilkan {', '.join(missing)}",
                f"this run gave no {', '.join(missing)}",
            ),
            code="output-not-made",
        )
    if execution.form == "document":
        document = {name: _entry(results, name, mode) for name, mode in wanted.items()}
        return result_answer(ask, dump_json(document))
    if len(wanted) == 1:
        name, mode = next(iter(wanted.items()))
        href = results.href(name) if mode == "reference" else None
        if href is not None:
            return Answer(204, (link_header([link(href, RESULT_REL, media[name])]),), b"")
        return result_answer(ask, results.body(name), media=media[name])
    return _multipart(ask, results, wanted)


def _whole(results: Results) -> bytes:
    """Give the answer with its features inside, as the map takes it."""
    body, media = results.body(ANSWER), results.media()
    features = [name for name, kind in media.items() if name != ANSWER and "json" in kind]
    held = b",".join(orjson.dumps(name) + b":" + results.body(name) for name in features)
    return body[:-1] + b',"features":{' + held + b"}}"


def _entry(results: Results, name: str, mode: str) -> dict[str, Any]:
    """Give an output in the document: qualified value, or link."""
    media = results.media()[name]
    href = results.href(name) if mode == "reference" else None
    if href is not None:
        return {"href": href, "rel": RESULT_REL, "type": media}
    body = results.body(name)
    if "json" in media:
        return {"value": orjson.Fragment(body), "mediaType": media}
    return {
        "value": base64.b64encode(body).decode(),
        "encoding": "base64",
        "mediaType": media,
    }


def _multipart(ask: Ask, results: Results, wanted: Mapping[str, str]) -> Answer:
    """Give several outputs one after another (RFC 2387)."""
    boundary = uuid.uuid4().hex
    chunks = []
    for name, mode in wanted.items():
        media = results.media()[name]
        href = results.href(name) if mode == "reference" else None
        head = [f"Content-ID: <{name}>"]
        if href is None:
            head.append(f"Content-Type: {media}")
        else:
            head += [f"Content-Type: {media}", f"Content-Location: {href}"]
        body = b"" if href is not None else results.body(name)
        chunks.append(f"--{boundary}\r\n".encode() + "\r\n".join(head).encode())
        chunks.append(b"\r\n\r\n" + body + b"\r\n")
    chunks.append(f"--{boundary}--\r\n".encode())
    media = (
        f'multipart/related; boundary="{boundary}"; type="{JSON}"; start="<{next(iter(wanted))}>"'
    )
    return result_answer(ask, b"".join(chunks), media=media)


def _raster(answer: Found, name: str) -> bytes:
    import tempfile
    from pathlib import Path

    from gis.processes.answer import surface_tags
    from layers.raster import write_cog

    with tempfile.TemporaryDirectory(prefix="penyangga-raster-") as folder:
        file = Path(folder) / "raster.tif"
        write_cog(answer.surfaces[name].raster, file, tags=surface_tags(answer, name))
        return file.read_bytes()
