"""Shelf: the scenarios of a workspace, a folder each; changed whole or not at all.

They lie beside rasters and packed layers, whichever store keeps the features. Writers take
turns; a document is written beside its place and moved there, so that a kill leaves the one
before or the one after.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from layers.derived import alone
from layers.drafts import write_whole
from layers.errors import StoreError
from layers.scenarios.errors import ScenarioError, ScenarioNotFoundError
from layers.scenarios.record import SCENARIO_ID, Scenario
from layers.stores.audit import now, who
from layers.text import Text

FOLDER = "scenarios"
DOCUMENT = "scenario.json"
SERIAL = "serial"
GONE = ".gone-"
USED = "used"
# What is computed for a scenario, and for how many of them it is kept.
COMPUTED = ("derived", "packed", "rasters")
MOST_COMPUTED = 20
# How many a workspace keeps, and how many edits each.
MOST_SCENARIOS = 500
MOST_EDITS = 2_000

Change = Callable[[Scenario], Scenario]


class Shelf:
    """The scenarios of one workspace.

    Parameters
    ----------
    path
        Folder of the workspace.
    """

    def __init__(self, path: Path) -> None:
        self.home = path / FOLDER

    def ids(self) -> list[str]:
        """Give the ids there are, in order."""
        return sorted(p.parent.name for p in self.home.glob(f"*/{DOCUMENT}") if _is_id(p))

    def all(self) -> list[Scenario]:
        """Give every scenario, in order of id."""
        return [self.get(scenario_id) for scenario_id in self.ids()]

    def __contains__(self, scenario_id: str) -> bool:
        """Say whether there is one of that id."""
        return bool(SCENARIO_ID.fullmatch(scenario_id)) and self._document(scenario_id).is_file()

    def get(self, scenario_id: str) -> Scenario:
        """Give one scenario.

        Raises
        ------
        ScenarioNotFoundError
            Naming those there are.
        StoreError
            If its file is damaged.
        """
        if not SCENARIO_ID.fullmatch(scenario_id):
            raise self._not_found(scenario_id)
        try:
            found = orjson.loads(self._document(scenario_id).read_bytes())
        except FileNotFoundError:
            raise self._not_found(scenario_id) from None
        except orjson.JSONDecodeError:
            found = {}
        return Scenario.from_dict(found)

    def at(self, reference: str) -> Scenario:
        """Give a scenario by its id, or by ``id@version`` while it is of that version.

        Raises
        ------
        ScenarioError
            ``scenario-changed``, if it is of another.
        ScenarioNotFoundError, StoreError
            As `get`.
        """
        scenario_id, at, version = reference.partition("@")
        if at and not re.fullmatch("[1-9][0-9]{0,8}", version):
            raise self._not_found(reference)
        held = self.get(scenario_id)
        if at:
            _require_version(held, int(version))
        return held

    def folder(self, scenario_id: str) -> Path:
        """Give the folder that holds a scenario and what was computed for it."""
        return self.home / scenario_id

    def use(self, scenario_id: str) -> None:
        """Say that a scenario is asked now; what was computed for those not asked lately goes.

        A scenario is a few kilobytes; the networks of one with another road are megabytes,
        and can be computed again.
        """
        (self.folder(scenario_id) / USED).touch()
        last = {p.parent: p.stat().st_mtime_ns for p in self.home.glob(f"*/{USED}")}
        for folder in sorted(last, key=lambda f: -last[f])[MOST_COMPUTED:]:
            for name in COMPUTED:
                shutil.rmtree(folder / name, ignore_errors=True)
            (folder / USED).unlink(missing_ok=True)

    def create(self, scenario: Scenario, edits: Sequence[Mapping[str, Any]] = ()) -> Scenario:
        """Keep a new scenario, with more edits that are numbered here.

        Raises
        ------
        ScenarioError
            ``scenario-exists``, ``cyclic-parent``, or ``too-many`` of them.
        ScenarioNotFoundError
            If the parent is not there.
        """
        with alone(self.home):
            if scenario.id in self:
                raise ScenarioError(
                    Text(
                        f"skenario {scenario.id!r} sudah ada; pilih id lain",
                        f"there is a scenario {scenario.id!r} already; choose another id",
                    ),
                    code="scenario-exists",
                )
            self._require_room()
            self._require_parents(scenario)
            moment = now()
            made = scenario.with_(
                edits=(*scenario.edits, *self._numbered(edits, moment)),
                version=1,
                created=moment,
                modified=moment,
            )
            return self._put(made)

    def change(
        self,
        scenario_id: str,
        how: Change,
        edits: Sequence[Mapping[str, Any]] = (),
        *,
        version: int | None = None,
    ) -> Scenario:
        """Change a scenario: `how` gives what becomes of it, then edits are added to it.

        Parameters
        ----------
        scenario_id
            Which.
        how
            Gives the scenario after the change.
        edits
            Edits to add, numbered here.
        version
            The version the change was thought out for; None: whichever it is.

        Raises
        ------
        ScenarioError
            ``scenario-changed`` if another was quicker; ``cyclic-parent``; ``too-many``.
        """
        with alone(self.home):
            before = self.get(scenario_id)
            if version is not None:
                _require_version(before, version)
            moment = now()
            after = how(before)
            self._require_parents(after)
            after = after.with_(
                edits=(*after.edits, *self._numbered(edits, moment)),
                version=before.version + 1,
                modified=moment,
            )
            return self._put(after)

    def adopt(self, scenario: Scenario) -> None:
        """Keep a scenario of another workspace as it is, in the place of one of its id."""
        with alone(self.home):
            file = self.home / SERIAL
            last = int(file.read_text()) if file.is_file() else 0
            highest = max((int(edit["n"]) for edit in scenario.edits), default=0)
            if highest > last:
                write_whole(file, str(highest).encode())
            for name in COMPUTED:
                shutil.rmtree(self.folder(scenario.id) / name, ignore_errors=True)
            self._put(scenario)

    def delete(self, scenario_id: str) -> None:
        """Remove a scenario and all that was computed for it; branches keep their edits."""
        with alone(self.home):
            self.get(scenario_id)
            gone = self.home / f"{GONE}{uuid.uuid4().hex[:12]}"
            # Gone at once and whole; the space is given back after.
            self.folder(scenario_id).rename(gone)
            for old in self.home.glob(f"{GONE}*"):
                shutil.rmtree(old, ignore_errors=True)

    def _numbered(self, edits: Sequence[Mapping[str, Any]], moment: str) -> list[dict[str, Any]]:
        """Give edits their numbers; those of a writer that is killed are never given again."""
        if not edits:
            return []
        file = self.home / SERIAL
        first = int(file.read_text()) + 1 if file.is_file() else 1
        write_whole(file, str(first + len(edits) - 1).encode())
        person = who()
        return [
            {"n": n, "made": moment, "who": person} | dict(edit)
            for n, edit in enumerate(edits, first)
        ]

    def _put(self, scenario: Scenario) -> Scenario:
        if len(scenario.edits) > MOST_EDITS:
            raise ScenarioError(
                Text(
                    f"{len(scenario.edits)} suntingan; satu skenario memuat paling banyak "
                    f"{MOST_EDITS}: masukkan ke lapisannya dengan 'penyangga add'",
                    f"{len(scenario.edits)} edits; a scenario holds at most {MOST_EDITS}: put "
                    "them into the layer with 'penyangga add'",
                ),
                code="too-many",
            )
        folder = self.folder(scenario.id)
        folder.mkdir(exist_ok=True)
        try:
            write_whole(self._document(scenario.id), orjson.dumps(scenario.to_dict()))
        except StoreError:
            if scenario.version == 1:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        return scenario

    def _require_room(self) -> None:
        if len(self.ids()) >= MOST_SCENARIOS:
            raise ScenarioError(
                Text(
                    f"sudah ada {MOST_SCENARIOS} skenario; hapus yang tidak dipakai",
                    f"there are {MOST_SCENARIOS} scenarios; delete those of no use",
                ),
                code="too-many",
            )

    def _require_parents(self, scenario: Scenario) -> None:
        """Refuse a parent that is not there, and one that descends from its own child."""
        line = [scenario.id]
        parent = scenario.parent
        if parent is not None and parent != scenario.id and parent not in self:
            raise self._not_found(parent)
        while parent is not None:
            if parent in line:
                shown = " → ".join([*line, parent])
                raise ScenarioError(
                    Text(
                        f"skenario tidak dapat menjadi induknya sendiri: {shown}",
                        f"a scenario cannot be its own parent: {shown}",
                    ),
                    code="cyclic-parent",
                )
            line.append(parent)
            # An ancestor may have been deleted: its branches keep its edits.
            parent = self.get(parent).parent if parent in self else None

    def _not_found(self, scenario_id: str) -> ScenarioNotFoundError:
        known = self.ids()
        return ScenarioNotFoundError(
            Text(
                f"tidak ada skenario {scenario_id[:60]!r}; yang ada: "
                f"{', '.join(known) or 'belum satu pun'}",
                f"no scenario {scenario_id[:60]!r}; there are {', '.join(known) or 'none yet'}",
            )
        )

    def _document(self, scenario_id: str) -> Path:
        return self.folder(scenario_id) / DOCUMENT


def _require_version(held: Scenario, version: int) -> None:
    if held.version != version:
        raise ScenarioError(
            Text(
                f"skenario {held.id!r} telah diubah sejak itu (versi {held.version}, bukan "
                f"{version}); baca lagi lalu ulangi",
                f"scenario {held.id!r} was changed since (version {held.version}, not {version}); "
                "read it again and repeat",
            ),
            code="scenario-changed",
        )


def _is_id(document: Path) -> bool:
    return SCENARIO_ID.fullmatch(document.parent.name) is not None
