"""Pressed features: any runs of them join into one gzip body, which gzip reads."""

from __future__ import annotations

import gzip
import random
import zlib

import numpy as np
import pytest

from layers.packed.pressed import BLOCK, open_pressed

N = 5 * BLOCK + 7


@pytest.fixture(scope="module")
def kept():
    rng = random.Random(1)
    texts = [b'{"id":%d,"name":"%s"},' % (n, b"x" * rng.randrange(40)) for n in range(N)]
    offsets = np.cumsum([0, *map(len, texts)])
    return memoryview(b"".join(texts)), offsets


def test_any_runs_of_features_come_back(tmp_path, kept):
    content, offsets = kept
    pressed = open_pressed(tmp_path, content, offsets)
    rng = random.Random(2)
    for _ in range(60):
        ends = sorted(rng.sample(range(N + 1), 2 * rng.randrange(1, 6)))
        spans = [
            (int(offsets[a]), int(offsets[b])) for a, b in zip(ends[::2], ends[1::2], strict=True)
        ]
        rng.shuffle(spans)
        wanted = b"<" + b"".join(content[a:b] for a, b in spans) + b">"
        assert gzip.decompress(pressed.gzip(b"<", spans, b">")) == wanted


@pytest.mark.parametrize("spans", [[], [(0, 0)], [(5, 9)], [(0, -1)]])
def test_nothing_a_part_of_one_and_everything(tmp_path, kept, spans):
    content, offsets = kept
    spans = [(a, b if b >= 0 else int(offsets[-1])) for a, b in spans]
    body = open_pressed(tmp_path, content, offsets).gzip(b"", spans, b"]")
    assert gzip.decompress(body) == b"".join(content[a:b] for a, b in spans) + b"]"


def test_it_is_made_once_and_anew_where_it_was_not_finished(tmp_path, kept):
    content, offsets = kept
    spans = [(0, int(offsets[-1]))]
    first = open_pressed(tmp_path, content, offsets).gzip(b"", spans, b"")
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("pressed*")}
    assert open_pressed(tmp_path, content, offsets).gzip(b"", spans, b"") == first
    assert before == {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("pressed*")}
    # As a kill leaves it: the blocks in part, their places not yet.
    (tmp_path / "pressed.bin").write_bytes(b"torn")
    (tmp_path / "pressed.npy").unlink()
    assert open_pressed(tmp_path, content, offsets).gzip(b"", spans, b"") == first


def test_whole_blocks_are_taken_as_they_are_kept(tmp_path, kept):
    content, offsets = kept
    pressed = open_pressed(tmp_path, content, offsets)
    # With the kept blocks spoilt, only what lies between them still comes out right.
    file = tmp_path / "pressed.bin"
    file.write_bytes(bytes(file.stat().st_size))
    inside = (int(offsets[3]), int(offsets[BLOCK - 1]))
    assert gzip.decompress(pressed.gzip(b"", [inside], b"")) == content[slice(*inside)]
    with pytest.raises(zlib.error):
        gzip.decompress(pressed.gzip(b"", [(0, int(offsets[BLOCK]))], b""))
