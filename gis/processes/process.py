"""Process: one analysis, declared once for the API, the command line, the map and the docs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from gis.errors import BadValueError, InputError
from gis.processes import sketches, values
from gis.processes.answer import Answer, Outcome, Told, input_record
from gis.processes.costing.declared import cost_of
from gis.processes.limits import limits_of, time_of
from gis.processes.narrowing.catalogue import narrowed, unmet
from gis.processes.replay import reference_of, replay
from layers.errors import LayerNotFoundError
from layers.layer import weakest_trust
from layers.schema import Text
from layers.standards.value import weakest

if TYPE_CHECKING:
    from pathlib import Path

    from gis.processes.costing.cost import Cost
    from gis.processes.narrowing.reference import Reference
    from layers.catalog import Catalogue

InputType = Literal[
    "layer",
    "codes",
    "choice",
    "limits",
    "time",
    "distance",
    "integer",
    "number",
    "point",
    "places",
    "line",
    "parcel",
    "speeds",
    "text",
    "boolean",
]

_READERS: Mapping[str, Callable[[Any], Any]] = {
    "layer": values.layer_of,
    "codes": values.codes_of,
    "choice": values.text_value_of,
    "limits": limits_of,
    "time": time_of,
    "distance": values.distance_of,
    "integer": values.integer_of,
    "number": values.number_of,
    "point": values.point_of,
    "places": sketches.places_of,
    "line": sketches.line_of,
    "parcel": sketches.parcel_of,
    "speeds": sketches.speeds_of,
    "text": values.text_value_of,
    "boolean": values.boolean_of,
}
FACILITY_TYPES = "facility_types"
Holds = Literal["features", "lines", "polygons", "raster"]
_HELD: Mapping[Holds, tuple[Text, tuple[str, ...]]] = {
    "features": (Text("lapisan vektor", "a vector layer"), ()),
    "lines": (
        Text("lapisan garis", "a layer of lines"),
        ("LineString", "MultiLineString", "Geometry"),
    ),
    "polygons": (
        Text("lapisan bidang", "a layer of polygons"),
        ("Polygon", "MultiPolygon", "Geometry"),
    ),
    "raster": (Text("raster", "a raster"), ()),
}
_REQUIRED = Text("wajib diisi; ", "is required; ")


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a process: its type, unit and limits.

    `choices` are the codes there are, with their labels; `theme` says which list
    or kind of layer is meant; `option` is its name on the command line; a `quiet` input is
    left out of the replay while it has its default; `holds` is what a layer must hold.
    """

    id: str
    title: Text
    type: InputType
    description: Text
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: Any = None
    required: bool = False
    choices: tuple[tuple[str, Text], ...] | None = None
    theme: str | None = None
    option: str | None = None
    quiet: bool = False
    holds: Holds | None = None

    def read(self, value: Any) -> Any:
        """Give the typed value.

        Raises
        ------
        BadValueError
            With one sentence, if the value cannot be used.
        """
        if self.theme == FACILITY_TYPES and self.type == "codes":
            return values.facility_codes_of(value)
        typed = _READERS[self.type](value)
        self._check_limits(typed)
        if self.choices and self.type == "choice":
            return self._chosen(typed)
        if self.choices and self.type == "codes":
            known = [code for code, _ in self.choices]
            strange = [code for code in typed if code not in known]
            if strange:
                raise BadValueError(
                    ", ".join(strange)
                    + Text(" tidak ada di antara ", " not among ")
                    + ", ".join(known)
                )
        return typed

    def _chosen(self, word: str) -> str:
        """Give the code that a code or a label in either language names."""
        names = {
            name.casefold(): code
            for code, label in self.choices or ()
            for name in (code, label.id, label.en)
        }
        found = names.get(word.casefold())
        if found is None:
            known = ", ".join(code for code, _ in self.choices or ())
            raise BadValueError(
                Text(f"{word!r} tidak ada di antara ", f"{word!r} is not among ") + known
            )
        return found

    def _check_limits(self, typed: Any) -> None:
        numbers = typed if isinstance(typed, tuple) else (typed,)
        if self.type not in ("distance", "time", "integer", "number"):
            return
        unit = f" {self.unit}" if self.unit else ""
        for number in numbers:
            if self.minimum is not None and number < self.minimum:
                raise BadValueError(
                    f"{number:g}{unit}"
                    + Text(" di bawah ", " is below ")
                    + f"{self.minimum:g}{unit}"
                )
            if self.maximum is not None and number > self.maximum:
                raise BadValueError(
                    f"{number:g}{unit}"
                    + Text(" di atas ", " is above ")
                    + f"{self.maximum:g}{unit}"
                )

    def to_dict(self) -> dict[str, Any]:
        """Give the input as plain data for JSON, without what is not set."""
        out: dict[str, Any] = {
            "id": self.id,
            "title": self.title.to_dict(),
            "description": self.description.to_dict(),
            "type": self.type,
            "required": self.required,
        }
        for name in ("unit", "minimum", "maximum", "default", "theme"):
            if getattr(self, name) is not None:
                out[name] = getattr(self, name)
        if self.choices:
            out["choices"] = [{"value": v, "label": t.to_dict()} for v, t in self.choices]
        return out


