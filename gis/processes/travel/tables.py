"""Tables of travel times between facilities and people, by road, by boat and on foot."""

from __future__ import annotations

from collections.abc import Iterator

from gis.access.beside import Beside
from gis.access.onto import Onto
from gis.access.pairs import by_point, walked
from gis.network.places import Snapped
from gis.network.search import Direction
from gis.network.tables import TimesBlock, many_to_many
from gis.processes.travel.networks import Travel


def times_between(
    travel: Travel,
    ends: tuple[Snapped | Onto, Snapped | Onto],
    walks: Beside,
    direction: Direction,
    limit_s: float,
) -> Iterator[TimesBlock]:
    """Search from every facility; of several ways onto roads and waters, the soonest counts.

    Parameters
    ----------
    travel
        The network.
    ends
        Where facilities and people are on it.
    walks
        Of `gis.processes.travel.walks_to`, between people and facilities.
    direction
        Whether people go or the facility comes, seen from the facilities.
    limit_s
        Where the search ends, in seconds.

    Yields
    ------
    TimesBlock
        Sources are facilities, targets people; no pair occurs twice.
    """
    ways, (sources, placed) = travel.ways, ends
    back: Direction = "from_sources" if direction == "to_sources" else "to_sources"
    here, there = ways.sources(sources, direction), ways.sources(placed, back)
    blocks = many_to_many(ways.network, here, there, limit_s=limit_s, direction=direction)
    if isinstance(sources, Onto) and isinstance(placed, Onto):
        blocks = by_point(blocks, sources.point, placed.point, (len(sources), len(placed)))
    return walked(blocks, walks, limit_s, len(placed))
