"""From written criteria and constraints to fields of layers of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError, NoAnswerError
from gis.processes.suitability.written import (
    Subject,
    WrittenConstraint,
    WrittenCriterion,
    WrittenError,
    scores_of,
)
from gis.processes.values import distance_of
from gis.suitability.assessing import Constraint, Criterion
from gis.suitability.fields import Burned, Crowding, Distances, Field, Sampled
from gis.suitability.scores import Score
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

RADIUS_M = 1000.0
FARTHEST_M = 200_000.0
POPULATION = "population"
Bars = Callable[[NDArray[np.float64]], NDArray[np.bool_]]


@dataclass(slots=True)
class Reader:
    """Reads layers as criteria ask for them, and remembers which were used.

    `travel_times` gives the field of travel times to some features by a mode.
    """

    catalogue: Catalogue
    travel_times: Callable[[gpd.GeoDataFrame, str | None], Field]
    layers: dict[str, Layer] = field(default_factory=dict)

    def criterion(self, written: WrittenCriterion) -> Criterion:
        """Give the criterion with its field.

        Raises
        ------
        WrittenError
            If the layer is of another kind, or has no such field or class.
        LayerNotFoundError
            If there is no such layer.
        """
        makers = {
            "distance": self._distance,
            "value": self._value,
            "class": self._class,
            "density": self._density,
            "time": self._time,
        }
        made, score = makers[written.kind](written)
        return Criterion(
            written.text, made, score, 1.0 if written.weight is None else written.weight
        )

    def constraint(self, written: WrittenConstraint) -> Constraint:
        """Give the constraint with its field.

        Raises
        ------
        WrittenError
            As for `criterion`, or if a layer of shapes is compared with more than a distance.
        """
        subject, sign, limit = written.subject, written.sign, written.limit
        raster = self._layer(subject).kind == "raster"
        if raster and sign is not None and limit is not None:
            return Constraint(written.text, self._raster(subject), _beyond(sign, limit))
        if raster:
            wanted = [_code(value, written.text) for value in subject.values]
            if not wanted:
                raise _wrong(written.text, "raster", "a raster", "slope>25 / land_cover_2024=2|10")
            return Constraint(written.text, self._raster(subject), _among(wanted, written.only))
        shapes = self._features(subject)
        if sign is not None and limit is not None:
            return Constraint(written.text, Distances(shapes, _margin(limit)), _beyond(sign, limit))
        areal = bool(shapes.geom_type.isin(("Polygon", "MultiPolygon")).all())
        burned = Burned(shapes, touched=not areal)
        return Constraint(written.text, burned, _among([1], written.only))

    def _layer(self, subject: Subject) -> Layer:
        layer = self.catalogue[subject.layer].layer
        self.layers[layer.id] = layer
        return layer

    def _raster(self, subject: Subject, *, per_km2: bool = False) -> Sampled:
        self._layer(subject)
        return Sampled(self.catalogue[subject.layer].raster, per_km2)

    def _features(self, subject: Subject) -> gpd.GeoDataFrame:
        """Read the features that are meant."""
        layer, handle = self._layer(subject), self.catalogue[subject.layer]
        if layer.kind != "vector":
            raise _wrong(subject.layer, "lapisan bentuk", "a layer of shapes", "roads")
        if subject.values and not subject.field:
            raise _wrong(subject.layer, "lapisan dengan kolom", "a layer with a field", "a.b=c")
        self._require_field(subject, layer)
        frame = handle.read()
        if subject.field:
            chosen = frame[subject.field].astype(str).isin(subject.values)
            if not chosen.any():
                known = ", ".join(map(str, pd.unique(frame[subject.field].dropna())[:20]))
                raise NoAnswerError(
                    Text(
                        f"lapisan {layer.id!r} tidak memuat {subject.field}="
                        f"{'|'.join(subject.values)}; yang ada {known}",
                        f"layer {layer.id!r} holds no {subject.field}="
                        f"{'|'.join(subject.values)}; there are {known}",
                    ),
                    code="no-feature",
                )
            frame = frame[chosen]
        if not len(frame):
            raise NoAnswerError(
                Text(f"lapisan {layer.id!r} kosong", f"layer {layer.id!r} is empty"),
                code="no-feature",
            )
        return frame

    def _require_field(self, subject: Subject, layer: Layer) -> None:
        if subject.field and subject.field not in layer.schema.names:
            have = ", ".join(layer.schema.names)
            raise WrittenError(
                f"lapisan {layer.id!r} tidak memiliki kolom {subject.field!r}; yang ada {have}",
                f"layer {layer.id!r} has no field {subject.field!r}; there are {have}",
            )

    def _distance(self, written: WrittenCriterion) -> tuple[Field, Score]:
        assert written.score is not None
        return Distances(
            self._features(written.subject), _margin(written.score.reach)
        ), written.score

    def _time(self, written: WrittenCriterion) -> tuple[Field, Score]:
        assert written.score is not None
        sites = self._features(written.subject)
        return self.travel_times(sites, written.subject.with_), written.score

    def _value(self, written: WrittenCriterion) -> tuple[Field, Score]:
        assert written.score is not None
        self._require_raster(written)
        return self._raster(written.subject), written.score

    def _density(self, written: WrittenCriterion) -> tuple[Field, Score]:
        assert written.score is not None
        layer = self._layer(written.subject)
        if layer.kind == "raster":
            if layer.theme != POPULATION:
                raise _wrong(written.text, "raster jumlah", "a raster of amounts", "population")
            return self._raster(written.subject, per_km2=True), written.score
        try:
            radius = distance_of(written.subject.with_ or RADIUS_M)
        except ValueError as error:
            raise _wrong(written.text, "radius", "a radius", "facilities@3km") from error
        return Crowding(self._features(written.subject), radius), written.score

    def _class(self, written: WrittenCriterion) -> tuple[Field, Score]:
        """Score the classes of a raster, or the values of a field of polygons."""
        subject, layer = written.subject, self._layer(written.subject)
        if layer.kind == "raster":
            codes = {name: _code(name, written.text) for name, _ in written.table if name.isdigit()}
            return self._raster(subject), scores_of(written.table, codes)
        if not subject.field:
            raise _wrong(written.text, "kolom lapisan", "a field of the layer", "zoning.kodzon")
        self._require_field(subject, layer)
        frame = self.catalogue[layer.id].read()
        values = frame[subject.field].astype(str)
        known = {value: i for i, value in enumerate(sorted(values.unique()), start=1)}
        burned = Burned(frame, values.map(known).to_numpy(dtype=np.int32))
        return burned, scores_of(written.table, known)

    def _require_raster(self, written: WrittenCriterion) -> None:
        if self._layer(written.subject).kind != "raster":
            raise _wrong(written.text, "raster", "a raster", "value:slope:2-15:less")


def collected(lines: list[tuple[str, Callable[[], object]]]) -> list[object]:
    """Do one thing after the other, and raise all that is wrong as one error.

    Raises
    ------
    InputError
        Naming the input of every line that cannot be used.
    """
    done, faults = [], []
    for name, make in lines:
        try:
            done.append(make())
        except WrittenError as error:
            faults.append((name, error.text))
        except InputError as error:
            faults += [(name, text) for _, text in error.faults] or [(name, error.text)]
    if faults:
        raise InputError.of(faults)
    return done


def _wrong(text: str, indonesian: str, english: str, example: str) -> WrittenError:
    return WrittenError(
        f"{text!r}: yang diminta {indonesian}, mis. {example}",
        f"{text!r}: wanted {english}, e.g. {example}",
    )


def _code(value: str, text: str) -> int:
    if not value.lstrip("-").isdigit():
        raise _wrong(text, "kode kelas bilangan bulat", "class codes, whole numbers", "2|10")
    return int(value)


def _margin(reach_m: float) -> float:
    """Give how far beyond the grid shapes still bear on a score."""
    return max(min(reach_m, FARTHEST_M), 1.0)


def _beyond(sign: str, limit: float) -> Bars:
    return (lambda values: values > limit) if sign == ">" else (lambda values: values < limit)


def _among(codes: list[int], only: bool) -> Bars:
    return lambda values: np.isin(values, codes, invert=only)
