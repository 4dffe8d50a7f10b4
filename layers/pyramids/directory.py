"""Directories of a PMTiles file: where each tile lies, as columns of varints, compressed."""

from __future__ import annotations

import gzip
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from isal import igzip

Ints = npt.NDArray[np.int64]
# Header and root directory stand in the first 16 KiB together.
HEADER_BYTES, ROOT_BYTES = 127, 16_384 - 127
LEAF_ENTRIES = 4096
# A directory that unpacks to more than this is not read.
MAX_BYTES = 256 * 1024 * 1024


class Entries(NamedTuple):
    """Runs of tiles in ascending order: first number, how many, where their bytes lie.

    A run of length 0 stands for a leaf directory that begins with that tile.
    """

    numbers: Ints
    runs: Ints
    offsets: Ints
    lengths: Ints


class Directories(NamedTuple):
    """The root directory and all leaves, compressed."""

    root: bytes
    leaves: bytes


def packed(data: bytes) -> bytes:
    """Compress by gzip, the same bytes for the same data."""
    return bytes(igzip.compress(data, 2, mtime=0))


def written(entries: Entries) -> Directories:
    """Give the directories of entries; with leaves where they do not fit into the root."""
    root = packed(serialised(entries))
    if len(root) <= ROOT_BYTES:
        return Directories(root, b"")
    size = LEAF_ENTRIES
    while True:
        found = _with_leaves(entries, size)
        if len(found.root) <= ROOT_BYTES:
            return found
        size *= 2


def _with_leaves(entries: Entries, size: int) -> Directories:
    starts = range(0, len(entries.numbers), size)
    leaves = [packed(serialised(Entries(*(c[i : i + size] for c in entries)))) for i in starts]
    lengths = np.array([len(leaf) for leaf in leaves], dtype=np.int64)
    root = Entries(
        entries.numbers[::size],
        np.zeros(len(leaves), dtype=np.int64),
        np.cumsum(lengths) - lengths,
        lengths,
    )
    return Directories(packed(serialised(root)), b"".join(leaves))


def serialised(entries: Entries) -> bytes:
    """Give one directory as the format has it."""
    n = len(entries.numbers)
    # 0 says that the bytes follow those of the entry before.
    follows = np.zeros(n, dtype=bool)
    follows[1:] = entries.offsets[1:] == entries.offsets[:-1] + entries.lengths[:-1]
    columns = (
        np.array([n]),
        np.diff(entries.numbers, prepend=0),
        entries.runs,
        entries.lengths,
        np.where(follows, 0, entries.offsets + 1),
    )
    return varints(np.concatenate(columns))


def deserialised(data: bytes) -> Entries:
    """Read one directory, compressed by gzip.

    Raises
    ------
    ValueError
        If it does not hold what it says.
    """
    values = numbers(gunzipped(data))
    n = int(values[0]) if len(values) else 0
    if len(values) != 1 + 4 * n:
        raise ValueError(f"a directory of {n} entries has {len(values) - 1} values")
    steps, runs, lengths, places = values[1:].reshape(4, n)
    offsets = places - 1
    for i in np.flatnonzero(places == 0).tolist():
        if i == 0:
            raise ValueError("the first entry of a directory follows none")
        offsets[i] = offsets[i - 1] + lengths[i - 1]
    return Entries(np.cumsum(steps), runs, offsets, lengths)


def gunzipped(data: bytes) -> bytes:
    """Unpack what gzip compressed, up to the largest directory that is read."""
    import io

    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        out = file.read(MAX_BYTES + 1)
    if len(out) > MAX_BYTES:
        raise ValueError(f"unpacks to more than {MAX_BYTES} bytes")
    return out


def varints(values: Ints) -> bytes:
    """Give numbers that are not negative as varints.

    Examples
    --------
    >>> varints(np.array([1, 300])).hex()
    '01ac02'
    """
    values = values.astype(np.uint64)
    sizes = np.ones(len(values), dtype=np.int64)
    for bits in range(7, 64, 7):
        sizes += values >> np.uint64(bits) > 0
    ends = np.cumsum(sizes)
    out = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for place in range(int(sizes.max(initial=0))):
        some = sizes > place
        piece = (values[some] >> np.uint64(7 * place)) & np.uint64(127)
        more = sizes[some] > place + 1
        out[(ends - sizes)[some] + place] = piece | (more.astype(np.uint64) << np.uint64(7))
    return out.tobytes()


def numbers(data: bytes) -> Ints:
    """Read varints.

    Examples
    --------
    >>> numbers(bytes.fromhex("01ac02")).tolist()
    [1, 300]
    """
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw < 128)
    if not len(ends):
        return np.empty(0, dtype=np.int64)
    starts = np.concatenate([[0], ends[:-1] + 1])
    if (ends - starts > 9).any():
        raise ValueError("a number has more than ten bytes")
    raw = raw[: ends[-1] + 1]
    place = np.arange(len(raw)) - np.repeat(starts, ends - starts + 1)
    shifted = (raw.astype(np.uint64) & np.uint64(127)) << (np.uint64(7) * place.astype(np.uint64))
    out: Ints = np.add.reduceat(shifted, starts).astype(np.int64)
    return out
