"""The page of abstract tests says what is tested, and every class declared is on it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from server.documents.landing import CONFORMANCE

DOCS = Path(__file__).parents[3] / "docs"
SPEC = importlib.util.spec_from_file_location("conformance", DOCS / "conformance.py")
writer = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(writer)


def test_the_page_is_what_the_tests_say():
    assert writer.PAGE.read_text() == writer.page(), "run 'python docs/conformance.py'"


def test_every_class_declared_is_on_the_page():
    text = writer.page()
    shown = set(re.findall(r"/(?:ats|conf)/([\w-]+)/", text))
    elsewhere = [name.removesuffix("…") for name in re.findall(r"`(\S+/conf/[\w…-]+)`", text)]
    missing = [
        name
        for name in CONFORMANCE
        if name.rsplit("/", 1)[1] not in shown
        and not any(name.split("/spec/")[1].startswith(prefix) for prefix in elsewhere)
    ]
    assert missing == []


def test_tests_named_elsewhere_are_there():
    named = re.findall(r"`(tests/[\w/.]+)`", writer.page())
    assert len(named) > 8
    assert [name for name in named if not (DOCS.parent / name).exists()] == []
