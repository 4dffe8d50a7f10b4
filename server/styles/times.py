"""Times of layers: layers that differ in nothing but their year are one layer at several times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from layers.layer import Layer

NAMED = re.compile(r"(?P<series>.*?[a-z])_?(?P<year>(?:19|20)\d\d)")


def times_of(layers: Iterable[Layer]) -> Mapping[str, list[dict[str, str]]]:
    """Give the times of layers that are there at several, the earliest first.

    Parameters
    ----------
    layers
        Those of a workspace. Two are of one series if their ids are the same but for a year
        at the end, and both are rasters, or features of the same theme.

    Returns
    -------
    mapping
        By the id of each layer of a series: `time` (the year) and `layer` of all of them.

    Examples
    --------
    >>> from layers import Layer, Schema, Text
    >>> def cover(year):
    ...     name = Text("Tutupan", "Cover")
    ...     return Layer(f"cover_{year}", name, "land", Schema(), kind="raster")
    >>> times_of([cover(2024), cover(2017)])["cover_2024"]
    [{'time': '2017', 'layer': 'cover_2017'}, {'time': '2024', 'layer': 'cover_2024'}]
    >>> times_of([cover(2024)])
    {}
    """
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for layer in layers:
        named = NAMED.fullmatch(layer.id)
        if named is None:
            continue
        key = (named["series"], layer.kind, layer.theme, str(layer.styling.get("class_field")))
        found.setdefault(key, []).append({"time": named["year"], "layer": layer.id})
    several = [sorted(one, key=lambda at: at["time"]) for one in found.values() if len(one) > 1]
    return {at["layer"]: series for series in several for at in series}
