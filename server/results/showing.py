"""How a result is drawn: by the value its analysis answers, in classes that its legend shows."""

from __future__ import annotations

import csv
import fnmatch
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers import landcover
from layers.colours.safe import OKABE_ITO, safe_colours
from layers.schema import Field
from layers.text import Text, figure
from layers.themes.rasters.theme import RAMP, from_value, steps

# Beyond so many different values a legend is no help.
MOST_CLASSES = 24
# Of an output that is not listed: the first of these that it has.
USUAL = ("value", "score", "share", "share_*")
# Light at first: what a result says least of.
STEPS = ("#c9e0dc", "#93c3bd", "#5a9e9b", "#2f787a", "#0f4f55")
SHARES = (0.2, 0.4, 0.6, 0.8)
SUFFIX = "_class"
VERDICT_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "I": "#1b6e3c",
        "T": "#8a9a1f",
        "B": "#d9a400",
        "TB": "#b4530a",
        "X": "#a3231f",
        "unknown": "#9aa0a6",
    }
)
CHANGES: Mapping[str, Text] = MappingProxyType(
    {
        "kept": Text("tetap", "kept"),
        "removed": Text("ditiadakan", "removed"),
        "added": Text("ditambah", "added"),
        "added-unused": Text("ditambah, tak terpakai", "added, of no use"),
        "gained": Text("kini terjangkau", "reached now"),
        "lost": Text("tidak lagi terjangkau", "reached no more"),
        "none": Text("tidak terpapar", "not exposed"),
        "true": Text("ya", "yes"),
        "false": Text("tidak", "no"),
    }
)


class Shown(NamedTuple):
    """What an output is drawn by: names of a field, the first that it has, and its colours."""

    fields: tuple[str, ...]
    colours: str


class Drawn(NamedTuple):
    """Features with the field they are drawn by, what is told of it, and hints for the map."""

    frame: gpd.GeoDataFrame
    field: Field | None
    hints: Mapping[str, Any]


@cache
def shown() -> Mapping[tuple[str, str], Shown]:
    """Give what each output of each analysis is drawn by."""
    text = (files("server.results") / "shown.csv").read_text(encoding="utf-8")
    return {
        (row["process"], row["output"]): Shown(
            tuple(filter(None, row["field"].split("|"))), row["colours"]
        )
        for row in csv.DictReader(text.splitlines())
    }


def drawn(frame: gpd.GeoDataFrame, process: str, output: str) -> Drawn:
    """Give the features of an output with the classes they are drawn in.

    Numbers fall into up to five classes with about as many features each; the class is a
    field of its own, so that tiles, legend and files of styles say the same.

    Parameters
    ----------
    frame
        The features.
    process, output
        Whose.
    """
    how = shown().get((process, output), Shown(USUAL, "steps"))
    name = _field_of(frame, how.fields)
    if name is None or not frame[name].notna().any():
        return Drawn(frame, None, {})
    if how.colours == "steps":
        return _stepped(frame, name)
    words = {_word(value) for value in frame[name].dropna()}
    values = sorted(words, key=lambda w: (int(w) if w.isdecimal() else 0, w))
    listed = _listed(frame, name, how.colours, values)
    if len(listed) > MOST_CLASSES:
        return Drawn(frame, None, {})
    return Drawn(frame, None, {"class_field": name, "classes": listed})


def _word(value: Any) -> str:
    """Give a value as tiles have it in words."""
    return str(value).lower() if isinstance(value, (bool, np.bool_)) else str(value)


def _field_of(frame: gpd.GeoDataFrame, names: Sequence[str]) -> str | None:
    found = (c for name in names for c in frame.columns if fnmatch.fnmatchcase(c, name))
    return next(found, None)


def _stepped(frame: gpd.GeoDataFrame, name: str) -> Drawn:
    """Add the class of each number: 1 for the lowest."""
    values = pd.to_numeric(frame[name]).to_numpy(dtype=np.float64, na_value=np.nan)
    edges = breaks(values)
    places = np.searchsorted(edges, values, side="left") + 1
    words = [
        None if missing else str(k) for k, missing in zip(places, np.isnan(values), strict=True)
    ]
    labels = _labels(values, edges)
    colours = _spread(STEPS, len(labels))
    classes = [
        {"value": str(k), "label": label.to_dict(), "colour": colour}
        for k, (label, colour) in enumerate(zip(labels, colours, strict=True), 1)
    ]
    title = Text(name.replace("_", " ") + ", kelas", name.replace("_", " ") + ", class")
    codes = {str(k): label for k, label in enumerate(labels, 1)}
    field = Field(name + SUFFIX, "text", title, codes=codes)
    hints = {"class_field": field.name, "classes": classes}
    return Drawn(
        frame.assign(**{field.name: pd.Series(words, frame.index, dtype=object)}), field, hints
    )


