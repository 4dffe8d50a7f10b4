"""What a request to run an analysis asks: inputs in every allowed form, outputs, preferences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gis.errors import InputError
from layers.text import Text
from server.errors import BodyError
from server.exchange.answer import GEOJSON, JSON
from server.jobs.values import read_value

if TYPE_CHECKING:
    from gis.processes import Process

Form = Literal["whole", "document", "raw"]
Mode = Literal["value", "reference"]
ANSWER = "answer"
TIFF = "image/tiff; application=geotiff"
MODES: tuple[Mode, ...] = ("value", "reference")
KEYS = ("inputs", "outputs", "response", "subscriber")
# A request that waits keeps its worker from others.
MOST_WAIT_S = 15.0
_WAIT = re.compile(r"wait\s*=\s*([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Execution:
    """A run as it is asked for.

    Attributes
    ----------
    inputs
        As the analysis takes them.
    outputs
        Output → how it is sent; empty for all of them.
    form
        The whole answer in one document of ours, or the `document` or `raw` response of the
        standard.
    """

    inputs: Mapping[str, Any]
    outputs: Mapping[str, Mode]
    form: Form

    def to_dict(self) -> dict[str, Any]:
        """Give what is kept of it with a job."""
        return {"inputs": dict(self.inputs), "outputs": dict(self.outputs), "response": self.form}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Execution:
        """Take what `to_dict` gave."""
        return cls(data["inputs"], data.get("outputs", {}), data.get("response", "whole"))

    @property
    def refers(self) -> bool:
        """Whether an output is to be sent by its address, so that it has to be kept."""
        return "reference" in self.outputs.values()


@dataclass(frozen=True, slots=True)
class Preference:
    """What the header Prefer says: go on without the asker, and how long to let it wait."""

    is_async: bool = False
    wait_s: float = 0.0

    @classmethod
    def of(cls, header: str) -> Preference:
        """Read the header; what is not known in it is left unheard, as RFC 7240 has it.

        Examples
        --------
        >>> Preference.of("respond-async, wait=5")
        Preference(is_async=True, wait_s=5.0)
        """
        words = [word.strip().lower() for word in header[:1000].split(",")]
        waits = [found for word in words if (found := _WAIT.fullmatch(word))]
        wait_s = min(float(waits[0][1]), MOST_WAIT_S) if waits else 0.0
        return cls("respond-async" in words, wait_s)


def output_media(process: Process) -> dict[str, str]:
    """Give the media type of every output of an analysis: its answer, its features, its rasters."""
    return {
        ANSWER: JSON,
        **dict.fromkeys(process.outputs, GEOJSON),
        **dict.fromkeys(process.surfaces, TIFF),
    }


def read_execution(document: Any, process: Process) -> Execution:
    """Read the body of a request to run an analysis.

    Raises
    ------
    BodyError
        If it is no object with an object `inputs`, or has parts that are not offered.
    InputError
        Naming every unusable input and output at once.
    """
    inputs = document.get("inputs", {}) if isinstance(document, dict) else None
    if not isinstance(inputs, dict) or not (document.keys() & {"inputs", "outputs", "response"}):
        raise BodyError(
            Text(
                'yang diminta objek JSON dengan objek "inputs", misalnya {"inputs": {}}',
                'wanted a JSON object with an object "inputs", such as {"inputs": {}}',
            )
        )
    if "subscriber" in document:
        raise BodyError(
            Text(
                "layanan ini tidak memanggil alamat lain saat pekerjaan selesai; tanyakan /jobs",
                "this service calls no other address when a job is done; ask at /jobs",
            ),
            code="callback-not-offered",
        )
    faults: list[tuple[str, Text]] = []
    read = _inputs(inputs, process, faults)
    outputs = _outputs(document.get("outputs"), process, faults)
    form = _form(document, faults)
    known = {name for name, _ in faults}
    try:
        process.check({name: value for name, value in read.items() if name not in known})
    except InputError as error:
        faults += [(name, why) for name, why in error.faults if name not in known]
    if faults:
        raise InputError.of(faults)
    return Execution(read, outputs, form)


def _inputs(
    given: Mapping[str, Any], process: Process, faults: list[tuple[str, Text]]
) -> dict[str, Any]:
    kinds = {spec.id: spec.type for spec in process.inputs}
    read: dict[str, Any] = {}
    for name, value in given.items():
        try:
            read[name] = read_value(kinds.get(name, "text"), value)
        except InputError as error:
            faults.append((name[:60], error.text))
    return read


def _outputs(asked: Any, process: Process, faults: list[tuple[str, Text]]) -> dict[str, Mode]:
    media = output_media(process)
    wanted: dict[str, Mode] = {}
    if asked is not None and not isinstance(asked, dict):
        faults.append(("outputs", Text("yang diminta sebuah objek", "wanted an object")))
        return wanted
    for name, how in (asked or {}).items():
        mode = how.get("transmissionMode", "value") if isinstance(how, dict) else None
        fault = _misfit(str(name), how, mode, media)
        if fault is not None:
            faults.append((f"outputs.{name}"[:80], fault))
        elif mode is not None:
            wanted[name] = mode
    return wanted


def _misfit(name: str, how: Any, mode: Any, media: Mapping[str, str]) -> Text | None:
    """Say what is wrong with an output that is asked for."""
    if name not in media:
        known = ", ".join(media)
        return Text(f"tidak ada; yang ada {known}", f"is not there; there are {known}")
    if mode not in MODES:
        return Text(
            'yang diminta {"transmissionMode": "value"} atau "reference"',
            'wanted {"transmissionMode": "value"} or "reference"',
        )
    shape = how.get("format") or {}
    asked = shape.get("mediaType", media[name]) if isinstance(shape, dict) else None
    if not isinstance(asked, str) or asked.split(";")[0] not in (
        media[name].split(";")[0],
        # Features are JSON as well.
        *((JSON,) if media[name] == GEOJSON else ()),
    ):
        return Text(f"hanya tersedia sebagai {media[name]}", f"is offered as {media[name]} only")
    return None


def _form(document: Mapping[str, Any], faults: list[tuple[str, Text]]) -> Form:
    asked = document.get("response")
    if asked is None:
        # Part 1 of the standard has `raw` where outputs are named.
        return "raw" if document.get("outputs") else "whole"
    if asked == "document":
        return "document"
    if asked != "raw":
        faults.append(
            ("response", Text('yang diminta "raw" atau "document"', 'wanted "raw" or "document"'))
        )
    return "raw"
