"""Refusals of analyses and of the service are written in both languages where they are raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gis
import server

ROOTS = [Path(package.__file__).parent for package in (gis, server)]
ERRORS = frozenset(
    f"{kind}Error"
    for kind in (
        *("Gis", "Input", "BadValue", "EmptyInput", "Geometry", "NoAnswer"),
        *("CRS", "Schema", "LayerNotFound", "LayerExists", "Query"),
        *("Settings", "Parameter", "Body", "UnfitInput", "NothingHere", "StalePage"),
        *("Ledger", "Token", "NotSignedIn", "Forbidden"),
    )
)
BOTH = frozenset({"Text", "Text.of"})
WORDS = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}|\b(is|are|not|has|no|of|wanted)\b")


def has_english(node: ast.AST) -> bool:
    """Say whether words stand in an expression outside of a Text."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in BOTH:
        return False
    if isinstance(node, ast.FormattedValue):
        return has_english(node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return WORDS.search(node.value) is not None
    return any(has_english(child) for child in ast.iter_child_nodes(node))


def messages(call: ast.Call) -> list[ast.expr]:
    """Give the message of an error and its faults, nothing for any other call."""
    if ast.unparse(call.func).removesuffix(".of") not in ERRORS:
        return []
    return [*call.args[:1], *(key.value for key in call.keywords if key.arg == "faults")]


def english_only(source: str) -> Iterator[int]:
    """Give the lines of messages in English only; names are looked up in the whole module."""
    tree = ast.parse(source)
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given.setdefault(node.targets[0].id, []).append(node.value)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            given.setdefault(node.target.id, []).append(node.value)
    for node in ast.walk(tree):
        for message in messages(node) if isinstance(node, ast.Call) else []:
            names = {n.id for n in ast.walk(message) if isinstance(n, ast.Name)}
            named = [value for name in names for value in given.get(name, [])]
            if has_english(message) or any(map(is_english_text, named)):
                yield node.lineno


def is_english_text(value: ast.expr) -> bool:
    """Say whether what a name stands for is a string, or strings put together, in English."""
    plain = isinstance(value, ast.Constant | ast.JoinedStr | ast.BinOp | ast.List | ast.ListComp)
    return plain and has_english(value)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("raise InputError('the file is empty')", 1),
        ("raise NoAnswerError(f'no facility within {x}')", 1),
        ("raise InputError(Text('kosong', 'the file is empty'))", 0),
        ("what = f'{x} is no time'\nraise InputError.of([('within', what)])", 1),
        ("what = Text('a', 'the b c')\nraise InputError.of([('within', what)])", 0),
        ("raise InputError(Text('a', 'b c'), faults=[('k', f'{k} is below 1')])", 1),
        ("raise BadValueError(repr(x) + Text(' bukan', ' is no'))", 0),
        ("raise BadValueError(repr(x) + ' is no distance')", 1),
        ("raise InputError(error.text)", 0),
        ("print('a word or two')", 0),
    ],
)
def test_the_check_sees_what_it_should(source, found):
    assert len(list(english_only(source))) == found


def test_refusals_are_written_in_both_languages():
    found = {
        str(path.relative_to(root.parent)): lines
        for root in ROOTS
        for path in sorted(root.rglob("*.py"))
        if (lines := list(english_only(path.read_text(encoding="utf-8"))))
    }
    assert found == {}, "write these messages as Text(indonesian, english)"