def breaks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give rounded values that part numbers into up to five classes of about as many.

    Each is the highest of its class.

    Parameters
    ----------
    values
        Numbers; those that are missing are left out.

    Examples
    --------
    >>> breaks(np.array([1.0, 2.0, 3.0, 4.0, 5.0])).tolist()
    [1.0, 2.0, 3.0, 4.0]
    >>> breaks(np.array([7.0, 7.0])).tolist()
    []
    """
    known = np.sort(values[np.isfinite(values)])
    if not known.size or known[0] == known[-1]:
        return np.empty(0)
    quantiles = np.quantile(known, SHARES, method="lower")
    digits = 2 - int(np.floor(np.log10(known[-1] - known[0])))
    rounded = np.unique(np.round(quantiles, digits))
    kept: npt.NDArray[np.float64] = rounded[(rounded >= known[0]) & (rounded < known[-1])]
    return kept


def _labels(values: npt.NDArray[np.float64], edges: npt.NDArray[np.float64]) -> list[Text]:
    known = values[np.isfinite(values)]
    span = float(known.max() - known.min()) or abs(float(known[0])) or 1.0
    digits = max(0, 2 - int(np.floor(np.log10(span))))
    ends = [float(known.min()), *edges.tolist(), float(known.max())]
    told = [figure(v, f",.{digits}f") for v in ends]
    if len(ends) == 2:
        return [told[0]] if ends[0] == ends[1] else [told[0] + " – " + told[1]]
    return [one + " – " + other for one, other in pairwise(told)]


def _spread(colours: Sequence[str], n: int) -> list[str]:
    """Give so many of some colours, the first and the last among them."""
    if n == 1:
        return [colours[len(colours) // 2]]
    return [colours[k] for k in np.rint(np.linspace(0, len(colours) - 1, n)).astype(int)]


def _listed(
    frame: gpd.GeoDataFrame, name: str, colours: str, values: Sequence[str]
) -> list[dict[str, Any]]:
    """Give the classes of values that are words or codes."""
    known = _known(colours) if colours != "values" else _named(frame, name)
    if colours == "verdicts":
        values = [value for value in known if value in values]
    every = safe_colours(OKABE_ITO[: min(len(values), len(OKABE_ITO))])
    out = []
    for k, value in enumerate(values):
        label, colour = known.get(value, (CHANGES.get(value, Text.of(value)), ""))
        chosen = colour or every[k % len(every)]
        out.append({"value": value, "label": label.to_dict(), "colour": chosen})
    return out


def _known(colours: str) -> Mapping[str, tuple[Text, str]]:
    """Give what is said of values, and their colours, in one of the lists of the house."""
    if colours == "landcover":
        every = landcover.legend(landcover.COMMON).map_classes(as_number=False)
        return {str(c["value"]): (Text.of(c["label"]), str(c["colour"])) for c in every}
    if colours == "verdicts":
        from gis.zoning.verdicts import MEANINGS

        return {code: (told, VERDICT_COLOURS.get(code, "")) for code, told in MEANINGS.items()}
    if colours == "facilities":
        from layers.standards import facility_types

        return {one.id: (one.label, "") for one in facility_types()}
    return {}


def _named(frame: gpd.GeoDataFrame, name: str) -> Mapping[str, tuple[Text, str]]:
    """Give the names that features themselves have for a value."""
    for one, other in (("name_id", "name_en"), ("label", "label_en")):
        if {one, other} <= set(frame.columns):
            rows = zip(frame[name], frame[one], frame[other], strict=True)
            return {_word(v): (Text(str(i), str(e)), "") for v, i, e in rows}
    return {}


def cell_classes(
    values: npt.NDArray[Any], nodata: float | None, codes: Mapping[str, Text]
) -> tuple[Mapping[str, Any], Mapping[str, Text]]:
    """Give hints for the map of a raster, and what its values mean.

    Parameters
    ----------
    values
        The cells.
    nodata
        What a cell holds where there is nothing.
    codes
        What single values, or single bits, mean; empty for a quantity.

    Returns
    -------
    tuple
        Hints; and value → meaning, for all values that occur.
    """
    known = values[~_nothing(values, nodata)]
    if not known.size:
        return {}, {}
    if not codes:
        return {"classes": steps(float(known.min()), float(known.max()), RAMP)}, {}
    held = np.unique(known).astype(int).tolist()
    if len(held) > MOST_CLASSES:
        return {"classes": [from_value(held[0], RAMP[-1])]}, {}
    told = {str(value): _bits(value, codes) for value in held}
    colours = safe_colours(OKABE_ITO[: min(len(held), len(OKABE_ITO))])
    classes = [
        {"value": v, "label": told[str(v)].to_dict(), "colour": colours[k % len(colours)]}
        for k, v in enumerate(held)
    ]
    return {"class_field": "value", "classes": classes}, told


def _nothing(values: npt.NDArray[Any], nodata: float | None) -> npt.NDArray[np.bool_]:
    missing = np.isnan(values) if values.dtype.kind == "f" else np.zeros(values.shape, bool)
    return missing if nodata is None or np.isnan(nodata) else missing | (values == nodata)


def _bits(value: int, codes: Mapping[str, Text]) -> Text:
    """Say what a value means: itself, or each of its bits."""
    if str(value) in codes:
        return codes[str(value)]
    bits = [codes[str(1 << k)] for k in range(31) if value >> k & 1 and str(1 << k) in codes]
    return Text.joined(bits, "; ") if bits else Text.of(str(value))
