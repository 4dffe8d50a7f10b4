"""The desk of masterplans: plans as they are read, what was computed of them, their activities."""

from __future__ import annotations

import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import layers
from layers.derived import alone
from layers.errors import SourceError
from layers.text import Text
from server.collection import Collection
from server.errors import NothingHereError
from server.exchange.answer import fingerprint
from server.workspace import Workspace

if TYPE_CHECKING:
    from layers.masterplan import Fault, Masterplan, Shelf

NAME = "penyangga.masterplans"
FOLDER = ("derived", "masterplans")
# Plans, evaluations and effects that one worker keeps: some hundred kilobytes each.
MOST_KEPT = 32
MOST_OPEN = 8
KEPT_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A plan as it is now; `mark` changes with its file, its series, and every layer."""

    name: str
    is_example: bool
    plan: Masterplan
    mark: str


class MasterplanDesk:
    """The masterplans of a published workspace, as one worker process sees them.

    Parameters
    ----------
    workspace
        The published workspace.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.RLock()
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._open: OrderedDict[str, Workspace] = OrderedDict()
        self._pid = 0

    def shelf(self) -> Shelf:
        """Give the shelf of the workspace's plans."""
        from layers.masterplan import Shelf

        return Shelf(self._workspace.catalogue().path)

    def names(self) -> dict[str, bool]:
        """Give the names of all plans, and which are examples."""
        shelf = self.shelf()
        return {**dict.fromkeys(shelf.names(), False), **dict.fromkeys(shelf.examples(), True)}

    def held(self, name: str) -> Held:
        """Give a plan, read and checked with the layers there are.

        Raises
        ------
        NothingHereError
            `masterplan-not-found`.
        MasterplanError
            With every fault of it.
        """
        path = self._path(name)
        kept = repr(self.shelf().series(name).read())
        mark = fingerprint(name, _content(path), self._layers_mark(), kept)

        def read() -> Held:
            shelf = self.shelf()
            plan = shelf.read(name, layer_ids=list(self._workspace.layers()))
            return Held(name, shelf.is_example(name), plan, mark)

        held: Held = self._once(("plan", mark), read)
        return held

    def require(self, name: str) -> None:
        """Refuse the name of no plan.

        Raises
        ------
        NothingHereError
            `masterplan-not-found`.
        """
        self._path(name)

    def faults(self, name: str) -> list[Fault]:
        """Give every fault of a plan; none where it is sound.

        Raises
        ------
        NothingHereError
            `masterplan-not-found`.
        SourceError
            If the file is no masterplan at all.
        """
        from gis.masterplans import Binding
        from layers.masterplan import faults_of, read_draft

        draft = read_draft(self._path(name))[1]
        bound = Binding(self._workspace.catalogue())
        return faults_of(draft, list(self._workspace.layers()), (bound,))

    def evaluation(self, held: Held, on: date) -> Mapping[str, Any]:
        """Give the evaluation of a plan on a day, with the values kept of its targets.

        Nothing is added to them.
        """
        from gis.masterplans import evaluate, with_series

        def work() -> Mapping[str, Any]:
            found = evaluate(self._workspace.catalogue(), held.plan, on)
            return with_series(found, self.shelf().series(held.name).read()).to_dict()

        found: Mapping[str, Any] = self._once(("evaluation", held.mark, on.isoformat()), work)
        return found

    def effect(self, held: Held, programme_id: str, on: date) -> Mapping[str, Any]:
        """Give the effect of a programme on a day, as `gis.masterplans.effect` tells it.

        Raises
        ------
        NothingHereError
            `programme-not-found`.
        GisError
            If the programme changes nothing on the map, or cannot be simulated.
        """
        from gis.masterplans import effect

        known = [one.id for one in held.plan.programmes]
        if programme_id not in known:
            told = f"{programme_id[:60]!r}", ", ".join(known) or "-"
            raise NothingHereError(
                Text(
                    f"rencana ini tanpa program {told[0]}; yang ada {told[1]}",
                    f"this plan has no programme {told[0]}; there are {told[1]}",
                ),
                code="programme-not-found",
            )
        catalogue = self._workspace.catalogue()
        key = ("effect", held.mark, programme_id, on.isoformat())
        found: Mapping[str, Any] = self._once(
            key, lambda: effect(catalogue, held.plan, programme_id, on).to_dict()
        )
        return found

    def report(self, held: Held, on: date) -> Mapping[str, Any]:
        """Give the data of a plan's report on a day; see `server.reports.gather`."""
        from server.reports import gather

        def work() -> Mapping[str, Any]:
            kept = self.shelf().series(held.name).read()
            return gather(self._workspace.catalogue(), held.plan, on, kept=kept)

        found: Mapping[str, Any] = self._once(("report", held.mark, on.isoformat()), work)
        return found

    def activities(self, held: Held) -> tuple[Workspace, Collection]:
        """Give the activities of a plan as a collection, in a workspace of its own."""
        from server.masterplans.activities import LAYER

        with self._lock:
            self._begin()
            found = self._open.pop(held.mark, None) or self._opened(held)
            self._open[held.mark] = found
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        collection = found.collection(LAYER)
        return found, replace(collection, home=f"/masterplans/{quote(held.name, safe='')}/{LAYER}")

    def _opened(self, held: Held) -> Workspace:
        folder = self._written(held)
        settings = self._workspace.settings
        few = min(settings.kept_bytes, KEPT_BYTES)
        settings = replace(settings, workspace=folder, folder=None, kept_bytes=few)
        return Workspace(settings, layers.open)

    def _written(self, held: Held) -> Path:
        """Write the activities into a workspace that any worker opens; older ones go."""
        from server.masterplans.activities import activities_frame, activities_layer

        catalogue = self._workspace.catalogue()
        home = catalogue.path.joinpath(*FOLDER, fingerprint(held.name))
        folder = home / held.mark
        with alone(home):
            if folder.is_dir():
                return folder
            part = home / ".part"
            shutil.rmtree(part, ignore_errors=True)
            made = layers.open(part, create=True)
            try:
                made.write(
                    activities_layer(held.plan, held.name), activities_frame(catalogue, held.plan)
                )
            finally:
                made.close()
            # Who reads an older one goes on: its files stay until they are closed.
            for old in home.iterdir():
                if old.is_dir() and old != part:
                    shutil.rmtree(old, ignore_errors=True)
            part.rename(folder)
        return folder

    def _path(self, name: str) -> Path:
        try:
            return self.shelf().path(name)
        except SourceError as error:
            raise NothingHereError(error.text, code=error.code) from error

    def _layers_mark(self) -> str:
        known = self._workspace.layers().values()
        return fingerprint(*(f"{one.id} {one.revision} {one.modified}" for one in known))

    def _begin(self) -> None:
        if self._pid != os.getpid():
            self._kept.clear()
            self._open.clear()
            self._pid = os.getpid()

    def _once(self, key: tuple[str, ...], work: Callable[[], Any]) -> Any:
        """Give what was worked out before, or work it out; the eldest is let go."""
        with self._lock:
            self._begin()
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        # Two who ask the same at once work it out twice; nobody waits for another's plan.
        found = work()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found


def _content(path: Path) -> bytes:
    """Give the bytes of a plan, of one too large so many that it is told as such."""
    from layers.masterplan.reading import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        # Why it cannot be read is told by who reads it as a plan.
        return b""
