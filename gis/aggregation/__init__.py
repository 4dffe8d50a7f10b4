"""Aggregation: features counted and added up by attributes, zones, hexagons or within a site."""

from gis.aggregation.aggregating import Aggregated, aggregate
from gis.aggregation.hexagons import HexGrid
from gis.aggregation.measures import Measure, read_measures

__all__ = ["Aggregated", "HexGrid", "Measure", "aggregate", "read_measures"]
