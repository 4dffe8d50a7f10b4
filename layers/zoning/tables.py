"""Tables of facts on zoning: read as text, every row with its source and trust mark."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import pandas as pd

from layers.errors import SourceError


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Read one table of facts; each row maps column to text, empty cells are "".

    Parameters
    ----------
    name
        Name of the table without its ending: `zones`, `rtrw_codes`, `attributes`, `words`,
        `phrases`, `itbx` or `sources`.

    Raises
    ------
    SourceError
        If there is no such table.

    Examples
    --------
    >>> [row["name_en"] for row in table("rtrw_codes") if row["code"] == "HL"]
    ['Protection forest']
    """
    path = files("layers.zoning") / "facts" / f"{name}.csv"
    if not path.is_file():
        raise SourceError(f"no table of zoning facts {name!r}", code="no-such-table")
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def frame(name: str) -> pd.DataFrame:
    """Give a table of facts as a frame of texts, a fresh copy at each call."""
    return pd.DataFrame(list(table(name)), dtype=object)


def source_text(key: str) -> str:
    """Spell out a source by its key; other text is given back as it is."""
    return next((row["text"] for row in table("sources") if row["id"] == key), key)
