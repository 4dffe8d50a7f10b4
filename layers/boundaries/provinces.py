"""Provinces under their English names and short forms, as foreign data sets write them."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def province_spellings() -> tuple[tuple[str, str], ...]:
    """Give (code, spelling) of the provinces of Indonesia, besides their official names.

    Returns
    -------
    tuple of tuple
        English names, short forms and older names of ``province_spellings.csv``
        (source and trust on each row); a province may have several.

    Examples
    --------
    >>> [code for code, spelling in province_spellings() if spelling == "East Kalimantan"]
    ['64']
    """
    path = files("layers.boundaries") / "facts" / "province_spellings.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple((row["code"], row["spelling"]) for row in rows)
