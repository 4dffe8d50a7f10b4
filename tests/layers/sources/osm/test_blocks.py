"""The frame of a PBF file, checked before it is unpacked."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import pytest

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.osm.blocks import guard

LIMITS = Limits()


def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def block(content, says=None, *, kind=b"OSMData"):
    packed = zlib.compress(content)
    size = varint(len(content) if says is None else says)
    body = b"\x10" + size + b"\x1a" + varint(len(packed)) + packed
    head = b"\x0a" + varint(len(kind)) + kind + b"\x18" + varint(len(body))
    return struct.pack(">I", len(head)) + head + body


@pytest.fixture
def file(tmp_path):
    def write(data):
        path = tmp_path / "a.osm.pbf"
        path.write_bytes(data)
        return path

    return write


def refused(path, limits=LIMITS):
    with pytest.raises(SourceError) as raised:
        guard(path, limits)
    return raised.value


def test_the_sizes_of_all_blocks_are_summed(file):
    assert guard(file(block(b"abc") + block(b"x" * 500)), LIMITS) == 503


def test_a_true_extract_passes(osm_file):
    assert guard(osm_file({i: (117 + i / 1e3, -1) for i in range(1, 100)}), LIMITS) > 100


def test_the_shared_extracts_pass(shared_data):
    for name in ("sample.osm.pbf", "duitama.osm.pbf"):
        path = shared_data / "osm" / name
        assert guard(path, LIMITS) > path.stat().st_size


@pytest.mark.parametrize(
    ("content", "says"), [(b"\0" * 5_000_000, None), (b"abc", 40_000_000), (b"a", 2**62)]
)
def test_a_block_that_grows_beyond_measure_is_refused(file, content, says):
    fault = refused(file(block(b"fine") + block(content, says)))
    assert fault.code == "archive-ratio"
    assert "block 2" in str(fault)


def test_the_ratio_is_a_setting(file):
    path = file(block(b"\0" * 5_000_000))
    assert guard(path, replace(LIMITS, archive_ratio=5000)) == 5_000_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (block(b"abc")[:-1], "cut off"),
        (block(b"abc") + b"\0\0", "no possible size"),
        (block(b"abc") + b"\0\0\0\0", "no possible size"),
        (struct.pack(">I", 70_000) + b"x" * 70_000, "no possible size"),
        (struct.pack(">I", 4) + b"\x0a\x02ab", "how long"),
        (struct.pack(">I", 2) + b"\xff" * 2, "how long"),
        (struct.pack(">I", 2) + b"\x0d\x01", "how long"),
    ],
)
def test_a_damaged_frame_is_refused_by_the_number_of_its_block(file, data, why):
    fault = refused(file(data))
    assert fault.code == "source-unreadable"
    assert why in str(fault)
    assert f"block {2 if data.startswith(block(b'abc')) else 1}" in str(fault)


def test_an_unpacked_block_counts_with_its_length(file):
    body = b"\x0a\x03abc"
    head = b"\x0a\x07OSMData\x18" + varint(len(body))
    assert guard(file(struct.pack(">I", len(head)) + head + body), LIMITS) == len(body)
