"""Features written anew: fewer properties, other geometry; what stays is copied byte by byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson
import shapely

from layers.packed.filtering import Fragments

Shapes = npt.NDArray[np.object_]
Reshape = Callable[[Shapes], Shapes]
_BEFORE = b'"geometry":'


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How features differ from what is kept.

    `reshape` gives the geometries to write for those kept (longitude, latitude);
    with `skip_geometry` there are none.
    """

    reshape: Reshape | None = None
    skip_geometry: bool = False

    def __bool__(self) -> bool:
        """Say whether geometries differ at all."""
        return self.skip_geometry or self.reshape is not None


KEPT = Rewriting()


def rewritten(
    fragments: Fragments,
    positions: npt.NDArray[np.int64],
    how: Rewriting,
    wanted: tuple[str, ...] | None,
) -> list[bytes]:
    """Give features as GeoJSON, one piece each.

    Parameters
    ----------
    fragments, positions
        What is kept, and which of it.
    how
        What becomes of the geometries.
    wanted
        The properties to give; None gives all as they are.
    """
    geometries = _geometries(fragments, positions, how)
    out = []
    for n, i in enumerate(positions.tolist()):
        start, split, end = fragments.parts(i)
        head = bytes(fragments.content[start:split])
        if geometries is not None:
            cut = head.index(_BEFORE) + len(_BEFORE)
            head = b"".join((head[:cut], geometries[n], b',"properties":'))
        if wanted is None:
            out.append(head + bytes(fragments.content[split:end]))
            continue
        properties = orjson.loads(fragments.content[split : end - 1])
        kept = orjson.dumps({name: properties[name] for name in wanted})
        out.append(head + kept + b"}")
    return out


def _geometries(
    fragments: Fragments, positions: npt.NDArray[np.int64], how: Rewriting
) -> list[bytes] | None:
    """Give the geometries as GeoJSON, None where they stay as they are."""
    if how.skip_geometry:
        return [b"null"] * len(positions)
    if how.reshape is None:
        return None
    shapes = how.reshape(fragments.geometries(positions))
    texts = shapely.to_geojson(shapes).tolist()
    return [b"null" if text is None else text.encode() for text in texts]
