"""The starter region: a modelled copy of the region that runs with no internet."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers.starter.region import Region, build, make_region, write_region

__all__ = ["Region", "build", "make_region", "write_region"]


def __getattr__(name: str) -> Any:
    """Load what builds the region when it is first named: most read its facts alone."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from layers.starter import region

    return getattr(region, name)
