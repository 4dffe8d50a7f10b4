"""Chain: roads and waters as one network, with the part that each edge is of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gis.network.chains.landings import Landings
from gis.network.chains.waters import WaterReport
from gis.network.graph import Network
from layers.schema import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kind = Literal["land", "water", "crossing", "approach", "boarding"]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the ways to move along a chain.

    `id` is that of the mode or boat, or the kind itself for ways to and onto boats;
    `alighting_s` the seconds to get off.
    """

    id: str
    kind: Kind
    title: Text
    alighting_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """What `Network.vertex_line` of a chain stands for, one entry per line.

    Attributes
    ----------
    row
        Position in the lines given (roads, or waterways), or in the landings where
        the edge is a way to a boat or onto it, int64.
    boarding_s
        Seconds to get on, float64; 0 on land.
    half_width_m
        Half the width of the water, float64; 0 where it is not known, and on land.
    """

    row: Ints
    boarding_s: Floats
    half_width_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Roads and waters joined at landings: one network, and what its edges are.

    Every search of `gis.network` works on `network` as on any other; places on land and
    on water are put there by `gis.network.chains.reaching.snap_chain`.

    Attributes
    ----------
    network
        The network.
    parts
        Its parts: the land, for each boat its rivers and its crossings, the ways to
        landings, and those onto boats.
    edge_part
        Position in `parts` of each edge, int8, m.
    lines
        What ``network.vertex_line`` stands for.
    landings
        Jetties and ends of ferries, joined or not.
    landing_edge
        For each landing an edge that it is the tail of, int64; -1 where it is not joined.
    missing_rows
        Rows of the jetties that have no geometry, int64.
    water_reports
        What was left out of the waterways, for each boat.
    """

    network: Network
    parts: tuple[Part, ...]
    edge_part: NDArray[np.int8]
    lines: Lines
    landings: Landings
    landing_edge: Ints
    missing_rows: Ints
    water_reports: tuple[WaterReport, ...]

    def edges_of(self, *kinds: Kind) -> NDArray[np.bool_]:
        """Mark the edges of parts of some kinds, bool, m."""
        chosen = [k for k, part in enumerate(self.parts) if part.kind in kinds]
        return np.isin(self.edge_part, chosen)

    def ashore(self) -> Network:
        """Give the network as it is on land: boats carry people, but add no ground.

        For service areas, whose ground is that along the edges that can be joined.
        """
        return replace(self.network, frontage=self.network.frontage & self.edges_of("land"))

    def to_dict(self) -> dict[str, Any]:
        """Report the parts, the landings that hang loose and what was left out, for JSON."""
        counts = np.bincount(self.edge_part, minlength=len(self.parts))
        length = np.bincount(self.edge_part, self.network.length_m, minlength=len(self.parts))
        loose = self.landings.unconnected()
        return {
            "parts": [
                {
                    "id": part.id,
                    "kind": part.kind,
                    "title": part.title.to_dict(),
                    "n_edges": int(counts[k]),
                    "length_km": round(float(length[k]) / 1000.0, 3),
                }
                for k, part in enumerate(self.parts)
            ],
            "n_landings": len(self.landings),
            "n_joined": len(self.landings) - len(loose),
            "n_modelled": int(self.landings.modelled.sum()),
            "unconnected": loose,
            "rows_without_geometry": self.missing_rows.tolist(),
            "waters": [report.to_dict() for report in self.water_reports],
        }
