"""Scenario: what is kept of one: its baseline, where it branched off, and its edits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from layers.errors import StoreError
from layers.scenarios.errors import ScenarioNameError
from layers.text import Text

SCENARIO_ID = re.compile(r"[a-z][a-z0-9_-]{0,47}")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A pinned baseline and ordered edits.

    Attributes
    ----------
    id
        Lower-case letters, digits, ``-`` and ``_``.
    title
        What people call it.
    pins
        Layer id → the revision the edits were made on.
    parent
        The scenario it branched off; its edits of that moment are among `edits`.
    edits
        As JSON, in order: ``n`` (no other edit of the workspace has it, copies in branches
        apart), ``kind``, ``made``, ``who``, ``before`` (feature → what it was like), and what
        the kind says.
    touched
        Layer id → the version in which its edits last changed.
    version
        Grows with every change.
    created, modified
        Moments, RFC 3339 in UTC.
    """

    id: str
    title: Text
    pins: Mapping[str, int]
    parent: str | None = None
    edits: tuple[Mapping[str, Any], ...] = ()
    touched: Mapping[str, int] = field(default_factory=dict)
    version: int = 0
    created: str = ""
    modified: str = ""

    def __post_init__(self) -> None:
        """Refuse an id that cannot be part of an address and the name of a folder."""
        if not SCENARIO_ID.fullmatch(self.id):
            raise ScenarioNameError(
                Text(
                    f"id skenario {self.id[:60]!r} tidak dapat dipakai; yang diminta huruf kecil, "
                    "lalu huruf kecil, angka, - dan _ (paling banyak 48)",
                    f"scenario id {self.id[:60]!r} cannot be used; wanted a lower-case letter, "
                    "then lower-case letters, digits, - and _ (48 at most)",
                )
            )

    def with_(self, **changes: Any) -> Scenario:
        """Give a copy with some fields changed."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "id": self.id,
            "title": self.title.to_dict(),
            "parent": self.parent,
            "version": self.version,
            "created": self.created,
            "modified": self.modified,
            "pins": dict(self.pins),
            "touched": dict(self.touched),
            "edits": [dict(edit) for edit in self.edits],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scenario:
        """Read what `to_dict` wrote.

        Raises
        ------
        StoreError
            If it was not written by `to_dict`.
        """
        try:
            return cls(
                id=data["id"],
                title=Text.of(data["title"]),
                pins={str(k): int(v) for k, v in data["pins"].items()},
                parent=data["parent"],
                edits=tuple({**edit, "n": int(edit["n"])} for edit in data["edits"]),
                touched={str(k): int(v) for k, v in data["touched"].items()},
                version=int(data["version"]),
                created=data["created"],
                modified=data["modified"],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                Text(
                    "berkas skenario rusak; pulihkan dari cadangan, atau hapus skenarionya",
                    "the file of the scenario is damaged; restore a backup, or delete the scenario",
                ),
                code="store-damaged",
            ) from error
