"""JSON skeleton: where the values of a text begin and end, found without parsing it.

One pass over the bytes counts brackets outside strings. It refuses nesting that
would break a parser, and gives the places at which a file of any size can be
cut into small pieces that are then parsed one batch at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.reading import Progress, silent

BLOCK = 1 << 18  # small enough for the processor's cache
LONG_BLOCK = 1 << 22
# Loading compiled code takes as long as looking through this much without it.
COMPILED_FROM = 8_000_000
QUOTE, BACKSLASH, COMMA, OPEN, CLOSE, LOWER = 34, 92, 44, 0x7B, 0x7D, 0x20
KEY = re.compile(rb'\s*"((?:[^"\\]|\\.)*)"\s*:')
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Skeleton:
    """Positions of commas at depth 1 and 2, and of the brackets that close depth 0."""

    members: Places
    elements: Places
    ends: Places


@dataclass
class _State:
    """What one block hands to the next."""

    inside: int = 0
    depth: int = 0
    escaped: bool = False


def scan(data: npt.NDArray[np.uint8], *, depth: int = 64, progress: Progress = silent) -> Skeleton:
    """Find the skeleton of a JSON text, or of several one after another.

    Parameters
    ----------
    data
        The bytes of the file, UTF-8.
    depth
        Deepest nesting of brackets accepted.

    Raises
    ------
    SourceError
        `too-deep` above that depth, `not-json` when brackets or quotes do not match.
    """
    if len(data) >= COMPILED_FROM:
        return _scan_compiled(data, depth, progress)
    state = _State()
    found: tuple[list[Places], list[Places], list[Places]] = ([], [], [])
    for start in range(0, len(data), BLOCK):
        block = data[start : start + BLOCK]
        for kept, new in zip(found, _scan_block(block, state, depth), strict=True):
            kept.append(new + start)
        progress(min(start + BLOCK, len(data)), len(data))
    if state.depth or state.inside:
        raise _cut_off(inside=bool(state.inside), depth=state.depth)
    return Skeleton(*(_joined(parts) for parts in found))


def _scan_compiled(data: npt.NDArray[np.uint8], depth: int, progress: Progress) -> Skeleton:
    from layers.sources.readers.regular.skeleton import scan_block  # takes long to load

    inside, level = False, 0
    state, room = np.zeros(3, dtype=np.int64), np.empty((3, LONG_BLOCK), dtype=np.int64)
    found: tuple[list[Places], list[Places], list[Places]] = ([], [], [])
    for start in range(0, len(data), LONG_BLOCK):
        stop, counts = min(start + LONG_BLOCK, len(data)), np.zeros(3, dtype=np.int64)
        scan_block(data, (start, stop), depth, state, room, counts)
        inside, level = bool(state[0]), int(state[1])
        if level > depth:
            raise _too_deep(level, depth)
        if level < 0:
            raise _never_opened()
        for kept, new, n in zip(found, room, counts.tolist(), strict=True):
            kept.append(new[:n].copy())
        progress(stop, len(data))
    if inside or level:
        raise _cut_off(inside=inside, depth=level)
    return Skeleton(*(_joined(parts) for parts in found))


def _too_deep(depth: int, limit: int) -> SourceError:
    return SourceError(
        Text(
            f"JSON bersarang {depth} tingkat atau lebih; paling banyak {limit} yang diterima",
            f"JSON is nested {depth} levels or more; at most {limit} are accepted",
        ),
        code="too-deep",
    )


def _never_opened() -> SourceError:
    return SourceError(
        Text(
            "JSON menutup kurung yang tidak pernah dibuka",
            "JSON closes a bracket that was never opened",
        ),
        code="not-json",
    )


def _cut_off(*, inside: bool, depth: int) -> SourceError:
    what = Text("sebuah teks", "a text")
    if not inside:
        what = Text(f"{depth} kurung", f"{depth} brackets")
    told = Text(
        f"JSON berakhir di dalam {what.id}: berkas terpotong",
        f"JSON ends inside {what.en}: the file was cut off",
    )
    return SourceError(told, code="not-json")


def _joined(parts: list[Places]) -> Places:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _scan_block(
    block: npt.NDArray[np.uint8], state: _State, limit: int
) -> tuple[Places, Places, Places]:
    quotes = block == QUOTE
    escapes = block == BACKSLASH
    if state.escaped or escapes.any():
        quotes &= ~_escaped(escapes, state)
    within = ((np.cumsum(quotes, dtype=np.int32) + state.inside) & 1).astype(bool)
    folded = block | LOWER
    opens = (folded == OPEN) & ~within
    closes = (folded == CLOSE) & ~within
    depth = np.cumsum(opens.astype(np.int8) - closes.astype(np.int8), dtype=np.int32)
    depth += state.depth
    if len(depth) and int(depth.max()) > limit:
        raise _too_deep(int(depth.max()), limit)
    if len(depth) and int(depth.min()) < 0:
        raise _never_opened()
    commas = (block == COMMA) & ~within
    state.inside, state.depth = int(within[-1]), int(depth[-1])
    return (
        np.flatnonzero(commas & (depth == 1)),
        np.flatnonzero(commas & (depth == 2)),
        np.flatnonzero(closes & (depth == 0)),
    )


def _escaped(escapes: npt.NDArray[np.bool_], state: _State) -> npt.NDArray[np.bool_]:
    """Say for each byte whether an odd run of backslashes stands before it."""
    places = np.arange(len(escapes), dtype=np.int64)
    last_other = np.maximum.accumulate(np.where(escapes, -1, places))
    run = places - last_other  # length of the run of backslashes that ends here
    run += np.where(last_other == -1, int(state.escaped), 0)
    run[~escapes] = 0
    odd = (run & 1).astype(bool)
    before = np.empty_like(odd)
    before[0] = state.escaped
    before[1:] = odd[:-1]
    state.escaped = bool(odd[-1])
    return before


def documents(data: bytes | memoryview, skeleton: Skeleton) -> list[tuple[int, int]]:
    """Give start and end of each JSON object in the text, one after another.

    Raises
    ------
    SourceError
        `not-json` when anything but white space or record separators stands between.
    """
    out: list[tuple[int, int]] = []
    start = 0
    for end in (skeleton.ends + 1).tolist():
        begin = _begin(data, start, end)
        out.append((begin, end))
        start = end
    if bytes(data[start:]).strip(b" \t\r\n\x1e,\x00"):
        raise SourceError(
            Text("ada teks setelah akhir nilai JSON", "text after the end of the JSON value"),
            code="not-json",
        )
    return out


def _begin(data: bytes | memoryview, start: int, end: int) -> int:
    gap = bytes(data[start : min(end, start + 4096)])
    at = len(gap) - len(gap.lstrip(b" \t\r\n\x1e"))
    if at == len(gap) or gap[at] not in b"{[":
        raise SourceError(
            Text(
                f"yang diminta objek JSON pada bita {start + at}, yang ada {gap[at : at + 20]!r}",
                f"wanted a JSON object at byte {start + at}, got {gap[at : at + 20]!r}",
            ),
            code="not-json",
        )
    return start + at


def members(
    data: bytes | memoryview, skeleton: Skeleton, span: tuple[int, int]
) -> Iterator[tuple[str, int, int]]:
    """Give key, start and end of each member of the object in `span`.

    Raises
    ------
    SourceError
        `not-json` where a member has no key.
    """
    for begin, end in pieces(skeleton.members, (span[0] + 1, span[1] - 1)).tolist():
        found = KEY.match(bytes(data[begin : min(end, begin + 1000)]))
        if found is None:
            if not bytes(data[begin:end]).strip():
                continue
            raise SourceError(
                Text(
                    f"yang diminta kunci dalam tanda petik pada bita {begin}",
                    f"wanted a key in quotes at byte {begin}",
                ),
                code="not-json",
            )
        yield found[1].decode("utf-8", "replace"), begin + found.end(), end


def pieces(commas: Places, span: tuple[int, int]) -> Places:
    """Cut a span at the commas that lie in it: begin and end of each piece (n × 2)."""
    low, high = np.searchsorted(commas, span)
    out = np.empty((high - low + 1, 2), dtype=np.int64)
    out[0, 0], out[-1, 1] = span
    out[1:, 0], out[:-1, 1] = commas[low:high] + 1, commas[low:high]
    return out
