"""Compiled kernels over JSON bytes: which values a feature has and where they stand.

They accept only what is plainly regular and say so of everything else; the plain
reader then takes that part of the file and names its faults. A place of -1 means
irregular, and every step passes it on.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

IRREGULAR = -1
QUOTE, BACKSLASH, COMMA, COLON = 34, 92, 44, 58
BRACE, BRACE_END, BRACKET, BRACKET_END = 123, 125, 91, 93
SEEN_ALL = 7
KINDS = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
_NAMES = (b"type", b"geometry", b"properties", b"id", b"coordinates", b"Feature", b"null")
TYPE, GEOMETRY, PROPERTIES, ID, COORDINATES, FEATURE, NULL = (
    np.frombuffer(name, dtype=np.uint8) for name in _NAMES
)
KIND_WORDS = tuple(np.frombuffer(kind.encode(), dtype=np.uint8) for kind in KINDS)


@nb.njit(cache=True, nogil=True)
def after_space(data: Bytes, i: int, end: int) -> int:
    """Give the place of the next byte that is no white space."""
    while i < end and (data[i] == 32 or 9 <= data[i] <= 10 or data[i] == 13):
        i += 1
    return i


@nb.njit(cache=True, nogil=True)
def after_text(data: Bytes, i: int, end: int) -> int:
    """Give the place after the text that begins with the quote at i."""
    i += 1
    while i < end:
        if data[i] == BACKSLASH:
            i += 1
        elif data[i] == QUOTE:
            return i + 1
        i += 1
    return IRREGULAR


@nb.njit(cache=True, nogil=True)
def after_nested(data: Bytes, i: int, end: int) -> int:
    """Give the place after the object or list that begins at i, by its brackets only."""
    depth = 0
    while i != IRREGULAR and i < end:
        c = data[i]
        if c == QUOTE:
            i = after_text(data, i, end)
            continue
        depth += (c == BRACE) + (c == BRACKET) - (c == BRACE_END) - (c == BRACKET_END)
        i += 1
        if depth == 0:
            return i
    return IRREGULAR


@nb.njit(cache=True, nogil=True)
def after_value(data: Bytes, i: int, end: int) -> int:
    """Give the place after the value at i; a number or word ends where it must."""
    if data[i] == QUOTE:
        return after_text(data, i, end)
    if data[i] in (BRACE, BRACKET):
        return after_nested(data, i, end)
    begin = i
    while i < end and data[i] > 32 and data[i] not in (COMMA, BRACE_END, BRACKET_END):
        i += 1
    return i if i > begin else IRREGULAR


@nb.njit(cache=True, nogil=True)
def same(data: Bytes, begin: int, end: int, word: Bytes) -> bool:
    """Say whether the bytes [begin, end) are this word."""
    if end - begin != len(word):
        return False
    at = 0
    while at < len(word) and data[begin + at] == word[at]:
        at += 1
    return at == len(word)


@nb.njit(cache=True, nogil=True)
def after_key(data: Bytes, i: int, end: int) -> tuple[int, int, int]:
    """Give begin and end of the key at i (without quotes) and where its value begins."""
    if i >= end or data[i] != QUOTE:
        return 0, 0, IRREGULAR
    close = after_text(data, i, end)
    at = after_space(data, close, end) if close != IRREGULAR else end
    if at >= end or data[at] != COLON:
        return 0, 0, IRREGULAR
    at = after_space(data, at + 1, end)
    return i + 1, close - 1, at if at < end else IRREGULAR


@nb.njit(cache=True, nogil=True)
def after_member(data: Bytes, i: int, end: int) -> tuple[int, bool]:
    """Give where the next member's key begins, or the place after the closing brace (True)."""
    if i == IRREGULAR:
        return IRREGULAR, True
    i = after_space(data, i, end)
    if i < end and data[i] == BRACE_END:
        return i + 1, True
    if i >= end or data[i] != COMMA:
        return IRREGULAR, True
    return after_space(data, i + 1, end), False


@nb.njit(cache=True, nogil=True)
def column_of(data: Bytes, key: tuple[int, int], keys: tuple[Bytes, Ints], expected: int) -> int:
    """Give which of the known keys stands at [begin, end), looking first at the one expected."""
    names, offsets = keys
    n = len(offsets) - 1
    for step in range(n):
        k = expected + step
        k -= n * (k >= n)
        low, length = offsets[k], offsets[k + 1] - offsets[k]
        at = 0
        if key[1] - key[0] == length:
            while at < length and data[key[0] + at] == names[low + at]:
                at += 1
            if at == length:
                return k
    return IRREGULAR


@nb.njit(cache=True, nogil=True)
def read_properties(data: Bytes, i: int, end: int, keys: tuple[Bytes, Ints], spans: Ints) -> int:
    """Write where each known property's value stands; give the place after the object."""
    if data[i] != BRACE:
        return IRREGULAR
    i = after_space(data, i + 1, end)
    done = i < end and data[i] == BRACE_END
    if done:
        i += 1
    expected = 0
    while not done:
        begin, close, value = after_key(data, i, end)
        column = column_of(data, (begin, close), keys, expected)
        if IRREGULAR in (value, column) or spans[column, 1] > 0:  # a name that occurs twice
            return IRREGULAR
        i = after_value(data, value, end)
        spans[column, 0], spans[column, 1] = value, i
        expected = column + 1
        i, done = after_member(data, i, end)
    return i


