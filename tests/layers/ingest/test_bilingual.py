"""Every message of an import is written in both languages, at the place where it is raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import layers

ROOT = Path(layers.__file__).parent
ERRORS = frozenset(
    f"{kind}Error"
    for kind in (
        *("Source", "CRS", "Schema", "ImportRefused", "Remote", "Store", "Layers", "Query"),
        *("LayerExists", "LayerNotFound", "Shape"),
    )
)
# The place of the message among the arguments of what makes a finding.
FINDINGS = {
    **dict.fromkeys(("say.note", "say.warning", "say.refusal", "Suspicion"), 1),
    "say.error": 2,
}
BOTH = frozenset({"Text", "Text.joined", "Text.of"})
WORDS = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}|\b(rows?|columns?|not|is|has|no)\b")
# What no import of a file raises: it serves programs that call the library. May only shrink.
ENGLISH_ONLY = {
    "boundaries/crosswalk.py": 1,
    "derived.py": 1,
    "infrastructure/travel.py": 2,
    "landcover/walking.py": 1,
    "standards/lookup.py": 1,
    "standards/value.py": 1,
    "starter/facts.py": 1,
    "starter/ground/outlines.py": 1,
    "zoning/tables.py": 1,
}


def has_english(node: ast.AST) -> bool:
    """Say whether words stand in an expression outside of a Text."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in BOTH:
        return False
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return WORDS.search(node.value) is not None
    return any(has_english(child) for child in ast.iter_child_nodes(node))


def messages(call: ast.Call) -> list[ast.expr]:
    """Give the message of an error or a finding, nothing for any other call."""
    name = ast.unparse(call.func)
    if name in ERRORS:
        return call.args[:1]
    place = FINDINGS.get(name)
    return [] if place is None else call.args[place : place + 1]


def english_only(source: str) -> Iterator[int]:
    """Give the lines of messages in English only; names are looked up in the whole module."""
    tree = ast.parse(source)
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(tree):
        for message in messages(node) if isinstance(node, ast.Call) else []:
            named = given.get(message.id, []) if isinstance(message, ast.Name) else [message]
            if any(has_english(value) for value in named):
                yield node.lineno


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("raise SourceError('the file is empty')", 1),
        ("raise SourceError(f'no layer {x}')", 1),
        ("raise SourceError(Text('berkas kosong', 'the file is empty'))", 0),
        ("raise CRSError(f'{name}: ' + fault.text)", 0),
        ("why = 'the file is empty'\nsay.warning('x', why)", 1),
        ("say.error(1, 'bad-row', 'a row that is bad')", 1),
        ("say.note('x', name)", 0),
        ("print('a word or two')", 0),
    ],
)
def test_the_check_sees_what_it_should(source, found):
    assert len(list(english_only(source))) == found


def test_messages_are_written_in_both_languages():
    found = {
        str(path.relative_to(ROOT)): lines
        for path in sorted(ROOT.rglob("*.py"))
        if (lines := list(english_only(path.read_text(encoding="utf-8"))))
    }
    more = {name: at for name, at in found.items() if len(at) > ENGLISH_ONLY.get(name, 0)}
    assert more == {}, "write these messages as Text(indonesian, english)"
    fewer = {name for name, n in ENGLISH_ONLY.items() if len(found.get(name, [])) < n}
    assert fewer == set(), "shorten ENGLISH_ONLY"
