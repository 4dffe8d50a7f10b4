"""SearchRequest: the parameters of a search, understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from layers.query import BBox
from layers.searching import KINDS
from layers.searching.words import MOST_LETTERS
from layers.text import Text
from server.errors import ParameterError
from server.exchange.forms import unoffered
from server.exchange.language import Language
from server.exchange.links import Pairs
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.features.values import read_bbox, read_whole

Shown = Literal["json", "geojson", "html"]
SHOWN: tuple[Shown, ...] = ("json", "geojson", "html")
KNOWN = ("q", "limit", "bbox", "kind", "f", "lang")
USUAL_LIMIT, MOST = 10, 100
GEO = "application/geo+json"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a search asks, after every check.

    `clamped` is the limit asked for when it was larger than the largest given.
    """

    text: str
    limit: int
    clamped: int | None
    bbox: BBox | None
    kinds: tuple[str, ...]
    shown: Shown | None
    language: Language | None
    pairs: Pairs


def read_search_request(query: str) -> SearchRequest:
    """Understand the query string of a search; without `q` nothing is looked for.

    Raises
    ------
    ParameterError
        If a parameter is unknown, repeated or malformed, or the text too long.
    """
    given = read_parameters(query)
    refuse_unknown(given, KNOWN)
    limit = read_whole("limit", given["limit"]) if "limit" in given else USUAL_LIMIT
    if limit == 0:
        raise ParameterError(
            Text(
                f"limit: 0 terlalu kecil; yang diminta 1 sampai {MOST}",
                f"limit: 0 is too small; wanted 1 to {MOST}",
            )
        )
    return SearchRequest(
        _text(given),
        min(limit, MOST),
        limit if limit > MOST else None,
        read_bbox(given["bbox"]) if "bbox" in given else None,
        _kinds(given.get("kind")),
        _shown(given.get("f")),
        read_language(given),
        tuple(given.items()),
    )


def _text(given: Mapping[str, str]) -> str:
    text = given.get("q", "").strip()
    if len(text) > MOST_LETTERS:
        raise ParameterError(
            Text(
                f"q: {len(text)} huruf; paling banyak {MOST_LETTERS} yang dicari",
                f"q: {len(text)} characters; at most {MOST_LETTERS} are looked for",
            )
        )
    return text


def _kinds(text: str | None) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))
    strange = [kind for kind in asked if kind not in KINDS]
    if strange:
        shown = ", ".join(repr(kind[:40]) for kind in strange[:5])
        raise ParameterError(
            Text(
                f"kind: {shown} tidak dikenal; yang ada {', '.join(KINDS)}",
                f"kind: {shown} is not known; there are {', '.join(KINDS)}",
            )
        )
    return asked


def _shown(text: str | None) -> Shown | None:
    for known in SHOWN:
        if text == known:
            return known
    if text is None:
        return None
    raise unoffered("f", text, SHOWN)
