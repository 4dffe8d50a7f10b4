"""Shelf: the masterplans of a workspace, one file each, and the examples that come along."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from layers.errors import SourceError
from layers.masterplan.faults import suggestion
from layers.masterplan.history import FOLDER as HISTORY
from layers.masterplan.history import History, How, Version
from layers.masterplan.model import Masterplan
from layers.masterplan.reading import SUFFIXES, masterplan_in, read_masterplan
from layers.masterplan.series import Series
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

FOLDER = "masterplans"
EXAMPLES = Path(__file__).parent / "examples"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Shelf:
    """Masterplans by name: those in the workspace's folder, then the examples.

    Parameters
    ----------
    workspace
        Folder of the workspace; its plans are in the folder ``masterplans``.
    """

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / FOLDER

    @classmethod
    def of(cls, catalogue: Catalogue) -> Shelf:
        """Give the shelf of a workspace, also of one that is seen through a scenario."""
        from layers.scenarios import OverlaidCatalogue

        while isinstance(catalogue, OverlaidCatalogue):
            catalogue = catalogue.base
        return cls(catalogue.path)

    def names(self) -> list[str]:
        """Give the names of the workspace's own plans, in order."""
        return sorted(_plans(self._folder))

    def examples(self) -> list[str]:
        """Give the names of the examples that no plan of the workspace hides."""
        own = set(self.names())
        return [name for name in sorted(_plans(EXAMPLES)) if name not in own]

    def path(self, name: str) -> Path:
        """Give the file of a plan.

        Raises
        ------
        SourceError
            `masterplan-not-found`, naming those there are.
        """
        found = _plans(self._folder).get(name) or _plans(EXAMPLES).get(name)
        if found is None:
            known = [*self.names(), *self.examples()]
            raise SourceError(
                Text(
                    f"tidak ada rencana induk {name[:60]!r} di folder {FOLDER} ruang kerja; ",
                    f"no masterplan {name[:60]!r} in the workspace's folder {FOLDER}; ",
                )
                + suggestion(name, known),
                code="masterplan-not-found",
            )
        return found

    def is_example(self, name: str) -> bool:
        """Say whether a name is that of an example, and of no plan of the workspace."""
        return name in self.examples()

    def read(
        self, name: str, *, layer_ids: Sequence[str] | None = None, version: int | None = None
    ) -> Masterplan:
        """Read and check a plan, as it is or as it was; see `read_masterplan`.

        Parameters
        ----------
        name
            Of the plan.
        layer_ids
            The layers there are; without, what names a layer is not checked.
        version
            Number of an older version.

        Raises
        ------
        SourceError
            `masterplan-not-found`, `version-not-found`.
        MasterplanError
            With every fault of it.
        """
        path = self.path(name)
        if version is None:
            return read_masterplan(path, layer_ids=layer_ids)
        text = self.history(name).text(version, self._own(name))
        return masterplan_in(text, f"{name} ({version})", layer_ids=layer_ids)

    def mark(self, name: str) -> str:
        """Give what changes with a plan's file; "" where there is none that can be read."""
        try:
            return hashlib.blake2b(self.path(name).read_bytes(), digest_size=16).hexdigest()
        except (OSError, SourceError):
            return ""

    def history(self, name: str) -> History:
        """Give what keeps the versions of a plan."""
        return History(self._folder, name)

    def versions(self, name: str) -> list[Version]:
        """Give the versions of a plan, the oldest first; an example has none.

        Raises
        ------
        SourceError
            `masterplan-not-found`.
        """
        self.path(name)
        return self.history(name).versions(self._own(name))

    def put(
        self,
        name: str,
        text: str,
        *,
        how: How = "edit",
        note: str = "",
        person: str | None = None,
        expected: str | None = None,
    ) -> Version:
        """Make a text the plan of a name, and keep the one before; see `History.put`.

        Parameters
        ----------
        name
            Of the plan, new or not.
        text
            YAML of a plan, checked before.
        how, note, person, expected
            As `History.put` has them; "" is expected where there is no plan yet.

        Raises
        ------
        SourceError
            `bad-name`, `masterplan-changed`.
        StoreError
            If it cannot be written; nothing was changed.
        """
        if NAME.fullmatch(name) is None:
            raise SourceError(
                Text(
                    f"nama rencana {name[:60]!r} tidak dapat dipakai; yang diminta huruf kecil, "
                    "angka, -, _ dan . (paling banyak 64)",
                    f"a plan cannot be called {name[:60]!r}; wanted lower-case letters, digits, "
                    "-, _ and . (64 at most)",
                ),
                code="bad-name",
            )
        return self.history(name).put(
            text, self._own(name), how=how, note=note, person=person, expected=expected
        )

    def series(self, name: str) -> Series:
        """Give the values kept of a plan's targets."""
        return Series(self._folder / HISTORY / name)

    def _own(self, name: str) -> Path | None:
        return _plans(self._folder).get(name)


def _plans(folder: Path) -> dict[str, Path]:
    """Give the files of plans in a folder by their names; of two of a name the YAML."""
    if not folder.is_dir():
        return {}
    files = sorted(
        (file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()),
        key=lambda file: (file.suffix.lower() == ".json", file.name),
    )
    found: dict[str, Path] = {}
    for file in files:
        found.setdefault(file.stem, file)
    return found
