"""Shelf: the pyramids kept in one folder, each opened when it is asked for."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

from layers.pyramids.reading import Pyramid, open_pyramid

SUFFIX = ".pmtiles"
# What may stand in an address and cannot leave the folder.
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.,-]{0,120}")


class Shelf:
    """The PMTiles files of a folder, which need not be there.

    Parameters
    ----------
    folder
        Gives the folder.
    """

    def __init__(self, folder: Callable[[], str]) -> None:
        self._folder = folder
        self._held: dict[str, Pyramid] = {}
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Give the names of the files, without their ending."""
        found = (path.name.removesuffix(SUFFIX) for path in Path(self._folder()).glob(f"*{SUFFIX}"))
        return sorted(name for name in found if NAME.fullmatch(name))

    def get(self, name: str) -> Pyramid | None:
        """Give a pyramid as it is now; None where there is none of that name.

        Raises
        ------
        SourceError
            If the file is no PMTiles 3 of vector tiles, or damaged.
        """
        if not NAME.fullmatch(name):
            return None
        # No Path: each tile comes by here, and making one takes longer than all the rest.
        place = f"{self._folder()}{os.sep}{name}{SUFFIX}"
        try:
            seen = os.stat(place)  # noqa: PTH116 - as above
        except OSError:
            return None
        held = self._held.get(name)
        if held is not None and held.content.mark == (
            seen.st_ino,
            seen.st_size,
            seen.st_mtime_ns,
        ):
            return held
        with self._lock:
            pyramid = self._held[name] = open_pyramid(Path(place))
            return pyramid