def no_layer(layer_id: str, there: Sequence[str]) -> Text:
    """Say that a layer is not there, what is like it, and how to get it."""
    close = difflib.get_close_matches(layer_id, there, n=3)
    known = ", ".join(close or there) or "-"
    hint = (
        Text(f"maksudnya {known}? ", f"did you mean {known}? ")
        if close
        else Text(f"yang ada: {known}. ", f"there are {known}. ")
    )
    none = Text(f"tidak ada lapisan {layer_id!r}; ", f"no layer {layer_id!r}; ")
    return (
        none
        + hint
        + Text(
            f"Tambahkan dengan 'penyangga add BERKAS --as {layer_id}', atau buat wilayah awal "
            "dengan 'penyangga init'",
            f"Add it with 'penyangga add FILE --as {layer_id}', or make a starter region with "
            "'penyangga init'",
        )
    )


@dataclass(frozen=True, slots=True)
class Process:
    """One analysis: typed inputs, the function that computes, what it is and where it is from.

    `function` takes a catalogue and the typed values; `command` is its word on
    the command line; `outputs` name its features, `surfaces` its rasters; `beside` gives, of
    the workspace's folder and the typed values, what changes with anything that is no layer.
    """

    id: str
    version: str
    title: Text
    description: Text
    inputs: tuple[Input, ...]
    function: Callable[[Catalogue, Mapping[str, Any]], Outcome]
    references: tuple[str, ...] = ()
    command: str = ""
    outputs: Mapping[str, Text] = field(default_factory=dict)
    surfaces: Mapping[str, Text] = field(default_factory=dict)
    beside: Callable[[Path, Mapping[str, Any]], str] | None = None

    @property
    def cost(self) -> Cost | None:
        """What a run costs, as measured; None where nothing is declared of it."""
        return cost_of(self.id)

    def check(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Give the typed values, defaults filled in.

        Raises
        ------
        InputError
            Naming every unknown, missing and unusable input at once.
        """
        known = {i.id: i for i in self.inputs}
        faults: list[tuple[str, Text]] = [
            (str(name)[:60], self._unknown(str(name), list(known)))
            for name in given
            if name not in known
        ]
        typed: dict[str, Any] = {}
        for name, spec in known.items():
            value = given.get(name)
            if value is None or value == "":
                value = spec.default
            if value is None:
                if spec.required:
                    faults.append((name, _REQUIRED + spec.description))
                typed[name] = None
                continue
            try:
                typed[name] = spec.read(value)
            except BadValueError as error:
                faults.append((name, error.text))
        if faults:
            raise InputError.of(faults)
        return typed

    def _unknown(self, name: str, known: list[str]) -> Text:
        close = difflib.get_close_matches(name, known, n=1)
        hint = (
            Text(f"maksudnya {close[0]}?", f"did you mean {close[0]}?")
            if close
            else Text("yang ada: ", "there are ") + ", ".join(known)
        )
        return Text(f"bukan masukan {self.id}; ", f"is no input of {self.id}; ") + hint

    def _missing(
        self, catalogue: Catalogue, typed: Mapping[str, Any], error: LayerNotFoundError
    ) -> list[tuple[str, Text]]:
        """Tell of the inputs that name the layer which is not there, and what to do."""
        there = catalogue.ids()
        asked = {spec.id: typed[spec.id] for spec in self.inputs if spec.type == "layer"}
        return [
            (name, no_layer(layer_id, there))
            for name, layer_id in asked.items()
            if layer_id and layer_id not in there and repr(layer_id) in str(error)
        ]

    def _misfits(self, catalogue: Catalogue, typed: Mapping[str, Any]) -> list[tuple[str, Text]]:
        """Tell of inputs that name a layer which is there, but of another kind than wanted."""
        faults = []
        for spec in self.inputs:
            layer_id = typed.get(spec.id)
            if spec.type != "layer" or spec.holds is None or not isinstance(layer_id, str):
                continue
            if layer_id not in catalogue:
                continue
            layer, (wanted, shapes) = catalogue[layer_id].layer, _HELD[spec.holds]
            held = layer.schema.geometry
            fits = (layer.kind == "raster") == (spec.holds == "raster")
            if not fits or (shapes and held not in shapes):
                got = Text("sebuah raster", "a raster") if layer.kind == "raster" else Text.of(held)
                faults.append(
                    (
                        spec.id,
                        Text(
                            f"yang diminta {wanted.id}; {layer_id!r} berisi {got.id}",
                            f"wanted {wanted.en}; {layer_id!r} holds {got.en}",
                        ),
                    )
                )
        return faults

    def run(self, catalogue: Catalogue, given: Mapping[str, Any]) -> Answer:
        """Answer the question with the data of a catalogue.

        Raises
        ------
        InputError
            If an input cannot be used, or names a layer that is not there.
        LayersError
            If a layer cannot be read.
        NoAnswerError
            If the data holds nothing to answer with.
        """
        typed = self.check(given)
        asked = {spec.id: typed[spec.id] for spec in self.inputs if spec.type == "layer"}
        catalogue, parts = narrowed(catalogue, asked)
        told = typed | {name: part.alias for name, part in parts.items()}
        misfits = self._misfits(catalogue, told)
        if misfits:
            raise InputError.of(misfits, code="wrong-layer")
        _require_met(catalogue, parts)
        if isinstance(catalogue, Told):
            catalogue.begin()
        try:
            with catalogue.observer(self.title):
                outcome = self.function(catalogue, told)
        except LayerNotFoundError as error:
            faults = self._missing(catalogue, typed, error)
            if not faults:
                raise
            raise InputError.of(faults, code=error.code) from error
        used = {part.alias: part for part in parts.values()}
        scenario = _scenario_of(catalogue, outcome, used)
        return Answer(
            process=self,
            numbers=outcome.numbers,
            features=outcome.features,
            method=outcome.method,
            inputs=tuple(
                input_record(layer, used.get(layer.id))
                for layer in {layer.id: layer for layer in outcome.layers}.values()
            ),
            trust=weakest([weakest_trust(*outcome.layers), *outcome.trusts]),
            replay=replay(self, typed, reference_of(scenario)),
            notes=outcome.notes,
            surfaces=outcome.surfaces,
            scenario=scenario,
            standing=outcome.standing,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the declaration as plain data for JSON."""
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title.to_dict(),
            "description": self.description.to_dict(),
            "inputs": [i.to_dict() for i in self.inputs],
            "outputs": {name: text.to_dict() for name, text in self.outputs.items()},
            "references": list(self.references),
        }


def _require_met(catalogue: Catalogue, parts: Mapping[str, Reference]) -> None:
    """Refuse parts of layers that are not there, or hold nothing.

    Raises
    ------
    InputError
        Naming every input at fault.
    """
    gone = [
        (name, no_layer(part.collection, catalogue.ids()))
        for name, part in parts.items()
        if part.alias not in catalogue
    ]
    if gone:
        raise InputError.of(gone, code="layer-not-found")
    faults = [
        (name, why) for name, part in parts.items() if (why := unmet(catalogue, part)) is not None
    ]
    if faults:
        raise InputError.of(faults)


def _scenario_of(
    catalogue: Catalogue, outcome: Outcome, parts: Mapping[str, Reference]
) -> Mapping[str, Any] | None:
    """Say which scenario an outcome is of, if it is of one."""
    if not isinstance(catalogue, Told):
        return None
    used = {layer.id: parts.get(layer.id) for layer in outcome.layers}
    return catalogue.told(name if part is None else part.collection for name, part in used.items())
