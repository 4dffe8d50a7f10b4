"""Content coding: negotiated by weight, and every body comes out as it went in."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from server.exchange.encoding import ENCODINGS, choose_encoding, encode, encode_stream, likes

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("zstd;q=0, gzip;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("zstd;q=0, *", "br"),
        ("deflate", None),
        ("gzip;q=nonsense", "gzip"),
        (", ,;", None),
    ],
)
def test_the_best_coding_the_client_takes(header, chosen):
    assert choose_encoding(header) == chosen


@pytest.mark.parametrize(
    ("header", "liked"),
    [
        ("", False),
        ("gzip", True),
        ("*", True),
        ("gzip, deflate, br, zstd", True),
        ("zstd, gzip;q=0.9", False),
        ("identity, gzip;q=0.9", False),
        ("br;q=0.5, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("deflate", False),
    ],
)
def test_a_coding_is_liked_when_no_other_is_liked_better(header, liked):
    assert likes(header, "gzip") is liked


@given(st.text(max_size=200))
def test_any_header_has_an_answer(header):
    assert choose_encoding(header) in (None, *ENCODINGS)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(body=st.binary(max_size=2000))
def test_a_body_comes_back_whole(encoding, body):
    assert DECODERS[encoding](encode(body, encoding)) == body


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(chunks=st.lists(st.binary(max_size=500), max_size=6))
def test_a_stream_comes_back_whole(encoding, chunks):
    assert DECODERS[encoding](b"".join(encode_stream(chunks, encoding))) == b"".join(chunks)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_compression_compresses(encoding):
    assert len(encode(b"penyangga " * 1000, encoding)) < 500
