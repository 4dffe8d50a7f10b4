"""Pressed: features deflated beforehand in blocks, any run of which joins into a gzip body.

Each block is raw deflate that ends with a full flush: nothing in it looks back over its
beginning, and it ends with a whole byte. A page is mostly whole blocks; what lies between
them is deflated when it is asked for.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from isal import isal_zlib

from layers.derived import alone

# Features of a block: more would press better, and fewer blocks would lie in a page whole.
BLOCK = 128
KEPT_LEVEL, PASSING_LEVEL = 3, 1
RAW = -15
# No name, no time, no system: the same page is the same bytes.
_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_CONTENT, _PLACES = "pressed.bin", "pressed.npy"

Spans = Sequence[tuple[int, int]]


class Pressed:
    """The pressed form of a packed layer's features.

    Parameters
    ----------
    content
        The features as they are kept.
    starts
        Where each block begins in it, and where the last one ends.
    pressed, places
        The blocks deflated, one after the other, and where each begins and the last one ends.
    """

    def __init__(
        self,
        content: memoryview,
        starts: npt.NDArray[np.int64],
        pressed: memoryview,
        places: npt.NDArray[np.int64],
    ) -> None:
        self._content = content
        self._starts = starts
        self._pressed = pressed
        self._places = places

    def gzip(self, before: bytes, spans: Spans, after: bytes) -> bytes:
        """Give a gzip body of some of the content between two texts.

        Parameters
        ----------
        before, after
            What stands before and after it.
        spans
            From where to where it is taken, in bytes, in the order in which it is given.
        """
        edges = np.array(spans, dtype=np.int64).reshape(-1, 2)
        first = np.searchsorted(self._starts, edges[:, 0]).tolist()
        last = (np.searchsorted(self._starts, edges[:, 1], side="right") - 1).tolist()
        new = isal_zlib.compressobj(PASSING_LEVEL, isal_zlib.DEFLATED, RAW)
        content, kept = self._content, self._pressed
        crc, size = isal_zlib.crc32(before), len(before) + len(after)
        out: list[bytes | memoryview] = [_HEADER, new.compress(before)]
        for (begin, end), low, high in zip(spans, first, last, strict=True):
            crc = isal_zlib.crc32(content[begin:end], crc)
            size += end - begin
            rest = begin
            if low < high:
                rest = int(self._starts[high])
                out.append(new.compress(content[begin : self._starts[low]]))
                out.append(new.flush(isal_zlib.Z_FULL_FLUSH))
                out.append(kept[self._places[low] : self._places[high]])
            out.append(new.compress(content[rest:end]))
        crc = isal_zlib.crc32(after, crc)
        out += [new.compress(after), new.flush(), struct.pack("<II", crc, size & 0xFFFFFFFF)]
        return b"".join(out)


def open_pressed(folder: Path, content: memoryview, offsets: npt.NDArray[np.int64]) -> Pressed:
    """Open the pressed form of the features in a folder, making it where it is missing.

    Parameters
    ----------
    folder
        Of the packed layer.
    content, offsets
        Its features as they are kept, and where each begins and the last one ends.
    """
    starts = np.append(offsets[:-1:BLOCK], offsets[-1])
    if not (folder / _PLACES).is_file():
        with alone(folder):
            # Another process may have made it while this one waited.
            if not (folder / _PLACES).is_file():
                _write(folder, content, starts.tolist())
    with (folder / _CONTENT).open("rb") as handle:
        pressed = memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ))
    places = np.asarray(np.load(folder / _PLACES, mmap_mode="r"))
    return Pressed(content, starts, pressed, places)


def _write(folder: Path, content: memoryview, starts: list[int]) -> None:
    lengths = [0]
    with (folder / _CONTENT).open("wb") as out:
        for begin, end in pairwise(starts):
            new = isal_zlib.compressobj(KEPT_LEVEL, isal_zlib.DEFLATED, RAW)
            block = new.compress(content[begin:end]) + new.flush(isal_zlib.Z_FULL_FLUSH)
            lengths.append(out.write(block))
    # Its places come last and at once: who sees them sees all of it.
    part = folder / f"part-{_PLACES}"
    np.save(part, np.cumsum(lengths))
    part.replace(folder / _PLACES)
