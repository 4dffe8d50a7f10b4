"""History: every version of a workspace's masterplan, and changes of it whole or not at all.

The plan is a file that people may edit as well; its versions lie beside it, one file each.
A change is written down first, then the plan replaced, then the change named: a kill at
any moment leaves the plan before or the one after, and no version is lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import orjson

from layers.derived import alone
from layers.drafts import sync_folder, write_whole
from layers.errors import SourceError
from layers.stores.audit import now, who
from layers.text import Text

FOLDER = ".history"
PENDING = "pending"
How = Literal["import", "replace", "edit", "found"]
TITLES: Mapping[How, Text] = {
    "import": Text("diimpor", "imported"),
    "replace": Text("diganti", "replaced"),
    "edit": Text("disunting", "edited"),
    "found": Text("berkasnya diubah langsung", "the file was changed by hand"),
}


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a plan.

    Attributes
    ----------
    number
        From 1.
    made
        When, RFC 3339 in UTC.
    who
        The account or person; "" where that is not known.
    how
        What made it.
    note
        What was said of it.
    digest
        SHA-256 of its text.
    """

    number: int
    made: str
    who: str
    how: How
    note: str
    digest: str

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {**asdict(self), "how_title": TITLES[self.how].to_dict()}


def digest_of(text: str) -> str:
    """Give the digest by which a version of a plan is known."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class History:
    """The versions of one plan of a workspace.

    Parameters
    ----------
    folder
        Of the workspace's plans.
    name
        Of the plan.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._home = folder / FOLDER / name

    @property
    def file(self) -> Path:
        """Where the plan is written."""
        return self._folder / f"{self.name}.yaml"

    def versions(self, held: Path | None) -> list[Version]:
        """Give the versions there are, the oldest first.

        Parameters
        ----------
        held
            The plan's file as it is, if there is one; a change by hand is a version too.
        """
        found = [_version(self._read(number)) for number in self._numbers()]
        text = _text(held)
        if text is None or (found and found[-1].digest == digest_of(text)):
            return found
        pending = self._pending()
        if pending is not None and pending["digest"] == digest_of(text):
            return [*found, _version(pending)]
        assert held is not None
        return [*found, _found(text, held, found[-1].number + 1 if found else 1)]

    def text(self, number: int, held: Path | None) -> str:
        """Give the text of a version.

        Raises
        ------
        SourceError
            `version-not-found`, naming those there are.
        """
        if number in self._numbers():
            return str(self._read(number)["text"])
        known = self.versions(held)
        text = _text(held)
        if text is not None and known and number == known[-1].number:
            return text
        listed = ", ".join(str(one.number) for one in known) or "-"
        raise SourceError(
            Text(
                f"tidak ada versi {number} dari {self.name!r}; yang ada: {listed}",
                f"there is no version {number} of {self.name!r}; there are {listed}",
            ),
            code="version-not-found",
        )

    def put(
        self,
        text: str,
        held: Path | None,
        *,
        how: How,
        note: str = "",
        person: str | None = None,
        expected: str | None = None,
    ) -> Version:
        """Make a text the plan, and keep the one before.

        Parameters
        ----------
        text
            YAML of a plan without faults.
        held
            The plan's file as it is, if there is one.
        how, note, person
            What made the change, what is said of it, and who; else the account.
        expected
            Digest of the text the change was thought out for; None: whichever it is.

        Raises
        ------
        SourceError
            `masterplan-changed` if the plan is not the one expected.
        StoreError
            If it cannot be written; nothing was changed.
        """
        with alone(self._home):
            self._settle(held)
            before = _text(held)
            self._require(before, expected)
            known = self.versions(held)
            if before is not None and before == text:
                self._record(known[-1], before)
                return known[-1]
            if before is not None:
                self._record(known[-1], before)
            made = Version(
                known[-1].number + 1 if known else 1,
                now(),
                who() if person is None else person,
                how,
                note,
                digest_of(text),
            )
            write_whole(self._home / PENDING, _written(made, text))
            write_whole(self.file, text.encode("utf-8"))
            self._settle(self.file)
            if held is not None and held != self.file:
                held.unlink(missing_ok=True)
            return made

    def _require(self, before: str | None, expected: str | None) -> None:
        there = "" if before is None else digest_of(before)
        if expected is None or expected == there:
            return
        raise SourceError(
            Text(
                f"rencana {self.name!r} telah diubah orang lain; baca lagi lalu ulangi",
                f"the plan {self.name!r} was changed by another; read it again and repeat",
            ),
            code="masterplan-changed",
        )

    def _settle(self, held: Path | None) -> None:
        """Name a change that a killed writer left, if the plan is what it made of it."""
        pending = self._pending()
        if pending is None:
            return
        text = _text(held)
        if text is not None and pending["digest"] == digest_of(text):
            (self._home / PENDING).replace(self._place(pending["number"]))
        else:
            (self._home / PENDING).unlink()
        sync_folder(self._home)

    def _record(self, version: Version, text: str) -> None:
        """Keep a version that has no file yet."""
        if not self._place(version.number).is_file():
            write_whole(self._place(version.number), _written(version, text))

    def _numbers(self) -> list[int]:
        return sorted(int(file.stem) for file in self._home.glob("[0-9]*.json"))

    def _place(self, number: int) -> Path:
        return self._home / f"{number}.json"

    def _read(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self._place(number).read_bytes())
        return found

    def _pending(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = orjson.loads((self._home / PENDING).read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return None
        return found


def _text(held: Path | None) -> str | None:
    try:
        return None if held is None else held.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _version(data: Mapping[str, Any]) -> Version:
    return Version(**{name: data[name] for name in Version.__slots__})


def _written(version: Version, text: str) -> bytes:
    return orjson.dumps({**asdict(version), "text": text})


def _found(text: str, held: Path, number: int) -> Version:
    made = datetime.fromtimestamp(held.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return Version(number, made, "", "found", "", digest_of(text))
