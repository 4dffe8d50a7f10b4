"""Answer: the numbers and features of one run, with method, inputs, trust and how to replay it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely

from layers.layer import Layer, Trust
from layers.raster import Raster
from layers.schema import Text
from layers.starter.facts import source_words

if TYPE_CHECKING:
    from gis.processes.narrowing.reference import Reference
    from gis.processes.process import Process
    from layers.standards import Criterion

DECIMALS = 7
# So many units or facilities a sentence names.
NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A raster of an answer.

    Attributes
    ----------
    raster
        The cells.
    title
        What a cell says.
    unit
        Of the cells; empty where they have none.
    codes
        What single values, or bits, mean.
    """

    raster: Raster
    title: Text
    unit: str = ""
    codes: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer is not: of all that was asked about, a hit, or more than nothing.

    `partial`: the data reach fewer units than were asked about, `missing` are the others of
    the `n_asked`; `no-match`: nothing fits what was asked, the text names what keeps out most;
    `zero`: what was asked is there, and the number is truly 0.
    """

    kind: Literal["partial", "no-match", "zero"]
    text: Text
    missing: tuple[str, ...] = ()
    n_asked: int = 0

    @classmethod
    def of_units(cls, what: Text, names: Iterable[Any], bare: Iterable[Any]) -> Standing | None:
        """Say of which units there are data; None where there are of all.

        Parameters
        ----------
        what
            The data, as the first word of a sentence.
        names, bare
            Of each unit its name, and whether there are no data of it.
        """
        told = [(str(name), bool(gone)) for name, gone in zip(names, bare, strict=True)]
        missing = tuple(name for name, gone in told if gone)
        if not missing:
            return None
        some = ", ".join(missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
        n = len(told) - len(missing)
        return cls(
            "partial",
            Text(
                f"{what.id} mencakup {n} dari {len(told)} wilayah; tidak ada di: {some}",
                f"{what.en} cover {n} of {len(told)} areas; there are none in: {some}",
            ),
            missing,
            len(told),
        )

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        told: dict[str, Any] = {"kind": self.kind, "text": self.text.to_dict()}
        if self.kind == "partial":
            told |= {"n_asked": self.n_asked, "missing": list(self.missing)}
        return told


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the function of a process gives back: results, method, and the layers it used.

    `trusts` are the marks of what it used besides layers, such as numbers of a standard;
    `notes` say what a reader would otherwise take wrongly: what was left out, or asked for
    in vain; `surfaces` are named rasters; `standing` is what the answer is not.
    """

    numbers: dict[str, Any]
    features: dict[str, gpd.GeoDataFrame]
    method: Text
    layers: tuple[Layer, ...]
    trusts: tuple[Trust, ...] = ()
    notes: tuple[Text, ...] = ()
    surfaces: Mapping[str, Surface] = field(default_factory=dict)
    standing: Standing | None = None

    def stands(self, standing: Standing | None) -> Outcome:
        """Give the same with what it is not, said first among its notes as well."""
        if standing is None:
            return self
        return replace(self.noted(standing.text), standing=standing)

    def noted(self, *notes: Text) -> Outcome:
        """Give the same with more notes, before its own."""
        return replace(self, notes=(*notes, *self.notes))


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: nothing in it needs the program to be understood.

    `numbers` are ready for JSON; `features` are named outputs in EPSG:4326;
    `inputs` name each layer with revision, trust, date and source; `trust` is
    the weakest among them; `replay` gives the same answer by API, command line
    and Python; `notes` say what was left out, or asked for in vain; `surfaces` are named
    rasters, which are no part of the JSON; `scenario` says which one was asked, and which of
    its edits bear on the answer; `standing` says where it speaks of less than was asked.
    """

    process: Process
    numbers: dict[str, Any]
    features: dict[str, gpd.GeoDataFrame]
    method: Text
    inputs: tuple[dict[str, Any], ...]
    trust: Trust
    replay: dict[str, Any]
    notes: tuple[Text, ...] = ()
    surfaces: Mapping[str, Surface] = field(default_factory=dict)
    scenario: Mapping[str, Any] | None = None
    standing: Standing | None = None

    def to_dict(self, *, features: bool = False) -> dict[str, Any]:
        """Give the answer as plain data for JSON, numbers at the top level.

        Parameters
        ----------
        features
            Also give every output as a GeoJSON FeatureCollection under ``features``.
        """
        out: dict[str, Any] = plain(self.numbers)
        out |= {
            "method": self.method.to_dict(),
            "inputs": [dict(i) for i in self.inputs],
            "trust": self.trust,
            "replay": self.replay,
            "notes": [note.to_dict() for note in self.notes],
            "process": {"id": self.process.id, "version": self.process.version},
        }
        if self.standing is not None:
            out["standing"] = self.standing.to_dict()
        if self.scenario is not None:
            out["scenario"] = plain(self.scenario)
        if features:
            out["features"] = {name: feature_collection(f) for name, f in self.features.items()}
        return out


@runtime_checkable
class Told(Protocol):
    """A catalogue that has more to tell of itself than its layers: that of a scenario."""

    def told(self, layer_ids: Iterable[str]) -> dict[str, Any]:
        """Say which scenario this is, and which of its edits bear on some layers."""
        ...

    def begin(self) -> None:
        """Begin an analysis: what was told of standards before is not of it."""
        ...

    def criteria(self, found: Iterable[Criterion]) -> tuple[Criterion, ...]:
        """Give criteria of standards as the scenario has them."""
        ...


def surface_tags(answer: Answer, name: str) -> dict[str, str]:
    """Say in words what a raster of an answer is: how it was made, of what, and how to repeat it.

    Parameters
    ----------
    answer
        The answer.
    name
        Which of its surfaces.

    Returns
    -------
    dict
        Tags for the file of the raster; what is in two languages ends in ``_ID`` and ``_EN``.
    """
    surface = answer.surfaces[name]
    texts = {"TITLE": surface.title, "PROCESS": answer.process.title, "METHOD": answer.method}
    tags = {f"{key}_ID": text.id for key, text in texts.items()}
    tags |= {f"{key}_EN": text.en for key, text in texts.items()}
    for key, text in surface.codes.items():
        tags |= {f"VALUE_{key}_ID": text.id, f"VALUE_{key}_EN": text.en}
    if answer.notes:
        notes = Text.joined(answer.notes, " ")
        tags |= {"NOTES_ID": notes.id, "NOTES_EN": notes.en}
    if surface.unit:
        tags["UNIT"] = surface.unit
    return tags | {
        "TRUST": answer.trust,
        "INPUTS": orjson.dumps(plain(answer.inputs)).decode(),
        "PROCESS": f"{answer.process.id} {answer.process.version}",
        "REPLAY": str(answer.replay["cli"]),
    }


def input_record(layer: Layer, part: Reference | None = None) -> dict[str, Any]:
    """Say which revision of which layer, or `part` of one, went in, and what it is worth."""
    of = {"layer": layer.id}
    if part is not None:
        of = {"layer": part.collection, "filter": part.filter}
    return {
        **of,
        "title": layer.title.to_dict(),
        "revision": layer.revision,
        "trust": layer.trust,
        "data_date": layer.data_date,
        "source": layer.source,
        "source_words": source_words(layer.source).to_dict(),
        "licence": layer.licence,
    }


def feature_collection(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Give a frame as a GeoJSON FeatureCollection in EPSG:4326, index as feature id.

    Coordinates are rounded to seven decimals (about a centimetre).
    """
    rounded = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy.round(DECIMALS))
    texts = shapely.to_geojson(rounded)
    columns = [c for c in frame.columns if c != frame.geometry.name]
    records = frame[columns].to_dict("records") if columns else [{}] * len(frame)
    features = [
        {"type": "Feature", "id": plain(i), "properties": plain(r), "geometry": _geometry(text)}
        for i, r, text in zip(frame.index, records, texts, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _geometry(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)


def plain(value: Any) -> Any:
    """Turn numpy and missing values into what JSON has: numbers, text, null."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, Text):
        return value.to_dict()
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None if pd.isna(value) else str(value)
