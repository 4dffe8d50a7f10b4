"""Bodies of requests: JSON that is not nested deeply."""

from __future__ import annotations

from typing import Any

import orjson

from layers.text import Text
from server.errors import BodyError

MAX_DEPTH = 64


def parse_json(body: bytes) -> Any:
    """Parse JSON that is not nested deeply.

    Raises
    ------
    BodyError
        If it is no JSON, or nested deeper than 64.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BodyError(
            Text(
                f"isi kiriman bukan JSON: {error}",
                f"the body is no JSON: {error}",
            )
        ) from error
    level, depth = [document], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise BodyError(
                Text(
                    f"JSON terlalu bersarang; paling banyak {MAX_DEPTH} tingkat yang dibaca",
                    f"the JSON is nested too deep; at most {MAX_DEPTH} levels are read",
                )
            )
        parts = [part for part in level if isinstance(part, (dict, list))]
        level = [v for part in parts for v in (part.values() if isinstance(part, dict) else part)]
    return document
