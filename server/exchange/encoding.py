"""Content coding: which one the client takes, and the bytes in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import brotli
import zstandard
from isal import isal_zlib

ENCODINGS = ("zstd", "br", "gzip")
MIN_SIZE = 500
# Seen on pages of features against zlib at level 6: ten, three and twelve times as fast, for
# 0, 5 and 12 percent more bytes; higher levels save little and take most of an answer's time.
ZSTD_LEVEL = 1
BROTLI_QUALITY = 2
GZIP_LEVEL = 1
_GZIP_FORM = 31


@lru_cache(maxsize=256)
def choose_encoding(accept_encoding: str) -> str | None:
    """Give the best coding for an Accept-Encoding header; None means plain.

    A coding with ``q=0`` is never chosen; among equals zstd comes before br
    before gzip; `identity` wins only when it is liked better than all of them.
    """
    weights = _weights(accept_encoding)
    other = weights.get("*", 0.0)
    best = max(ENCODINGS, key=lambda name: weights.get(name, other))
    weight = weights.get(best, other)
    if weight <= 0 or weights.get("identity", 0.0) > weight:
        return None
    return best


@lru_cache(maxsize=256)
def accepts(accept_encoding: str, encoding: str) -> bool:
    """Say whether a client takes a coding, whatever it likes better.

    Examples
    --------
    >>> accepts("br, gzip;q=0.5", "gzip"), accepts("gzip;q=0, *", "gzip")
    (True, False)
    """
    weights = _weights(accept_encoding)
    return weights.get(encoding, weights.get("*", 0.0)) > 0


@lru_cache(maxsize=256)
def likes(accept_encoding: str, encoding: str) -> bool:
    """Say whether a client takes a coding, and likes no other better.

    Examples
    --------
    >>> likes("gzip, deflate, br, zstd", "gzip"), likes("gzip;q=0.5, br", "gzip")
    (True, False)
    """
    weights = _weights(accept_encoding)
    other = weights.get("*", 0.0)
    best = max([weights.get(name, other) for name in ENCODINGS] + [weights.get("identity", 0.0)])
    return 0 < best == weights.get(encoding, other)


def _weights(accept_encoding: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept_encoding.lower()[:1000].split(","):
        name, _, rest = part.partition(";")
        weights[name.strip()] = _weight(rest)
    return weights


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 1.0
    return weight if 0 <= weight <= 1 else 1.0


def encode(body: bytes, encoding: str) -> bytes:
    """Compress a whole body."""
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
    if encoding == "br":
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    gzip = isal_zlib.compressobj(GZIP_LEVEL, isal_zlib.DEFLATED, _GZIP_FORM)
    return bytes(gzip.compress(body) + gzip.flush())


def encode_stream(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Compress a body that comes in chunks, giving each as soon as it is ready."""
    take, finish = _stream_compressor(encoding)
    for chunk in chunks:
        out = take(chunk)
        if out:
            yield out
    yield finish()


def _stream_compressor(encoding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    if encoding == "zstd":
        zstd = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
        return zstd.compress, zstd.flush
    if encoding == "br":
        br = brotli.Compressor(quality=BROTLI_QUALITY)
        return br.process, br.finish
    gzip = isal_zlib.compressobj(GZIP_LEVEL, isal_zlib.DEFLATED, _GZIP_FORM)
    return gzip.compress, gzip.flush
