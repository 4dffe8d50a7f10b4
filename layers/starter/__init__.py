"""The starter region: a modelled copy of the region that runs with no internet."""

from layers.starter.region import Region, build, make_region, write_region

__all__ = ["Region", "build", "make_region", "write_region"]
