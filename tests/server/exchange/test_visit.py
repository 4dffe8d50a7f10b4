"""A request for a document takes f and lang and nothing else."""

from __future__ import annotations

import pytest

from server.errors import ParameterError
from server.exchange.ask import Ask
from server.exchange.visit import read_visit


def ask(query: str) -> Ask:
    return Ask("http://x", "/", query, "", "", "", "")


def test_format_and_language_are_read():
    visit = read_visit(ask("f=html&lang=en"), "id")
    assert (visit.shown, visit.language, visit.base_url) == ("html", "en", "http://x")
    assert visit.pairs == (("f", "html"), ("lang", "en"))


def test_a_nested_document_is_told_bare():
    bare = read_visit(ask("f=html&lang=en"), "id").bare()
    assert (bare.shown, bare.pairs, bare.language) == ("json", (), "en")


def test_other_parameters_are_refused():
    with pytest.raises(ParameterError, match="known here: f, lang"):
        read_visit(ask("limit=1"), "id")
