"""Standing: facilities, units and how people are served, held while only the edits change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gis.errors import NoAnswerError
from gis.processes.changing.planned import Sites
from gis.processes.changing.today import Today, today_of
from gis.processes.facilities import operating, read_facilities
from gis.processes.narrowing.catalogue import NarrowedCatalogue
from gis.processes.units import units_of
from layers.crs import STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# What how things stand depends on; the other inputs are edits.
ASKED = (
    "facilities",
    "within",
    "mode",
    "by",
    "region",
    "population",
    "roads",
    "turns",
    "waterways",
    "land",
    "layer",
)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What a what-if starts from, whatever is changed.

    Attributes
    ----------
    sites
        The facilities that operate.
    notes
        What is told of them.
    units, land
        The units asked about, and all of their layer, with ``code`` and ``name``.
    today
        How people are served.
    """

    sites: Sites
    notes: tuple[Text, ...]
    units: gpd.GeoDataFrame
    land: gpd.GeoDataFrame
    today: Today


def standing_of(catalogue: Catalogue, given: Mapping[str, Any]) -> Standing:
    """Find how things stand, or recall it where no layer has changed since it was asked last.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs of the process.

    Raises
    ------
    NoAnswerError
        If there is no such unit, nobody lives in it, no road is there for the mode, or no
        facility and none is added.
    """
    # Parts of layers are known by short names only, too short to be kept under.
    if isinstance(catalogue, NarrowedCatalogue):
        return _found(catalogue, given)
    asked = tuple(repr(given.get(name)) for name in ASKED)
    key = (catalogue.version(), *asked, bool(given["add"]))
    return catalogue.memory.recall("standing", key, lambda: _found(catalogue, given))


def _found(catalogue: Catalogue, given: Mapping[str, Any]) -> Standing:
    sites, notes = _sites(catalogue, given)
    frame = catalogue[given["by"]].read()
    units = units_of(frame, given["region"], given["by"])
    land = units_of(frame, None, given["by"])
    today = today_of(catalogue, given, sites.spots, frame.index.isin(units.index))
    return Standing(sites, notes, units, land, today)


def _sites(catalogue: Catalogue, given: Mapping[str, Any]) -> tuple[Sites, tuple[Text, ...]]:
    """Read the facilities; none is no fault where some are added."""
    notes: tuple[Text, ...] = ()
    try:
        everyone = read_facilities(catalogue[given["layer"]], given["facilities"])
        frame, notes = operating(everyone)
    except NoAnswerError:
        if not given["add"]:
            raise
        frame = gpd.GeoDataFrame({"name": [], "type": []}, geometry=[], crs=STORAGE_CRS)
    return Sites(frame, frame.geometry.representative_point()), notes