@nb.njit(cache=True, nogil=True)
def kind_of(data: Bytes, begin: int, end: int) -> int:
    """Give which kind of geometry the quoted text [begin, end) names."""
    for k in range(len(KIND_WORDS)):
        if same(data, begin + 1, end - 1, KIND_WORDS[k]):
            return k
    return IRREGULAR


@nb.njit(cache=True, nogil=True)
def read_geometry(data: Bytes, i: int, end: int, span: Ints) -> tuple[int, int]:
    """Write where the coordinates stand; give the kind (-1 for null) and the place after."""
    if data[i] != BRACE:
        null = same(data, i, min(end, i + 4), NULL)
        return -1, i + 4 if null else IRREGULAR
    i = after_space(data, i + 1, end)
    kind, done = IRREGULAR, False
    while not done:
        begin, close, value = after_key(data, i, end)
        if value == IRREGULAR:
            return -1, IRREGULAR
        i = after_value(data, value, end)
        if same(data, begin, close, COORDINATES) and data[value] == BRACKET:
            span[0], span[1] = value, i
        elif same(data, begin, close, TYPE) and data[value] == QUOTE and i != IRREGULAR:
            kind = kind_of(data, value, i)
        else:
            i = IRREGULAR
        i, done = after_member(data, i, end)
    whole = kind != IRREGULAR and span[1] > 0
    return kind, i if whole else IRREGULAR


@nb.njit(cache=True, nogil=True)
def read_feature(
    data: Bytes, bounds: Ints, keys: tuple[Bytes, Ints], values: Ints, span: Ints
) -> int:
    """Find the values of one feature; give its kind of geometry (-1: null, -2: irregular)."""
    end = bounds[1]
    i = after_space(data, bounds[0], end)
    if i >= end or data[i] != BRACE:
        return -2
    i = after_space(data, i + 1, end)
    seen, n_seen, kind, done = 0, 0, -1, False
    while not done:
        begin, close, value = after_key(data, i, end)
        i = value
        if value == IRREGULAR:
            return -2
        if same(data, begin, close, PROPERTIES):
            i = read_properties(data, value, end, keys, values)
            part = 1
        elif same(data, begin, close, GEOMETRY):
            kind, i = read_geometry(data, value, end, span)
            part = 2
        else:
            i = after_value(data, value, end)
            part = read_plain(data, (begin, close), (value, i), values[-1])
        seen |= part
        n_seen += part > 0
        i, done = after_member(data, i, end)
    once = seen == SEEN_ALL and n_seen == 3  # a member that occurs twice is for the plain reader
    whole = once and i != IRREGULAR and after_space(data, i, end) == end
    return kind if whole else -2


@nb.njit(cache=True, nogil=True)
def read_plain(data: Bytes, key: tuple[int, int], value: tuple[int, int], span: Ints) -> int:
    """Take the members `type` and `id` of a feature; give 4 for its type, more for another."""
    if same(data, key[0], key[1], ID):
        if span[1] > 0:
            return SEEN_ALL + 1
        span[0], span[1] = value
        return 0
    is_type = same(data, key[0], key[1], TYPE) and data[value[0]] == QUOTE
    return 4 if is_type and same(data, value[0] + 1, value[1] - 1, FEATURE) else SEEN_ALL + 1


@nb.njit(cache=True, nogil=True)
def read_features(
    data: Bytes,
    bounds: Ints,
    keys: tuple[Bytes, Ints],
    values: Ints,
    shapes: Ints,
    kinds: Ints,
) -> bool:
    """Find the values of a batch of features; False when one of them is not regular.

    Parameters
    ----------
    data
        The text.
    bounds
        Begin and end of each feature (n × 2).
    keys
        Names of the properties one after another, and where each begins (k + 1).
    values
        Receives begin and end of each property's value, of the id in the last
        place (n × (k + 1) × 2); 0, 0 where there is none.
    shapes, kinds
        Receive begin and end of the coordinates (n × 2) and the kind, -1 for null.
    """
    for f in range(len(bounds)):
        kinds[f] = read_feature(data, bounds[f], keys, values[f], shapes[f])
        if kinds[f] == -2:
            return False
    return True


@nb.njit(cache=True, nogil=True)
def gather(data: Bytes, spans: Ints, out: Bytes) -> int:
    """Write the values of one column as a JSON list; give its length."""
    out[0] = BRACKET
    at = 1
    for f in range(len(spans)):
        begin, end = spans[f, 0], spans[f, 1]
        if f:
            out[at] = COMMA
            at += 1
        source = data[begin:end] if end else NULL
        for k in range(len(source)):
            out[at + k] = source[k]
        at += len(source)
    out[at] = BRACKET_END
    return at + 1
