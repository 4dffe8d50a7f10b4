"""Assessing land: constraints first, then the weighted sum of scores, band by band.

What is excluded is told apart from what scores badly: by which constraint, and how much
by that one alone. Every weight is also tried a tenth larger and smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.checks import require_polygons
from gis.errors import EmptyInputError, InputError
from gis.suitability.fields import Burned, Field
from gis.suitability.grid import Grid
from gis.suitability.kernels import AREA, EXCLUDED, MISSING, SCORED, SUITABLE, SUMMED, add_up
from gis.suitability.scores import Score
from layers.text import Text

# Edges of five classes of scores: very low, low, middle, high, very high.
EDGES = (0.2, 0.4, 0.6, 0.8)
STEPS = (-0.1, 0.1)
MOST_CONSTRAINTS = 14
# Codes of a cell beside the bits of its constraints.
MISSING_DATA = np.uint16(1 << 15)
OUTSIDE = np.uint16(0xFFFF)

Floats = NDArray[np.float64]
Reasons = NDArray[np.uint16]
Parts = Callable[[slice, Floats], None]
Each = Callable[[slice, Floats, Reasons, Floats], None]


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is measured, what it is worth, and how much that counts (weights are relative)."""

    id: str
    field: Field
    score: Score
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must not be built on: cells for which `bars` tells True of the field's values."""

    id: str
    field: Field
    bars: Callable[[Floats], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Model:
    """Criteria with weights, constraints, and the least score that is called suitable."""

    criteria: tuple[Criterion, ...]
    constraints: tuple[Constraint, ...] = ()
    least: float = 0.6

    @property
    def weights(self) -> Floats:
        """The weights, adding up to 1."""
        given = np.array([criterion.weight for criterion in self.criteria])
        return np.asarray(given / given.sum())


@dataclass(frozen=True, slots=True)
class Assessment:
    """What came out; all areas are in hectares on the ellipsoid.

    Attributes
    ----------
    zones
        On the zones' index: `area_ha`, of which `excluded_ha`, `no_data_ha` and
        `scored_ha`; `mean` score of the last (NaN without any), `suitable_ha` of it, and
        `rank` by the mean, 1 the best (missing without any).
    classes
        Hectares in each class of scores, lowest first.
    criteria
        By criterion: `weight`, `mean` score and `no_data_ha` (not excluded).
    constraints
        By constraint: `excluded_ha`, and `alone_ha` that no other one excludes.
    moved
        By criterion and `change` of its weight (-0.1, 0.1): `weight` then, `moved_share` of
        the scored area that changes class, `suitable_ha`, `kept_share` of the suitable area
        that stays suitable, `n_ranks_changed` of zones, `first` zone.
    """

    zones: pd.DataFrame
    classes: Floats
    criteria: pd.DataFrame
    constraints: pd.DataFrame
    moved: pd.DataFrame

    def total(self, column: str) -> float:
        """Give the sum of a column of hectares over the zones."""
        return float(self.zones[column].sum())


def assess(
    grid: Grid,
    model: Model,
    zones: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    each: Each | None = None,
    parts: Parts | None = None,
) -> Assessment:
    """Score the land within zones.

    Parameters
    ----------
    grid
        The cells; one belongs to the zone its centre lies in.
    model
        Criteria and constraints.
    zones
        Valid polygons that do not overlap, in any known CRS.
    each
        Is given every band: its rows, scores (NaN: none), reasons (0: scored; bit k:
        excluded by constraint k; `MISSING_DATA`; `OUTSIDE` of all zones) and hectares.
    parts
        Is given every band before `each`: its rows, and the scores by criterion, row and
        column (NaN: no data).

    Raises
    ------
    InputError
        If there is no criterion, too many constraints, or a weight is not above 0.
    EmptyInputError
        If no cell has its centre in a zone.
    """
    _require_sound(model)
    require_polygons(zones, "zones")
    sums = _Sums(model, len(zones))
    zone_of = Burned(zones, np.arange(1, len(zones) + 1, dtype=np.int32)).on(grid)
    measured = [criterion.field.on(grid) for criterion in model.criteria]
    barred = [constraint.field.on(grid) for constraint in model.constraints]
    for rows in grid.bands():
        zone = zone_of(rows).astype(np.int32).ravel() - 1
        hectares = grid.hectares(rows)
        scores = np.empty((len(measured), len(zone)))
        for k, (criterion, band) in enumerate(zip(model.criteria, measured, strict=True)):
            scores[k] = criterion.score(band(rows)).ravel()
        reasons = _reasons(model, [band(rows).ravel() for band in barred], scores, zone)
        total = sums.add(scores, reasons, zone, hectares.ravel())
        shape = hectares.shape
        if parts is not None:
            parts(rows, scores.reshape(len(measured), *shape))
        if each is not None:
            each(rows, total.reshape(shape), reasons.reshape(shape), hectares)
    return sums.told(zones.index)


def _require_sound(model: Model) -> None:
    if not model.criteria:
        raise _fault("criteria", "tidak ada kriteria", "no criterion given")
    if len(model.constraints) > MOST_CONSTRAINTS:
        n = len(model.constraints)
        raise _fault(
            "exclude",
            f"{n} kendala; paling banyak {MOST_CONSTRAINTS}",
            f"{n} constraints; at most {MOST_CONSTRAINTS}",
        )
    for criterion in model.criteria:
        if not (np.isfinite(criterion.weight) and criterion.weight > 0):
            raise _fault(
                "weights",
                f"bobot {criterion.id} adalah {criterion.weight:g}; yang diminta di atas 0",
                f"the weight of {criterion.id} is {criterion.weight:g}; wanted above 0",
            )


def _fault(name: str, indonesian: str, english: str) -> InputError:
    text = Text(indonesian, english)
    return InputError(text, faults=[(name, text)])


def _reasons(
    model: Model, fields: Sequence[Floats], scores: Floats, zone: NDArray[np.int32]
) -> Reasons:
    """Give the reasons why cells have no score: bits of constraints, or data that is missing."""
    reasons = np.zeros(len(zone), dtype=np.uint16)
    missing = np.isnan(scores).any(axis=0)
    for k, (constraint, values) in enumerate(zip(model.constraints, fields, strict=True)):
        unknown = np.isnan(values)
        missing |= unknown
        reasons[constraint.bars(values) & ~unknown] |= np.uint16(1 << k)
    reasons[missing & (reasons == 0)] = MISSING_DATA
    reasons[zone < 0] = OUTSIDE
    return reasons


class _Sums:
    """Sums over the bands seen so far."""

    def __init__(self, model: Model, n_zones: int) -> None:
        k, n = len(model.criteria), len(STEPS)
        self._model = model
        self._by_zone = np.zeros((n_zones, 6))
        self._by_class = np.zeros(len(EDGES) + 1)
        self._by_criterion, self._no_data = np.zeros(k), np.zeros(k)
        self._by_constraint = np.zeros((len(model.constraints), 2))
        self._moved = (np.zeros((k, n, 3)), np.zeros((k, n, n_zones)))

    def add(
        self, scores: Floats, reasons: Reasons, zone: NDArray[np.int32], hectares: Floats
    ) -> Floats:
        """Add a band, and give its scores."""
        state = np.where(reasons == 0, 0, np.where(reasons == MISSING_DATA, 2, 1)).astype(np.int8)
        total = np.empty(len(zone))
        hectares = np.ascontiguousarray(hectares)
        add_up(
            (scores, state, zone, hectares),
            (self._model.weights, np.array(EDGES), self._model.least, np.array(STEPS)),
            (self._by_zone, self._by_class, self._by_criterion),
            self._moved,
            total,
        )
        excluded = (state == 1) & (zone >= 0)
        why, area = reasons[excluded], hectares[excluded]
        for k in range(len(self._by_constraint)):
            bit = np.uint16(1 << k)
            self._by_constraint[k] += area[(why & bit) > 0].sum(), area[why == bit].sum()
        lacking = (state == 2) & (zone >= 0)
        self._no_data += np.isnan(scores[:, lacking]) @ hectares[lacking]
        return total

    def told(self, index: pd.Index) -> Assessment:
        """Put the sums into tables."""
        if not self._by_zone[:, AREA].sum() > 0:
            raise EmptyInputError(
                Text(
                    "tidak ada pusat sel di dalam wilayah; berikan sel yang lebih kecil",
                    "no cell has its centre in a zone; give smaller cells",
                )
            )
        scored = float(self._by_zone[:, SCORED].sum())
        criteria = pd.DataFrame(
            {
                "weight": self._model.weights,
                "mean": self._by_criterion / scored if scored else np.nan,
                "no_data_ha": self._no_data,
            },
            index=[criterion.id for criterion in self._model.criteria],
        )
        constraints = pd.DataFrame(
            self._by_constraint,
            index=[constraint.id for constraint in self._model.constraints],
            columns=["excluded_ha", "alone_ha"],
        )
        zones = self._zones(index)
        return Assessment(zones, self._by_class, criteria, constraints, self._sensitivity(zones))

    def _zones(self, index: pd.Index) -> pd.DataFrame:
        by = self._by_zone
        mean = _over(by[:, SUMMED], by[:, SCORED])
        return pd.DataFrame(
            {
                "area_ha": by[:, AREA],
                "excluded_ha": by[:, EXCLUDED],
                "no_data_ha": by[:, MISSING],
                "scored_ha": by[:, SCORED],
                "mean": mean,
                "suitable_ha": by[:, SUITABLE],
                "rank": _ranks(mean),
            },
            index=index,
        )

    def _sensitivity(self, zones: pd.DataFrame) -> pd.DataFrame:
        """Tell for each weight, a tenth smaller and larger, what moves."""
        changed, zonal = self._moved
        scored, suitable = self._by_zone[:, SCORED], self._by_zone[:, SUITABLE].sum()
        rows = []
        for k, weight in enumerate(self._model.weights):
            for s, step in enumerate(STEPS):
                mean = _over(zonal[k, s], scored)
                ranks = _ranks(mean)
                other, fits, both = changed[k, s]
                rows.append(
                    {
                        "criterion": self._model.criteria[k].id,
                        "change": step,
                        "weight": weight * (1.0 + step) / (1.0 + step * weight),
                        "moved_share": float(_over(other, scored.sum())),
                        "suitable_ha": fits,
                        "kept_share": min(float(_over(both, suitable)), 1.0),
                        "n_ranks_changed": _n_changed(zones["rank"], ranks),
                        "first": None
                        if np.isnan(mean).all()
                        else zones.index[int(np.nanargmax(mean))],
                    }
                )
        return pd.DataFrame(rows)


def _over(part: Floats | float, whole: Floats | float) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(np.asarray(whole) > 0, np.divide(part, whole), np.nan))


def _ranks(mean: Floats) -> pd.api.extensions.ExtensionArray:
    """Rank means, the largest first; zones alike to nine digits share a rank."""
    return pd.Series(mean).round(9).rank(method="min", ascending=False).astype("Int64").array


def _n_changed(before: pd.Series, after: pd.api.extensions.ExtensionArray) -> int:
    there = before.notna().to_numpy()
    return int((before.to_numpy()[there] != np.asarray(after)[there]).sum())
