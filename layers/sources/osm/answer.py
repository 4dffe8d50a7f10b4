"""Answer: the JSON text of a server, parsed within limits, its values checked one by one."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.readers.jsonscan import scan

WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


def parsed(path: Path, limits: Limits) -> Any:
    """Parse a JSON file.

    Raises
    ------
    SourceError
        `too-deep` beyond the depth accepted, `not-json`.
    """
    data = path.read_bytes()
    scan(np.frombuffer(data, dtype=np.uint8), depth=limits.json_depth)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as fault:
        raise SourceError(
            Text(f"berkas ini bukan JSON: {fault}", f"the file is no JSON: {fault}"),
            code="not-json",
        ) from fault


def number(value: Any) -> float | None:
    """Give a number that may be written as a text, None for anything else.

    Examples
    --------
    >>> number("-0.5017804"), number(True), number("1e999")
    (-0.5017804, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        told = float(value)
    except ValueError:
        return None
    return told if math.isfinite(told) else None


def whole(value: Any) -> int | None:
    """Give a whole number of at most 18 digits, maybe written as a text; None for all else.

    Examples
    --------
    >>> whole("14921097"), whole(1.5), whole("x")
    (14921097, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return int(value) if WHOLE.fullmatch(str(value)) else None


def tags(value: Any) -> dict[str, str]:
    """Give the tags of an element: texts by texts, nothing else."""
    held = value if isinstance(value, dict) else {}
    return {k: v for k, v in held.items() if isinstance(k, str) and isinstance(v, str)}
