"""Reading of masterplans: YAML and JSON from people, with the line of every fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from layers.errors import SourceError
from layers.masterplan.draft import Draft, draft_of
from layers.masterplan.faults import Fault, MasterplanError, Place
from layers.masterplan.model import Masterplan
from layers.masterplan.rules import RULES, Rule, layers_there
from layers.text import Text

MAX_BYTES = 4_000_000
MAX_DEPTH = 16
SUFFIXES = (".yaml", ".yml", ".json")
EXAMPLE = ".example"
_MERGE = "tag:yaml.org,2002:merge"
_PLAIN = ("tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")


def read_masterplan(path: Path, *, layer_ids: Sequence[str] | None = None) -> Masterplan:
    """Read and check a masterplan.

    Parameters
    ----------
    path
        A file of YAML or JSON.
    layer_ids
        The layers there are; without, what names a layer is not checked.

    Raises
    ------
    MasterplanError
        With every fault of it, and its line.
    SourceError
        If the file is no masterplan at all: too large, no text, no YAML.
    """
    document, draft = read_draft(path)
    return _whole(document, faults_of(draft, layer_ids), path.name)


def masterplan_in(text: str, name: str, *, layer_ids: Sequence[str] | None = None) -> Masterplan:
    """Read and check a masterplan from YAML in memory; see `read_masterplan`.

    Parameters
    ----------
    text
        YAML, of which JSON is a kind.
    name
        What it is called in messages.
    layer_ids
        As `read_masterplan` has it.

    Raises
    ------
    MasterplanError, SourceError
        As `read_masterplan`.
    """
    document, lines = parsed(text, name)
    return _whole(document, faults_of(draft_of(document, lines), layer_ids), name)


def _whole(document: Any, faults: Sequence[Fault], name: str) -> Masterplan:
    if faults:
        raise MasterplanError(faults, name=name)
    return Masterplan.model_validate(document)


def faults_of(
    draft: Draft, layer_ids: Sequence[str] | None = None, more: Sequence[Rule] = ()
) -> list[Fault]:
    """Give all faults of a draft: those of its form, and of every rule; in the file's order.

    Parameters
    ----------
    draft
        Of `read_draft` or `draft_of`.
    layer_ids
        The layers there are; without, what names a layer is not checked.
    more
        Rules beside our own: what can be computed is not known here.
    """
    faults = [*draft.faults, *(fault for rule in (*RULES, *more) for fault in rule(draft))]
    if layer_ids is not None:
        faults += layers_there(draft, layer_ids)
    return sorted(faults, key=lambda fault: (fault.line or 0, str(fault.place), fault.code))


def read_draft(path: Path) -> tuple[Any, Draft]:
    """Read a file part by part; give its plain data and the draft.

    Raises
    ------
    SourceError
        If the file is too large, no text, or no YAML or JSON.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise SourceError(
            Text(
                f"{path.name}: yang diminta YAML atau JSON ({', '.join(SUFFIXES)})",
                f"{path.name}: wanted YAML or JSON ({', '.join(SUFFIXES)})",
            ),
            code="unknown-format",
        )
    text = _text(path)
    if path.suffix.lower() == ".json":
        document = _json(text, path.name)
        return document, admitted(draft_of(document), path)
    document, lines = parsed(text, path.name)
    return document, admitted(draft_of(document, lines), path)


def admitted(draft: Draft, path: Path) -> Draft:
    """Admit made-up facts in a file that is called an example: ``NAME.example.yaml``."""
    is_example = path.stem.lower().endswith(EXAMPLE)
    return replace(draft, allow_illustrative=True) if is_example else draft


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise SourceError(
            Text(
                f"{path.name}: tidak dapat dibaca ({error.strerror})",
                f"{path.name}: cannot be read ({error.strerror})",
            ),
            code="unreadable",
        ) from error
    if size > MAX_BYTES:
        raise SourceError(
            Text(
                f"{path.name}: {size} bita; sebuah masterplan paling besar {MAX_BYTES}",
                f"{path.name}: {size} bytes; a masterplan has {MAX_BYTES} at most",
            ),
            code="too-big",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            Text(
                f"{path.name}: bukan UTF-8 pada bita {error.start}; simpan ulang sebagai UTF-8",
                f"{path.name}: no UTF-8 at byte {error.start}; save it as UTF-8",
            ),
            code="bad-encoding",
        ) from error


def _json(text: str, name: str) -> Any:
    def refuse(word: str) -> None:
        raise ValueError(f"{word} is no number of JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            Text(f"{name}: bukan JSON: {error}", f"{name}: no JSON: {error}"), code="bad-syntax"
        ) from error


def parsed(text: str, name: str) -> tuple[Any, dict[Place, int]]:
    """Read YAML; give its plain data, and the line of every place.

    Anchors are refused: a few lines of them can stand for gigabytes. So are keys that stand
    twice, of which YAML would silently keep the last.

    Parameters
    ----------
    text
        One document.
    name
        Of the file, for messages.

    Raises
    ------
    SourceError
        If it is no YAML, or has what is refused.
    """
    lines: dict[Place, int] = {}
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        document = None if root is None else _Walk(loader, name, lines).value(root, ())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = Text(f", baris {mark.line + 1}", f", line {mark.line + 1}") if mark else Text("", "")
        why = getattr(error, "problem", None) or "?"
        raise SourceError(
            f"{name}" + at + Text(f": bukan YAML: {why}", f": no YAML: {why}"), code="bad-syntax"
        ) from error
    except SourceError:
        raise
    except ValueError as error:
        raise SourceError(
            Text(f"{name}: bukan YAML: {error}", f"{name}: no YAML: {error}"), code="bad-syntax"
        ) from error
    return document, lines


class _Walk:
    """Turns the nodes of YAML into plain data, and keeps their lines."""

    def __init__(self, loader: yaml.SafeLoader, name: str, lines: dict[Place, int]) -> None:
        self._loader = loader
        self._name = name
        self._lines = lines
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Any:
        """Give the plain data of a node."""
        line = node.start_mark.line + 1
        if id(node) in self._seen:
            raise self._refused(line, Text("jangkar (&, *)", "an anchor (&, *)"))
        if len(place) > MAX_DEPTH:
            raise self._refused(line, Text("terlalu dalam", "nested too deeply"))
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _PLAIN:
            raise self._refused(line, Text(f"penanda {node.tag}", f"the tag {node.tag}"))
        self._seen.add(id(node))
        self._lines[place] = line
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one, (*place, at)) for at, one in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._fields(node, place)
        return self._loader.construct_object(node)

    def _fields(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, one in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE:
                raise self._refused(line, Text("kunci yang bukan kata", "a key that is no word"))
            if key.value in out:
                raise self._refused(
                    line, Text(f"kunci {key.value!r} dua kali", f"key {key.value!r} twice")
                )
            out[key.value] = self.value(one, (*place, key.value))
        return out

    def _refused(self, line: int, what: Text) -> SourceError:
        return SourceError(
            f"{self._name}"
            + Text(f", baris {line}: ", f", line {line}: ")
            + what
            + Text(" tidak diterima", " is not taken"),
            code="bad-syntax",
        )
