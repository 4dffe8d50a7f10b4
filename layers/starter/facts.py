"""The facts behind the starter region: tables with a source and a trust mark on every row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import pandas as pd

from layers.errors import SourceError
from layers.text import Text

TEXT_COLUMNS = (
    "code",
    "bps_code",
    "parent",
    "population_year",
    "regency_code",
    "district_code",
    "village_codes",
    "klhk_code",
    "zone_code",
    "subzone_code",
)


def table(name: str) -> pd.DataFrame:
    """Read one table of facts; codes stay text, empty cells of text columns become "".

    Parameters
    ----------
    name
        Name of the table without its ending, for example ``"villages"``.

    Raises
    ------
    SourceError
        If there is no such table.

    Examples
    --------
    >>> int(table("regions")["code"].str.len().eq(5).sum())
    23
    """
    path = files("layers.starter") / "facts" / f"{name}.csv"
    if not path.is_file():
        raise SourceError(f"no table of facts {name!r}; wanted one of {', '.join(names())}")
    types = dict.fromkeys(TEXT_COLUMNS, "str")
    with path.open(encoding="utf-8") as file:
        frame = pd.read_csv(file, dtype=types)
    text = frame.select_dtypes(exclude="number").columns
    frame[text] = frame[text].fillna("").astype(object)
    return frame


def names() -> list[str]:
    """Name every table of facts, in alphabetical order."""
    folder = files("layers.starter") / "facts"
    return sorted(p.name[:-4] for p in folder.iterdir() if p.name.endswith(".csv"))


def geojson(name: str) -> dict[str, Any]:
    """Read one GeoJSON file of facts, such as the clipped coast."""
    path = files("layers.starter") / "facts" / f"{name}.geojson"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def source_text(key: str) -> str:
    """Spell out a source by its key in the table of sources; other text is given back as it is."""
    return _sources().get(key, key)


@cache
def _sources() -> Mapping[str, str]:
    sources = table("sources")
    return MappingProxyType(dict(zip(sources["id"], sources["text"], strict=True)))


def source_words(source: str) -> Text:
    """Give the source of a layer in both languages, where it is one of the starter region.

    Parameters
    ----------
    source
        As the layer tells it.

    Examples
    --------
    >>> source_words(source_text("compiled-knowledge")).id
    'Disusun proyek dari pengetahuan umum; tidak diperiksa dengan survei'
    >>> source_words("Survey of 2024").id
    'Survey of 2024'
    """
    return Text(_source_words().get(source, source), source)


@cache
def _source_words() -> Mapping[str, str]:
    words = table("source_words")
    return MappingProxyType(dict(zip(words["en"], words["id"], strict=True)))
