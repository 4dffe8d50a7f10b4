"""Masterplans evaluated: where each target stands, and the chain from programme to target."""

from __future__ import annotations

from gis.masterplans.binding import Binding
from gis.masterplans.chain import Missing, missing_links
from gis.masterplans.effect import Effect, Move, changing, effect, effects, ranked
from gis.masterplans.evaluation import Evaluation, Standing, evaluate
from gis.masterplans.keeping import keep, values_of, with_series
from gis.masterplans.progress import expected_at, status_of

__all__ = [
    "Binding",
    "Effect",
    "Evaluation",
    "Missing",
    "Move",
    "Standing",
    "changing",
    "effect",
    "effects",
    "evaluate",
    "expected_at",
    "keep",
    "missing_links",
    "ranked",
    "status_of",
    "values_of",
    "with_series",
]
