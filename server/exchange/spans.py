"""Spans: a file given whole or in part, as the header Range asks (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from server.exchange.answer import PUBLIC, Answer, Header

# One span; of what is malformed or asks for several, the whole is given, as the standard has it.
_SPAN = re.compile(r"bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))", re.IGNORECASE)
PIECE = 1 << 20


class Bytes(Protocol):
    """Bytes that are read from any place."""

    size: int

    def read(self, start: int, length: int) -> bytes:
        """Give so many bytes from a place."""
        ...


def span_answer(
    content: Bytes, asked: tuple[str, str], *, media: str, tag: str, extra: tuple[Header, ...] = ()
) -> Answer:
    """Give a file, or the span of it that was asked for: 200, 206 or 416.

    Parameters
    ----------
    content
        The file.
    asked
        The headers Range and If-Range of the request; empty where there is none.
    media, tag, extra
        Media type, entity tag and further headers of the answer.
    """
    size, (span, condition) = content.size, asked
    head = (("Content-Type", media), ("ETag", f'"{tag}"'), ("Accept-Ranges", "bytes"))
    headers = (*head, *extra, *PUBLIC)
    held = not condition or condition.strip() == f'"{tag}"'
    found = read_span(span, size) if held else None
    if found is None:
        whole = (*headers, ("Content-Length", str(size)))
        return Answer(200, whole, _pieces(content, 0, size))
    first, length = found
    if not length:
        told = (("Content-Range", f"bytes */{size}"), ("Content-Length", "0"))
        return Answer(416, (*headers, *told), b"")
    told = (
        ("Content-Range", f"bytes {first}-{first + length - 1}/{size}"),
        ("Content-Length", str(length)),
    )
    return Answer(206, (*headers, *told), _pieces(content, first, length))


def read_span(text: str, size: int) -> tuple[int, int] | None:
    """Read the header Range: where to begin and how many bytes; 0 where there are none.

    Parameters
    ----------
    text
        The header.
    size
        How many bytes there are.

    Returns
    -------
    tuple or None
        None where it is to be ignored: it is missing, malformed, or asks for several spans.

    Examples
    --------
    >>> read_span("bytes=90-", 100), read_span("bytes=-5", 100), read_span("bytes=100-", 100)
    ((90, 10), (95, 5), (100, 0))
    >>> read_span("bytes=5-2", 100), read_span("bytes=0-1,5-6", 100)
    (None, None)
    """
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        start = max(0, size - int(suffix))
        return start, size - start
    start, end = int(first), int(last) if last else max(size - 1, int(first))
    return None if end < start else (start, max(0, min(end + 1, size) - start))


def _pieces(content: Bytes, start: int, length: int) -> Iterator[bytes]:
    end = start + length
    for at in range(start, end, PIECE):
        yield content.read(at, min(PIECE, end - at))
