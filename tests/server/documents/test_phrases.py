"""Words of the service are there in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import server
from layers.layer import TRUST_ORDER
from server.documents.phrases import GROUPS, PHRASES, TRUST_PHRASES, group_title

TEMPLATES = Path(server.__file__).parent / "templates"


def test_no_phrase_is_missing_a_language():
    for text in (*PHRASES.values(), *GROUPS.values()):
        assert text.id
        assert text.en


def test_templates_use_no_phrase_that_is_not_there():
    used = {
        key
        for path in TEMPLATES.glob("*.html")
        if path.name != "map.html"
        for key in re.findall(r"""\bt\(["'](\w+)["']\)""", path.read_text())
    }
    assert used
    assert used <= set(PHRASES)


def test_every_trust_mark_has_a_word():
    assert set(TRUST_PHRASES) == set(TRUST_ORDER)


def test_a_group_nobody_named_is_shown_by_its_id():
    assert group_title("boundaries").en == "Boundaries"
    assert group_title("sea_routes").en == "Sea routes"
