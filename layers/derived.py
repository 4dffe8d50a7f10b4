"""Derived arrays: what is computed from layers once per revision and kept, memory-mapped.

A road network or a cost surface takes seconds to compile and milliseconds to map.
It is tied to the revisions of the layers it was made from, so it is never stale;
it can be made again at any time, so losing it loses nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import orjson

from layers.deadlines import unhurried
from layers.errors import QueryError
from layers.text import Text

Arrays = Mapping[str, npt.NDArray[Any]]
Count = Callable[[int, int], None]
# Is told of a piece of long work while it lasts; what it gives takes how much is done, of
# how much (0: not known).
Observer = Callable[[Text], AbstractContextManager[Count]]
T = TypeVar("T")
META_FILE = "meta.json"
# Of what was made from one set of layers, how many earlier revisions are kept for readers.
KEPT_BEFORE = 1


@contextmanager
def unobserved(title: Text) -> Iterator[Count]:  # noqa: ARG001 - the signature of an observer
    """Tell nobody of a piece of long work."""
    yield lambda done, total: None  # noqa: ARG005 - as above


@dataclass(frozen=True, slots=True)
class Recipe:
    """What arrays are made from: the same recipe gives the same arrays.

    Attributes
    ----------
    name
        What they are: letters, digits and dashes, e.g. ``network``.
    version
        Of the program that makes them; another one makes them anew.
    revisions
        Layer id → revision.
    parameters
        Everything else they depend on, as plain data.
    """

    name: str
    version: int
    revisions: Mapping[str, int]
    parameters: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not self.name.replace("-", "").isalnum() or not self.name.isascii():
            raise QueryError(f"name {self.name!r}: wanted letters, digits and dashes")

    @property
    def family(self) -> str:
        """The same for all revisions of the layers."""
        return _digest([self.name, sorted(self.revisions), dict(self.parameters)])

    @property
    def folder(self) -> str:
        """The name of the folder the arrays are kept in."""
        return f"{self.family}-{_digest([self.version, dict(self.revisions)])}"


def _digest(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def open_derived(root: Path, recipe: Recipe, make: Callable[[], Arrays]) -> Arrays:
    """Open arrays, making them first where they are missing.

    Parameters
    ----------
    root
        Folder of all derived arrays of a workspace.
    recipe
        What they are made from.
    make
        Makes them; called in at most one process at a time.

    Returns
    -------
    Mapping
        Name → array, read-only and shared by all processes.
    """
    home = root / recipe.name
    folder = home / recipe.folder
    if not _is_whole(folder):
        with alone(home):
            # Another process may have made them while this one waited.
            if not _is_whole(folder):
                _write(home, folder, recipe, make())
                _forget_old(home, recipe)
    names = orjson.loads((folder / META_FILE).read_bytes())["arrays"]
    return {name: _opened(folder / f"{name}.npy") for name in names}


class _MovedOnError(Exception):
    """A layer has another revision than when the work on it began."""


class DerivedArrays:
    """The derived arrays of one workspace: opened as the layers stand, and told of when made.

    Parameters
    ----------
    root
        Folder they are kept in.
    revisions
        Gives the revision of each layer named, as it is now.
    observer
        Is told while arrays are made.
    """

    def __init__(
        self,
        root: Path,
        revisions: Callable[[Iterable[str]], dict[str, int]],
        observer: Observer = unobserved,
    ) -> None:
        self._root = root
        self._revisions = revisions
        self._observer = observer
        self._held: dict[tuple[str, str], tuple[str, Arrays]] = {}

    def open(self, wanted: Recipe, make: Callable[[], Arrays], title: Text) -> Arrays:
        """Open arrays, or make them first; `wanted` has the revisions they are to be of.

        Where a layer is changed while they are made, they are made anew.
        """
        held = self._held.get((wanted.name, wanted.family))
        if held is not None and held[0] == wanted.folder:
            return held[1]

        def made() -> Arrays:
            with self._observer(title):
                arrays = make()
            if self._revisions(wanted.revisions) != wanted.revisions:
                raise _MovedOnError
            return arrays

        try:
            arrays = open_derived(self._root, wanted, made)
        except _MovedOnError:
            return self.open(
                replace(wanted, revisions=self._revisions(wanted.revisions)), make, title
            )
        self._held[wanted.name, wanted.family] = (wanted.folder, arrays)
        return arrays


class Memory:
    """What was worked out last, of each kind, held in this process while nothing has changed.

    For what is dear to work out, is too large or too short-lived for a file, and is asked
    for again with little else changed. What it gives must not be written to.
    """

    def __init__(self) -> None:
        self._held: dict[str, tuple[Hashable, Any]] = {}

    def recall(self, kind: str, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made last under a key, or make it and hold it instead.

        Parameters
        ----------
        kind
            What it is; one of each is held.
        key
            All that it depends on, such as the version of the catalogue and inputs.
        make
            Makes it.

        Examples
        --------
        >>> memory = Memory()
        >>> [memory.recall("sum", n, lambda: [n]) is memory.recall("sum", 1, list) for n in (1, 2)]
        [True, False]
        """
        held = self._held.get(kind)
        if held is not None and held[0] == key:
            return cast("T", held[1])
        # Let go first: two of them would be in memory while the new one is made.
        self._held.pop(kind, None)
        made = make()
        self._held[kind] = key, made
        return made


def _is_whole(folder: Path) -> bool:
    try:
        names = orjson.loads((folder / META_FILE).read_bytes())["arrays"]
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        return False
    return all((folder / f"{name}.npy").is_file() for name in names)


def _opened(file: Path) -> npt.NDArray[Any]:
    """Map an array; one without elements cannot be mapped and is read."""
    try:
        array = np.load(file, mmap_mode="r", allow_pickle=False)
    except ValueError:
        array = np.load(file, allow_pickle=False)
        array.flags.writeable = False
    # A plain view: slices of a memory map would each be one, which is slow.
    return np.asarray(array)


def _write(home: Path, folder: Path, recipe: Recipe, arrays: Arrays) -> None:
    """Write beside and move into place whole, so that readers see all of it or none."""
    part = Path(tempfile.mkdtemp(prefix="part-", dir=home))
    try:
        for name, array in arrays.items():
            np.save(part / f"{name}.npy", array, allow_pickle=False)
        meta = {
            "version": recipe.version,
            "revisions": dict(recipe.revisions),
            "parameters": dict(recipe.parameters),
            "arrays": list(arrays),
        }
        (part / META_FILE).write_bytes(orjson.dumps(meta))
        shutil.rmtree(folder, ignore_errors=True)
        part.chmod(0o755)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Be the one process at work in a folder, which is made if it is missing; others wait."""
    home.mkdir(parents=True, exist_ok=True)
    with unhurried(), (home / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _forget_old(home: Path, recipe: Recipe) -> None:
    """Keep the newest of its family before this one, for readers that still have it open."""
    family = [p for p in home.glob(f"{recipe.family}-*") if p.name != recipe.folder]
    family.sort(key=lambda p: p.stat().st_mtime_ns)
    for folder in family[: len(family) - KEPT_BEFORE]:
        shutil.rmtree(folder, ignore_errors=True)
