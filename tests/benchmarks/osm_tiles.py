"""A large OpenStreetMap extract: a small one laid side by side, with ids and places shifted.

Only what differs between the tiles is written anew: the offsets of a block, which
move all its nodes at once, the first number of every run of ids, which are stored
as differences, and the id of each way and relation.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

COLUMNS = 10
STEP_LON, STEP_LAT = 0.25, 0.2  # degrees from tile to tile, more than the small extract is wide
ID_STEP = 20_000_000_000  # more than the largest id of the small extract
NANO = 1_000_000_000
VARINT, BYTES = 0, 2
BLOB_SIZE, BLOB_DATA, BLOB_TYPE, BLOB_LENGTH = 2, 3, 1, 3
GROUP, LAT_OFFSET, LON_OFFSET = 2, 19, 20
DENSE, WAYS, RELATIONS = 2, 3, 4
DENSE_ID, WAY_ID, WAY_REFS, RELATION_MEMBERS = 1, 1, 8, 9


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a protobuf message: its number, kind, and number or bytes."""

    number: int
    kind: int
    value: int | bytes


@dataclass(frozen=True, slots=True)
class Block:
    """A block of nodes, ways or relations: what every tile shares, and its groups."""

    kind: int
    shared: bytes
    offsets: tuple[int, int]
    groups: tuple[tuple[Field, ...], ...]


def tiled(source: Path, target: Path, n_tiles: int, *, corner: tuple[float, float]) -> Path:
    """Write an extract of `n_tiles` copies of a small one.

    Parameters
    ----------
    source
        PBF with dense nodes, its objects sorted by kind and id.
    target
        The PBF to write.
    n_tiles
        Number of copies, laid in rows of ten.
    corner
        Longitude and latitude to which the south-west of the first copy is moved,
        by whole degrees.
    """
    header, *rest = _blobs(source)
    blocks = [_block(data) for _, data in rest]
    with target.open("wb") as out:
        out.write(_blob(*header))
        for kind in (DENSE, WAYS, RELATIONS):
            for tile in range(n_tiles):
                for block in blocks:
                    if block.kind == kind:
                        out.write(_blob(b"OSMData", _moved(block, tile, corner)))
    return target


def _moved(block: Block, tile: int, corner: tuple[float, float]) -> bytes:
    lon = corner[0] + tile % COLUMNS * STEP_LON
    lat = corner[1] + tile // COLUMNS * STEP_LAT
    offsets = (block.offsets[0] + round(lat * NANO), block.offsets[1] + round(lon * NANO))
    ahead = tile * ID_STEP
    shift = {DENSE: _dense, WAYS: _way, RELATIONS: _relation}[block.kind]
    groups = b"".join(_group(block.kind, group, shift, ahead) for group in block.groups)
    return block.shared + groups + _number(LAT_OFFSET, offsets[0]) + _number(LON_OFFSET, offsets[1])


def _group(
    kind: int, members: tuple[Field, ...], shift: Callable[[bytes, int], bytes], ahead: int
) -> bytes:
    made = [_bytes(kind, shift(bytes(m.value), ahead)) for m in members if m.number == kind]
    return _bytes(GROUP, b"".join(made))


def _dense(data: bytes, ahead: int) -> bytes:
    return _written(data, {DENSE_ID: ahead}, {})


def _way(data: bytes, ahead: int) -> bytes:
    return _written(data, {WAY_REFS: ahead}, {WAY_ID: ahead})


def _relation(data: bytes, ahead: int) -> bytes:
    return _written(data, {RELATION_MEMBERS: ahead}, {WAY_ID: ahead})


def _written(data: bytes, runs: dict[int, int], ids: dict[int, int]) -> bytes:
    """Write a message anew, the ids and the first numbers of runs moved ahead."""
    out = []
    for start, end, field in _fields(data):
        if field.number in ids and isinstance(field.value, int):
            out.append(_number(field.number, field.value + ids[field.number]))
        elif field.number in runs and isinstance(field.value, bytes) and field.value:
            first, rest = _read(field.value, 0)
            moved = _unsigned((first >> 1 ^ -(first & 1)) + runs[field.number])
            out.append(_bytes(field.number, moved + field.value[rest:]))
        else:
            out.append(data[start:end])
    return b"".join(out)


def _unsigned(number: int) -> bytes:
    """Write a signed number zigzag."""
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _block(data: bytes) -> Block:
    shared, groups = [], []
    lat = lon = 0
    kind = DENSE
    for start, end, field in _fields(data):
        if field.number == GROUP:
            members = tuple(f for _, _, f in _fields(bytes(field.value)))  # type: ignore[arg-type]
            kind = members[0].number
            groups.append(members)
        elif field.number == LAT_OFFSET:
            lat = int(field.value)
        elif field.number == LON_OFFSET:
            lon = int(field.value)
        else:
            shared.append(data[start:end])
    return Block(kind, b"".join(shared), (lat, lon), tuple(groups))


def _blobs(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Give kind and unpacked content of every blob of a file."""
    data = path.read_bytes()
    at = 0
    while at < len(data):
        size = struct.unpack(">I", data[at : at + 4])[0]
        head = {f.number: f.value for _, _, f in _fields(data[at + 4 : at + 4 + size])}
        at += 4 + size
        length = int(head[BLOB_LENGTH])
        body = {f.number: f.value for _, _, f in _fields(data[at : at + length])}
        at += length
        yield bytes(head[BLOB_TYPE]), zlib.decompress(bytes(body[BLOB_DATA]))  # type: ignore[arg-type]


def _blob(kind: bytes, content: bytes) -> bytes:
    body = _number(BLOB_SIZE, len(content)) + _bytes(BLOB_DATA, zlib.compress(content))
    head = _bytes(BLOB_TYPE, kind) + _number(BLOB_LENGTH, len(body))
    return struct.pack(">I", len(head)) + head + body


def _fields(data: bytes) -> Iterator[tuple[int, int, Field]]:
    """Give every field of a message, with where it begins and ends."""
    at, end = 0, len(data)
    while at < end:
        start = at
        tag, at = _read(data, at)
        if tag & 7 == VARINT:
            number, at = _read(data, at)
            yield start, at, Field(tag >> 3, VARINT, number)
        elif tag & 7 == BYTES:
            size, at = _read(data, at)
            at += size
            yield start, at, Field(tag >> 3, BYTES, data[at - size : at])
        else:
            raise ValueError(f"a field of kind {tag & 7} has no place in an extract")


def _read(data: bytes, at: int) -> tuple[int, int]:
    """Read a number of seven bits a byte; give it and where the next thing begins."""
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return number, at
        shift += 7


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | VARINT) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | BYTES) + _varint(len(value)) + value
