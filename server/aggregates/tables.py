"""Tables of rows as CSV that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from layers.text import harmless


def csv_of(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    r"""Give rows as CSV (RFC 4180, UTF-8), empty where a value is missing.

    Parameters
    ----------
    columns
        Names of the columns, in order.
    rows
        Values by column; others are left out.

    Examples
    --------
    >>> csv_of(["name", "n"], [{"name": "=1+1", "n": -2}, {"n": None}])
    b"name,n\r\n'=1+1,-2\r\n,\r\n"
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_cell(name) for name in columns])
    writer.writerows([[_cell(row.get(name)) for name in columns] for row in rows])
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else harmless(value)
