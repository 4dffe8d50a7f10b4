"""Answer: status, headers and body, with validators, coding and the usual headers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from server.exchange.ask import Ask
from server.exchange.encoding import MIN_SIZE, choose_encoding, encode, encode_stream

Header = tuple[str, str]

JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
PROBLEM = "application/problem+json"
MVT = "application/vnd.mapbox-vector-tile"
PMTILES = "application/vnd.pmtiles"
HTML = "text/html; charset=utf-8"

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
EXPOSED = (
    "Link, ETag, Content-Crs, Content-Disposition, Content-Range, OGC-NumberMatched, "
    "OGC-NumberReturned, X-Features-Omitted, X-Limit-Applied, X-Request-Id"
)
SECURITY: tuple[Header, ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
)
PUBLIC: tuple[Header, ...] = (
    ("Cache-Control", "no-cache"),
    ("Vary", "Accept, Accept-Encoding, Accept-Language"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", EXPOSED),
    *SECURITY,
)
_ETAG = re.compile(r'(?:W/)?"([^"]*)"')
_CODING = re.compile(r"-(?:zstd|br|gzip)$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: status code, headers, and bytes or a stream of bytes."""

    status: int
    headers: tuple[Header, ...]
    body: bytes | Iterator[bytes]


def dump_json(document: Any) -> bytes:
    """Give a JSON document as bytes."""
    return orjson.dumps(document, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY)


def fingerprint(*parts: str | bytes) -> str:
    """Give a short hash over parts, the text of an entity tag."""
    told = [p.encode("utf-8", "surrogateescape") if isinstance(p, str) else p for p in parts]
    return hashlib.blake2b(b"\0".join(told), digest_size=12).hexdigest()


def not_modified(ask: Ask, tag: str) -> Answer | None:
    """Give a 304 when the client already holds the representation with this tag."""
    if not ask.if_none_match:
        return None
    held = _held(ask.if_none_match, tag)
    return None if held is None else Answer(304, (("ETag", f'"{held}"'), *PUBLIC), b"")


def _held(if_none_match: str, tag: str) -> str | None:
    if if_none_match.strip() == "*":
        return tag
    for candidate in _ETAG.findall(if_none_match[:4000]):
        if candidate == tag or _CODING.sub("", candidate) == tag:
            return str(candidate)
    return None


def full_answer(
    ask: Ask, body: bytes, *, media: str, tag: str, extra: tuple[Header, ...] = ()
) -> Answer:
    """Give a 200 with its body, compressed when the client takes that and it is worth it."""
    encoding = choose_encoding(ask.accept_encoding) if len(body) >= MIN_SIZE else None
    if encoding is not None:
        body = encode(body, encoding)
    return coded_answer(body, encoding, media=media, tag=tag, extra=extra)


def coded_answer(
    body: bytes, encoding: str | None, *, media: str, tag: str, extra: tuple[Header, ...] = ()
) -> Answer:
    """Give a 200 with a body that is in its coding already; None means plain."""
    length = ("Content-Length", str(len(body)))
    return Answer(200, (*_head(media, tag, encoding), length, *extra, *_closing(media)), body)


def stream_answer(
    ask: Ask, chunks: Iterable[bytes], *, media: str, tag: str, extra: tuple[Header, ...] = ()
) -> Answer:
    """Give a 200 whose body is made while it is sent."""
    encoding = choose_encoding(ask.accept_encoding)
    body = iter(chunks) if encoding is None else encode_stream(chunks, encoding)
    return Answer(200, (*_head(media, tag, encoding), *extra, *_closing(media)), body)


def document_answer(ask: Ask, body: bytes, *, media: str, extra: tuple[Header, ...] = ()) -> Answer:
    """Give a document whose tag is the hash of its own bytes: 200, or 304 when it is known."""
    tag = fingerprint(media, body)
    return not_modified(ask, tag) or full_answer(ask, body, media=media, tag=tag, extra=extra)


def result_answer(
    ask: Ask, body: bytes, *, media: str = JSON, extra: tuple[Header, ...] = ()
) -> Answer:
    """Give the result of a run: 200, compressed like any other, kept by nobody."""
    encoding = choose_encoding(ask.accept_encoding) if len(body) >= MIN_SIZE else None
    coded: tuple[Header, ...] = ()
    if encoding is not None:
        body, coded = encode(body, encoding), (("Content-Encoding", encoding),)
    headers = (
        ("Content-Type", media),
        ("Content-Length", str(len(body))),
        *coded,
        ("Cache-Control", "no-store"),
        ("Vary", "Accept-Encoding"),
        *extra,
        *SECURITY,
    )
    return Answer(200, headers, body)


def _head(media: str, tag: str, encoding: str | None) -> tuple[Header, ...]:
    if encoding is None:
        return (("Content-Type", media), ("ETag", f'"{tag}"'))
    return (
        ("Content-Type", media),
        ("ETag", f'"{tag}-{encoding}"'),
        ("Content-Encoding", encoding),
    )


def _closing(media: str) -> tuple[Header, ...]:
    if media != HTML:
        return PUBLIC
    return (*PUBLIC, ("Content-Security-Policy", CONTENT_SECURITY_POLICY))
