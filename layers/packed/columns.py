"""Attribute columns of a packed layer: codes and numbers beside the ready-made text.

Texts are codes into a sorted dictionary kept as one block of UTF-8, so that a
look-up is a binary search and nothing is loaded before a filter asks for it.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from layers.errors import QueryError
from layers.schema import Field, Text
from layers.stores.values import SqlValue

MISSING_CODE = -1


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """Texts as codes into their words; `words` ends with None, for the code of the missing."""

    codes: npt.NDArray[np.int32]
    words: npt.NDArray[np.object_]

    def taken(self, order: npt.NDArray[np.int64]) -> CodedColumn:
        """Give the column in another order."""
        return CodedColumn(self.codes[order], self.words)

    def values(self, rows: slice) -> list[SqlValue]:
        """Give some of the values as they came."""
        found: list[SqlValue] = self.words[self.codes[rows]].tolist()
        return found

    def write(self, stem: Path) -> None:
        """Write the column as files whose names begin with the stem."""
        # Text sorts by code points, which is how UTF-8 sorts by bytes.
        texts = self.words[:-1].tolist()
        ranked = sorted(range(len(texts)), key=texts.__getitem__)
        code = np.full(len(self.words), MISSING_CODE, dtype=np.int32)
        code[ranked] = np.arange(len(ranked), dtype=np.int32)
        words = [texts[i].encode() for i in ranked]
        np.save(f"{stem}.codes.npy", code[self.codes])
        np.save(f"{stem}.ends.npy", np.cumsum([len(w) for w in words], dtype=np.int64))
        Path(f"{stem}.words.bin").write_bytes(b"".join(words))


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """Numbers or truth values, and which of them are missing."""

    numbers: npt.NDArray[Any]
    missing: npt.NDArray[np.bool_]

    def taken(self, order: npt.NDArray[np.int64]) -> NumberColumn:
        """Give the column in another order."""
        return NumberColumn(self.numbers[order], self.missing[order])

    def values(self, rows: slice) -> list[SqlValue]:
        """Give some of the values as they came, truth values as such."""
        numbers = self.numbers[rows]
        found: list[SqlValue] = (
            numbers.astype(bool) if numbers.dtype == np.int8 else numbers
        ).tolist()
        for gone in np.flatnonzero(self.missing[rows]).tolist():
            found[gone] = None
        return found

    def write(self, stem: Path) -> None:
        """Write the column as files whose names begin with the stem."""
        np.save(f"{stem}.values.npy", self.numbers)
        np.save(f"{stem}.missing.npy", self.missing)


EncodedColumn = CodedColumn | NumberColumn


def encode_column(field: Field, values: Sequence[SqlValue]) -> EncodedColumn:
    """Turn one column of a layer into arrays: much smaller than its values one by one."""
    if field.type in {"text", "date", "datetime"}:
        texts = [v if v is None or isinstance(v, str) else str(v) for v in values]
        codes, words = pd.factorize(np.array(texts, dtype=object))
        return CodedColumn(codes.astype(np.int32), np.array([*words.tolist(), None], dtype=object))
    dtype = {"integer": np.int64, "number": np.float64, "boolean": np.int8}[field.type]
    missing = np.array([v is None for v in values], dtype=bool)
    filled = np.array([0 if v is None else v for v in values], dtype=dtype)
    return NumberColumn(filled, missing)


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

    def distinct(self) -> tuple[npt.NDArray[np.int32], list[SqlValue]]:
        """Give each row's code (-1: missing) and what each code stands for."""
        if self._words is not None:
            found: list[SqlValue] = list(self._words.texts())
            return self._codes, found
        ranks, values = pd.factorize(self._values)
        codes = np.where(self._missing, MISSING_CODE, ranks).astype(np.int32)
        kept = values.astype(bool) if self.field.type == "boolean" else values
        found = kept.tolist()
        return codes, found

    def coded(self) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Give the texts of the column: a code for each position, -1 where missing, and words."""
        if self._words is None:
            raise QueryError(
                Text(
                    f"properti {self.field.name!r} tidak berisi teks",
                    f"property {self.field.name!r} holds no text",
                ),
                code="bad-query",
            )
        return self._codes, self._words.texts()

    def ranked(self) -> tuple[npt.NDArray[np.integer], int]:
        """Give each row's place among the values there are (-1: missing), and their number."""
        if self._words is not None:
            return self._codes, len(self._words)
        codes, values = pd.factorize(self._values, sort=True)
        return np.where(self._missing, MISSING_CODE, codes), len(values)

    def taken(self, positions: npt.NDArray[np.int64]) -> pa.Array:
        """Give the values at some positions: texts (also of times), numbers or truth values."""
        if self._words is not None:
            codes = self._codes[positions]
            return self._words.arrow.take(pa.array(codes, mask=codes == MISSING_CODE))
        values = self._values[positions]
        kept = values.astype(bool) if self.field.type == "boolean" else values
        return pa.array(kept, mask=self._missing[positions])

    def numbers(self) -> npt.NDArray[np.float64]:
        """Give the numbers or truth values (0, 1) of the column, NaN where missing."""
        out: npt.NDArray[np.float64] = self._values.astype(np.float64)
        out[self._missing] = np.nan
        return out

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
                Text(
                    f"properti {self.field.name!r} berjenis {self.field.type}, yang diberikan "
                    f"{value[:40]!r}",
                    f"property {self.field.name!r} is {self.field.type}, got {value[:40]!r}",
                ),
                code="bad-value",
            )
        return np.asarray((self._values == value) & ~self._missing)

    def between(self, low: str | None, high: str | None) -> npt.NDArray[np.bool_]:
        """Mark the positions whose text lies in the closed range; missing ones are marked."""
        if self._words is None:
            raise QueryError(
                Text(
                    f"properti {self.field.name!r} tidak berisi waktu",
                    f"property {self.field.name!r} holds no time",
                ),
                code="bad-query",
            )
        first = 0 if low is None else bisect.bisect_left(self._words, low.encode())
        last = len(self._words) if high is None else bisect.bisect_right(self._words, high.encode())
        codes = self._codes
        return np.asarray(((codes >= first) & (codes < last)) | (codes == MISSING_CODE))


class _Words(Sequence[bytes]):
    def __init__(self, path: Path, ends: npt.NDArray[np.int64]) -> None:
        self._ends = ends
        size = path.stat().st_size
        # A plain view: slices of a memory map would each be one, which is slow.
        self._block = (
            np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
            if size
            else np.empty(0, np.uint8)
        )

    def __len__(self) -> int:
        return len(self._ends)

    @cached_property
    def arrow(self) -> pa.Array:
        """All words as they lie in their file."""
        ends = np.concatenate([[0], self._ends]).astype(np.int64)
        buffers = [pa.py_buffer(ends), pa.py_buffer(self._block)]
        return pa.LargeStringArray.from_buffers(len(self), *buffers)

    def texts(self) -> list[str]:
        """Give all words as text."""
        block, ends = self._block.tobytes(), self._ends.tolist()
        # Without words there is no first one either.
        return [block[a:b].decode() for a, b in pairwise([0, *ends])]

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
