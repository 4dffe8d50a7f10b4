"""Columns: the fields of each infrastructure theme, and the names files have for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import cast

from layers.errors import SourceError
from layers.infrastructure.vocabulary import code_list, rows_of
from layers.schema import Field, FieldType, Text


@cache
def fields_of(theme: str) -> Mapping[str, Field]:
    """Give the fields of a theme by name, in the order they are shown.

    `aliases` of a field are the column names it may be told from, the likeliest first.

    Parameters
    ----------
    theme
        ``roads``, ``waterways``, ``utilities``, ``assets``, ``observations``, ``facilities``.

    Raises
    ------
    SourceError
        If no fields are known for the theme.

    Examples
    --------
    >>> fields_of("roads")["width_m"].unit
    'm'
    """
    rows = [row for row in rows_of("fields") if row["theme"] == theme]
    if not rows:
        known = ", ".join(dict.fromkeys(row["theme"] for row in rows_of("fields")))
        raise SourceError(
            Text(
                f"tidak ada kolom untuk tema {theme!r}; yang diminta salah satu dari {known}",
                f"no fields for theme {theme!r}; wanted one of {known}",
            )
        )
    return MappingProxyType({row["name"]: _field(row) for row in rows})


def _field(row: Mapping[str, str]) -> Field:
    return Field(
        row["name"],
        cast("FieldType", row["type"]),
        Text(row["title_id"], row["title_en"]),
        unit=row["unit"] or None,
        codes=code_list(row["codes"]).codes if row["codes"] else None,
        aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
    )
