"""Analyses that stand above the others: published with them, and imported when asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gis.declarations import ABOVE, declare
from gis.processes import Process, registry
from layers.text import Text


def test_one_is_published_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    word = Text("a", "a")
    made = Process("above", "1.0.0", word, word, (), lambda _, __: None)  # type: ignore[arg-type,return-value]
    monkeypatch.delitem(ABOVE, "above", raising=False)
    declare("above", lambda: (made,))
    known = registry()
    assert "above" in known
    assert list(known)[-1] == "above"
    assert known["above"] is made
    del ABOVE["above"]


def test_none_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys; from gis.processes import registry; assert 'effect' in registry(); "
        "assert 'gis.masterplans' not in sys.modules; registry()['effect']; "
        "assert 'gis.masterplans' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
