"""Shelf: the masterplans of a workspace, one file each, and the examples that come along."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from layers.errors import SourceError
from layers.masterplan.faults import suggestion
from layers.masterplan.model import Masterplan
from layers.masterplan.reading import SUFFIXES, read_masterplan
from layers.text import Text

FOLDER = "masterplans"
EXAMPLES = Path(__file__).parent / "examples"


class Shelf:
    """Masterplans by name: those in the workspace's folder, then the examples.

    Parameters
    ----------
    workspace
        Folder of the workspace; its plans are in the folder ``masterplans``.
    """

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / FOLDER

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

    def read(self, name: str, *, layer_ids: Sequence[str] | None = None) -> Masterplan:
        """Read and check a plan; see `read_masterplan`.

        Raises
        ------
        SourceError
            `masterplan-not-found`.
        MasterplanError
            With every fault of it.
        """
        return read_masterplan(self.path(name), layer_ids=layer_ids)


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
