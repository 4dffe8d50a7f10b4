"""The bytes of an open file, read piece by piece from any place, by any thread."""

from __future__ import annotations

import os
import weakref
from pathlib import Path


class Content:
    """An open file. Another put in its place later is not seen; one cut short is told.

    Parameters
    ----------
    path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._handle)
        seen = os.fstat(self._handle)
        self.size = seen.st_size
        # What the file is, as long as nobody writes into it.
        self.mark = (seen.st_ino, seen.st_size, seen.st_mtime_ns)

    def read(self, start: int, length: int) -> bytes:
        """Give so many bytes from a place.

        Raises
        ------
        ValueError
            If the file ends before.
        """
        out = os.pread(self._handle, length, start) if length else b""
        while len(out) < length:
            more = os.pread(self._handle, length - len(out), start + len(out))
            if not more:
                raise ValueError(f"ends at {start + len(out)} bytes, before {start + length}")
            out += more
        return out
