"""The record of a result: which run made a layer, of what, and whether that still holds."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pyproj
import shapely

import layers
from layers.layer import Layer
from server.jobs.sameness import RESULTS

if TYPE_CHECKING:
    from server.scenarios.shelf import Standing

# What the ids of results begin with, so that none is taken for a layer of the region.
PREFIX = RESULTS


@dataclass(frozen=True, slots=True)
class Record:
    """Where a layer comes from that is the result of a job.

    Attributes
    ----------
    layer
        Its id.
    job, output
        The job, and which of its outputs it is.
    process, version
        The analysis.
    inputs
        As they were given.
    used
        Layer id → revision of every layer that went in.
    made, seconds
        When the job began (seconds since 1970), and how long it took.
    replay
        The same run by API, command line and Python.
    software
        Versions of what computed it.
    trust
        The weakest mark among what went in.
    expires
        When it is removed; None: it is kept.
    rerun
        The job that is to make it anew, while there is one.
    scenario
        The scenario it is of, as it was then, with the standards that it `asked` for; None:
        the workspace.
    wanted, awaits
        Whether it is to be made anew, and after which other results.
    """

    layer: str
    job: str
    output: str
    process: str
    version: str
    inputs: Mapping[str, Any]
    used: Mapping[str, int]
    made: float
    seconds: float
    replay: Mapping[str, Any]
    trust: str
    expires: float | None = None
    rerun: str | None = None
    software: Mapping[str, str] = field(default_factory=dict)
    scenario: Mapping[str, Any] | None = None
    wanted: bool = False
    awaits: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Give the record as plain data."""
        return asdict(self)

    @property
    def question(self) -> str:
        """The same for results of one analysis with the same inputs."""
        of = (self.scenario or {}).get("id")
        return json.dumps([self.process, dict(self.inputs), of], sort_keys=True)

    def moved(self, now: Mapping[str, Layer]) -> list[str]:
        """Give the layers that went in and are another revision now, or gone: it is stale.

        Parameters
        ----------
        now
            Every layer of the workspace by its id.
        """
        return [
            name
            for name, revision in self.used.items()
            if name not in now or now[name].revision != revision
        ]

    def moved_in(self, standing: Standing | None) -> list[str]:
        """Give what has changed of the scenario it is of; the scenario itself if it is gone.

        Edits of standards that it asked for count though no layer shows them; edits of layers
        that did not go in, of other standards, and a new title, do not.
        """
        assert self.scenario is not None
        if standing is None or standing.scenario.created != self.scenario["created"]:
            return [f"scenarios/{self.scenario['id']}"]
        moved = self.moved(standing.layers)
        asked = self.scenario.get("asked", ())
        now, then = (
            [one for one in edits if one[1] in asked]
            for edits in (standing.standards, self.scenario["standards"])
        )
        return moved if now == then else [*moved, "standards"]


def software() -> dict[str, str]:
    """Give the versions of what computes."""
    return {
        "penyangga": layers.__version__,
        "python": platform.python_version(),
        "geopandas": geopandas.__version__,
        "numpy": np.__version__,
        "shapely": shapely.__version__,
        "geos": shapely.geos_version_string,
        "proj": pyproj.__proj_version__,
    }
