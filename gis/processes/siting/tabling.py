"""Tabling: candidates and the places they are any use to, as the models take them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gis.access.onto import Onto
from gis.errors import NoAnswerError
from gis.network.places import Snapped
from gis.processes.siting.reaching import Floats, Ground, pairs_within, seconds_to
from gis.siting import Effort, InfeasibleError, Solution, Table, Terms, p_center, table_of
from gis.siting.solution import gap_of, status_of
from layers.schema import Text

# Each step of the halving may take so long.
STEP = Effort(seconds=5.0)
# No way is looked for that is longer, in seconds or metres.
LONGEST_S, FARTHEST_M = 24 * 3600.0, 2_000_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Candidates on the network: where they are, and where on it; None in straight lines."""

    lonlat: Floats
    placed: Snapped | Onto | None


def table_for(
    ground: Ground, points: Points, limit: float, useful: Floats
) -> tuple[Table, NDArray[np.int64]]:
    """Search from the candidates, and give the table of useful pairs and the cells in it.

    Parameters
    ----------
    ground, points
        People and candidates.
    limit
        How far to search, in seconds or metres.
    useful
        Below which time or distance a pair is any use, by cell; 0: none is.

    Raises
    ------
    NoAnswerError
        `no-gain`, if no pair is any use.
    """
    source, cell, cost = pairs_within(ground, (points.lonlat, points.placed), limit, useful)
    cells, place = np.unique(cell, return_inverse=True)
    if not len(cells):
        raise _nothing()
    table = table_of(
        (source, place, cost),
        ground.weight[cells],
        n_candidates=len(points.lonlat),
        today=ground.today[cells],
    )
    return table, cells.astype(np.int64)


def least_longest(
    ground: Ground, points: Points, terms: Terms, limit: float
) -> tuple[Solution, Table, NDArray[np.int64]]:
    """Make the longest way of everybody whom anything reaches as short as can be.

    However the sites are chosen, somebody has a way as long as the longest of all the
    shortest ones. Who has a shorter one today does not matter, and pairs are searched
    only as far as it takes.

    Parameters
    ----------
    ground, points, terms
        People, candidates, and how many may be chosen.
    limit
        Where the search begins, in seconds or metres.

    Returns
    -------
    tuple
        The solution, the table it was found on, and its cells.

    Raises
    ------
    InfeasibleError
        If so few sites cannot reach everybody.
    NoAnswerError
        `no-gain`, if nothing shortens the longest way.
    """
    soonest = seconds_to(ground, (points.lonlat, points.placed), ground.homes)
    soonest = np.minimum(soonest, ground.today)
    reachable = np.isfinite(soonest) & (ground.weight > 0.0)
    floor = float(soonest[reachable].max(initial=0.0))
    worse = reachable & (ground.today > floor)
    if not worse.any():
        raise _nothing()
    most = FARTHEST_M if ground.travel is None else LONGEST_S
    searched = min(max(floor, limit), most)
    while True:
        table, cells = table_for(ground, points, searched, np.where(worse, np.inf, 0.0))
        try:
            found = p_center(table, terms, effort=STEP)
        except InfeasibleError:
            if searched >= most:
                raise
        else:
            if found.value <= searched or searched >= most:
                return _raised(found, floor), table, cells
        searched = min(2.0 * searched, most)


def _raised(found: Solution, floor: float) -> Solution:
    """Count those in whose way cannot be shortened."""
    value, bound = max(found.value, floor), max(found.bound, floor)
    gap = gap_of(value, bound)
    return replace(found, value=value, bound=bound, gap=gap, status=status_of(gap))


def _nothing() -> NoAnswerError:
    return NoAnswerError(
        Text(
            "tidak ada calon lokasi yang memperbaiki keadaan siapa pun dalam batas itu; perpanjang "
            "batas, atau pilih calon lain",
            "no candidate makes anything better for anybody within that limit; allow a longer one, "
            "or choose other candidates",
        ),
        code="no-gain",
    )
