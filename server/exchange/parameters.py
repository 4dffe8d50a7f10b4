"""Query strings: split strictly, each name known and given once."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import cast
from urllib.parse import unquote_plus

from layers.text import Text
from server.errors import ParameterError
from server.exchange.ask import Format
from server.exchange.forms import unoffered
from server.exchange.language import LANGUAGES, Language

MAX_QUERY = 8_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd]")
# A filter is written in lines where it is long.
_CONTROL_IN_FILTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
FORMATS = {"json": "json", "geojson": "json", "html": "html"}


def read_parameters(query: str) -> dict[str, str]:
    """Split a raw query string into its parameters.

    Raises
    ------
    ParameterError
        If it is too long, badly escaped, not UTF-8, or gives a parameter twice.
    """
    out: dict[str, str] = {}
    if len(query) > MAX_QUERY:
        raise ParameterError(
            Text(
                f"query sepanjang {len(query)} huruf; paling banyak {MAX_QUERY} yang dibaca; "
                "kirim filter yang panjang (paling banyak 8000 bita) lewat POST ke "
                "/collections/{id}/search",
                f"the query string has {len(query)} characters; at most {MAX_QUERY} are read; "
                "send a long filter (8000 bytes at most) by POST to /collections/{id}/search",
            )
        )
    for part in query.split("&"):
        if not part:
            continue
        name, _, value = part.partition("=")
        if "%" in part or "+" in part or not part.isascii():
            name = _plain(name)
            value = _plain(value, _CONTROL_IN_FILTER if name == "filter" else _CONTROL)
        if name in out:
            raise ParameterError(
                Text(
                    f"parameter {name[:40]!r} disebut lebih dari sekali; sebut sekali saja",
                    f"parameter {name[:40]!r} is given more than once; give it once",
                ),
                code="repeated-parameter",
            )
        out[name] = value
    return out


def _plain(text: str, control: re.Pattern[str] = _CONTROL) -> str:
    if _ESCAPE.search(text):
        raise ParameterError(
            Text(
                f"{text[:40]!r} tidak tersandi persen dengan benar; sandikan lagi",
                f"{text[:40]!r} is not percent-encoded correctly",
            )
        )
    if not text.isascii():
        text = text.encode("latin-1", "replace").decode("utf-8", "replace")
    out = unquote_plus(text)
    if control.search(out):
        raise ParameterError(
            Text(
                f"{text[:40]!r} memuat huruf kendali atau bukan UTF-8; yang diminta teks UTF-8 "
                "biasa",
                f"{text[:40]!r} holds control characters or is not UTF-8; wanted plain UTF-8 text",
            )
        )
    return out


def refuse_unknown(given: Collection[str], known: Collection[str]) -> None:
    """Refuse parameters the resource does not know, naming those it does.

    Raises
    ------
    ParameterError
        With code ``unknown-parameter``.
    """
    strange = [name for name in given if name not in known]
    if strange:
        raise ParameterError(
            Text(
                f"parameter tidak dikenal {', '.join(repr(s[:40]) for s in strange[:5])}; yang "
                f"dikenal di sini: {', '.join(sorted(known)) or 'tidak ada'}",
                f"unknown parameter {', '.join(repr(s[:40]) for s in strange[:5])}; known here: "
                f"{', '.join(sorted(known)) or 'none'}",
            ),
            code="unknown-parameter",
        )


def read_format(given: dict[str, str]) -> Format | None:
    """Give the `f` parameter, None when it is not there.

    Raises
    ------
    ParameterError
        If it is neither json (or geojson) nor html.
    """
    value = given.get("f")
    if value is None:
        return None
    if value not in FORMATS:
        raise unoffered("f", value, ("json", "html"))
    return cast("Format", FORMATS[value])


def read_language(given: dict[str, str]) -> Language | None:
    """Give the `lang` parameter, None when it is not there.

    Raises
    ------
    ParameterError
        If it is neither id nor en.
    """
    value = given.get("lang")
    if value is None:
        return None
    if value not in LANGUAGES:
        raise unoffered("lang", value, ("id", "en"))
    return "en" if value == "en" else "id"
