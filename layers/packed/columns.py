"""Attribute columns of a packed layer: codes and numbers beside the ready-made text.

Texts are codes into a sorted dictionary kept as one block of UTF-8, so that a
look-up is a binary search and nothing is loaded before a filter asks for it.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from layers.errors import QueryError
from layers.schema import Field
from layers.stores.values import SqlValue

MISSING_CODE = -1


def write_column(folder: Path, number: int, field: Field, values: Sequence[SqlValue]) -> None:
    """Write one column, in the layer's order, as arrays under `folder`."""
    stem = folder / f"column{number}"
    if field.type in {"text", "date", "datetime"}:
        texts = [None if v is None else str(v).encode() for v in values]
        words = sorted({t for t in texts if t is not None})
        code = {word: i for i, word in enumerate(words)}
        codes = [MISSING_CODE if t is None else code[t] for t in texts]
        np.save(f"{stem}.codes.npy", np.array(codes, dtype=np.int32))
        np.save(f"{stem}.ends.npy", np.cumsum([len(w) for w in words], dtype=np.int64))
        Path(f"{stem}.words.bin").write_bytes(b"".join(words))
        return
    dtype = {"integer": np.int64, "number": np.float64, "boolean": np.int8}[field.type]
    missing = np.array([v is None for v in values], dtype=bool)
    filled = np.array([0 if v is None else v for v in values], dtype=dtype)
    np.save(f"{stem}.values.npy", filled)
    np.save(f"{stem}.missing.npy", missing)


class Column:
    """One column of a packed layer, opened when a filter needs it."""

    def __init__(self, folder: Path, number: int, field: Field) -> None:
        self.field = field
        stem = folder / f"column{number}"
        self._words: _Words | None = None
        if field.type in {"text", "date", "datetime"}:
            self._codes = _map(f"{stem}.codes.npy")
            self._words = _Words(Path(f"{stem}.words.bin"), _map(f"{stem}.ends.npy"))
        else:
            self._values = _map(f"{stem}.values.npy")
            self._missing = _map(f"{stem}.missing.npy")

    def equals(self, value: str | float | bool) -> npt.NDArray[np.bool_]:
        """Mark the positions that hold the value.

        Raises
        ------
        QueryError
            If the value cannot be one of this field.
        """
        if self._words is not None:
            word = str(value).encode()
            code = bisect.bisect_left(self._words, word)
            found = code < len(self._words) and self._words[code] == word
            return np.asarray(self._codes == (code if found else -2))
        if isinstance(value, str):
            raise QueryError(
                f"property {self.field.name!r} is {self.field.type}, got {value[:40]!r}",
                code="bad-value",
            )
        return np.asarray((self._values == value) & ~self._missing)

    def between(self, low: str | None, high: str | None) -> npt.NDArray[np.bool_]:
        """Mark the positions whose text lies in the closed range; missing ones are marked."""
        if self._words is None:
            raise QueryError(f"property {self.field.name!r} holds no time", code="bad-query")
        first = 0 if low is None else bisect.bisect_left(self._words, low.encode())
        last = len(self._words) if high is None else bisect.bisect_right(self._words, high.encode())
        codes = self._codes
        return np.asarray(((codes >= first) & (codes < last)) | (codes == MISSING_CODE))


class _Words(Sequence[bytes]):
    def __init__(self, path: Path, ends: npt.NDArray[np.int64]) -> None:
        self._ends = ends
        size = path.stat().st_size
        self._block = np.memmap(path, dtype=np.uint8, mode="r") if size else np.empty(0, np.uint8)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, key: int) -> bytes: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[bytes]: ...
    def __getitem__(self, key: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(key, slice):
            return [self[i] for i in range(*key.indices(len(self)))]
        start = int(self._ends[key - 1]) if key else 0
        return self._block[start : int(self._ends[key])].tobytes()


def _map(path: str) -> npt.NDArray[Any]:
    return np.asarray(np.load(path, mmap_mode="r")).view(np.ndarray)
