"""Edits: what may be changed in a scenario, one kind each, read from JSON or from words."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import shapely

from gis.errors import BadValueError, InputError
from gis.processes.process import Input
from gis.scenarios.kinds import KINDS, Kind
from gis.scenarios.shapes import shape_of
from layers.text import Text

__all__ = ["KINDS", "Edit", "read_edit", "read_edits"]

# What the keeper of scenarios adds to an edit.
KEPT = ("n", "made", "who", "before")
MOST_AT_ONCE = 1_000
Faults = list[tuple[str, Text]]


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One edit: its kind, and typed values by name.

    Attributes
    ----------
    kind
        What is changed.
    values
        As the kind's inputs read them, None where not given; ``properties`` is a mapping,
        ``geometry`` a shape in lon/lat.
    n
        Its number in the workspace; 0 until it is kept.
    before
        What the features it changes were like: id → fingerprint.
    """

    kind: Kind
    values: Mapping[str, Any]
    n: int = 0
    before: Mapping[str, str] | None = None

    def __getitem__(self, name: str) -> Any:
        """Give a value."""
        return self.values.get(name)

    @property
    def layer(self) -> str:
        """Id of the layer it changes; empty where it changes none."""
        return str(self.values.get("layer") or "")

    @property
    def feature(self) -> int:
        """Id of the feature it changes."""
        return int(self.values["feature"])

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON, without what was not given."""
        told: dict[str, Any] = {"n": self.n} if self.n else {}
        told["kind"] = self.kind.id
        told |= {k: _plain(v) for k, v in self.values.items() if v is not None}
        return told | ({"before": dict(self.before)} if self.before else {})


def read_edits(given: Any) -> tuple[Edit, ...]:
    """Read edits: a list of objects, each with a ``kind``.

    Raises
    ------
    InputError
        Naming every fault of every edit at once, as ``edits[2].line``.

    Examples
    --------
    >>> found = read_edits([{"kind": "facility", "at": "116.8,-1.2", "type": "puskesmas"}])
    >>> found[0]["at"], found[0].layer
    ((116.8, -1.2), 'facilities')
    """
    if isinstance(given, Mapping):
        given = [given]
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise InputError.of(
            [
                (
                    "edits",
                    Text(
                        "yang diminta daftar suntingan, mis. "
                        '[{"kind": "facility", "at": [116.8, -1.2], "type": "puskesmas"}]',
                        "wanted a list of edits, e.g. "
                        '[{"kind": "facility", "at": [116.8, -1.2], "type": "puskesmas"}]',
                    ),
                )
            ]
        )
    if len(given) > MOST_AT_ONCE:
        raise InputError.of(
            [
                (
                    "edits",
                    Text(
                        f"{len(given)} suntingan sekaligus; paling banyak {MOST_AT_ONCE}",
                        f"{len(given)} edits at once; at most {MOST_AT_ONCE} are taken",
                    ),
                )
            ]
        )
    faults: Faults = []
    read = [read_edit(one, faults, f"edits[{i}]") for i, one in enumerate(given)]
    if faults:
        raise InputError.of(faults)
    return tuple(edit for edit in read if edit is not None)


def read_edit(given: Any, faults: Faults, where: str) -> Edit | None:
    """Read one edit; what is wrong with it goes to `faults`, under the name of `where`."""
    if not isinstance(given, Mapping):
        faults.append((where, Text("yang diminta objek JSON", "wanted a JSON object")))
        return None
    name = str(given.get("kind", ""))
    kind = KINDS.get(name)
    if kind is None:
        faults.append((f"{where}.kind", _strange(name, list(KINDS))))
        return None
    known = [*(spec.id for spec in kind.inputs), *kind.more]
    for key in given:
        if key not in known and key not in ("kind", *KEPT):
            faults.append((f"{where}.{str(key)[:40]}", _strange(str(key), known)))
    before = len(faults)
    values = {spec.id: _value(spec, given.get(spec.id), faults, where) for spec in kind.inputs}
    values |= _more(kind, given, faults, where)
    if len(faults) > before:
        return None
    edit = Edit(kind, values, int(given.get("n") or 0), given.get("before"))
    wrong = kind.fault(values) if kind.fault is not None else None
    if wrong is not None:
        faults.append((f"{where}.{wrong[0]}", wrong[1]))
    return edit


def _value(spec: Input, value: Any, faults: Faults, where: str) -> Any:
    if value is None or value == "":
        value = spec.default
    if value is None:
        if spec.required:
            told = Text("wajib diisi; ", "is required; ") + spec.description
            faults.append((f"{where}.{spec.id}", told))
        return None
    try:
        return spec.read(value)
    except BadValueError as error:
        faults.append((f"{where}.{spec.id}", error.text))
        return None


def _more(kind: Kind, given: Mapping[str, Any], faults: Faults, where: str) -> dict[str, Any]:
    """Read properties, a geometry and targets, which no input of an analysis is like."""
    found: dict[str, Any] = {}
    for name in kind.more:
        value = given.get(name)
        if value is None:
            continue
        try:
            found[name] = shape_of(value) if name == "geometry" else _mapping(value)
        except BadValueError as error:
            faults.append((f"{where}.{name}", error.text))
    return found


def _mapping(value: Any) -> dict[str, Any]:
    """Read an object of plain values."""
    try:
        read = orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        read = None
    plain = isinstance(read, Mapping) and all(
        v is None or isinstance(v, str | int | float | bool) for v in read.values()
    )
    if not plain or not read:
        raise BadValueError(
            repr(value)[:60]
            + Text(
                ' bukan objek nilai sederhana; yang diminta mis. {"name": "Baru"}',
                ' is no object of plain values; wanted e.g. {"name": "New"}',
            )
        )
    return {str(key): v for key, v in read.items()}


def _strange(name: str, known: list[str]) -> Text:
    close = difflib.get_close_matches(name, known, n=1)
    listed = ", ".join(known)
    if close:
        return Text(
            f"{name[:40]!r} tidak dikenal; maksudnya {close[0]}?",
            f"{name[:40]!r} is not known; did you mean {close[0]}?",
        )
    return Text(
        f"{name[:40]!r} tidak dikenal; yang ada: {listed}",
        f"{name[:40]!r} is not known; there are {listed}",
    )


def _plain(value: Any) -> Any:
    if isinstance(value, shapely.Geometry):
        return orjson.loads(shapely.to_geojson(value))
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value
