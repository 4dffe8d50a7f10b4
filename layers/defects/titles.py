"""Titles of codes: of defects, of remarks that are none, and of what a file is refused for."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from layers.defects.defect import known_defects
from layers.schema import Text


@lru_cache(maxsize=1)
def titles() -> Mapping[str, Text]:
    """Give the title of every code that a report may show.

    Examples
    --------
    >>> titles()["empty-file"].id
    'berkas kosong'
    """
    text = (files("layers.defects") / "titles.csv").read_text(encoding="utf-8")
    others = csv.DictReader(text.splitlines())
    return {
        **{row["code"]: Text(row["title_id"], row["title_en"]) for row in others},
        **{code: defect.title for code, defect in known_defects().items()},
    }
