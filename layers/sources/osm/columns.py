"""Columns: the tags of a theme as the columns of a layer, with safe names and one type each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.fieldnames import safe_names
from layers.schema import FieldType, Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.osm.theme import OsmTheme, common_class

NUMBER = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s*(?:m|metres?|meters?)?", re.ASCII)
ALWAYS = frozenset({"osm_id", "osm_type", "name"})  # other columns go if no object has the tag
Fields = tuple[dict[str, str], ...]


def columns(
    theme: OsmTheme, values: Mapping[str, npt.NDArray[Any]]
) -> tuple[pd.DataFrame, Fields, list[Finding]]:
    """Give the columns of a layer, its fields, and what was seen on the way.

    Parameters
    ----------
    theme
        Says which keys hold numbers.
    values
        `osm_id`, `osm_type` and one array of texts (or None) for every key.

    Returns
    -------
    tuple
        A frame of one row each, its fields (name, type, title), findings.
    """
    kinds = dict(theme.columns)
    values = {k: v for k, v in values.items() if k in ALWAYS or any(w is not None for w in v)}
    named = dict(zip(values, safe_names(list(values)), strict=True))
    series: dict[str, pd.Series[Any]] = {}
    fields: list[dict[str, str]] = []
    found: list[Finding] = []
    for key, name in named.items():
        kind: FieldType = "text"
        if key == "osm_id":
            series[name], kind = pd.Series(values[key], dtype="Int64"), "integer"
        elif kinds.get(key) == "number":
            series[name], kind = _numbers(values[key], key, found), "number"
        else:
            series[name] = pd.Series(values[key], dtype=object)
        fields.append({"name": name, "type": kind, "title": key})
    if theme.id == "landuse":
        series["class"] = _classes(values, kinds, found)
        fields.append({"name": "class", "type": "text", "title": "class"})
    return pd.DataFrame(series), tuple(fields), found


def _numbers(texts: npt.NDArray[Any], key: str, found: list[Finding]) -> pd.Series[Any]:
    words = {text: NUMBER.fullmatch(text) for text in set(texts.tolist()) if text}
    numbers = {text: float(match[1]) for text, match in words.items() if match}
    strange = sorted(text for text, match in words.items() if not match)
    if strange:
        some = ", ".join(repr(text[:30]) for text in strange[:8])
        found.append(
            say.warning(
                "osm-not-number",
                Text(
                    f"tag {key}: {len(strange)} nilai bukan bilangan: {some}",
                    f"tag {key}: {len(strange)} values are no numbers: {some}",
                ),
                "left empty",
            )
        )
    return pd.Series([numbers.get(text, np.nan) for text in texts.tolist()], dtype=float)


def _classes(
    values: Mapping[str, npt.NDArray[Any]], kinds: Mapping[str, str], found: list[Finding]
) -> pd.Series[Any]:
    """Give the class of the common legend for every row, looked up once per combination."""
    keys = [key for key in kinds if key != "name" and key in values]
    combined = list(zip(*(values[key].tolist() for key in keys), strict=True))
    known = {tags: common_class(dict(zip(keys, tags, strict=True))) for tags in set(combined)}
    unknown = sum(known[tags] is None for tags in combined)
    if unknown:
        message = Text(
            f"{unknown} dari {len(combined)} objek: tagnya tidak menentukan kelas",
            f"{unknown} of {len(combined)} objects: their tags name no class of the legend",
        )
        found.append(say.warning("osm-no-class", message, "left empty"))
    return pd.Series([known[tags] for tags in combined], dtype=object)
