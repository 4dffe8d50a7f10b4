"""The page: whole in itself, escaped, in one language, every finding on it."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path

import pytest

from layers.defects.finding import Finding
from layers.defects.listing import ReportDocument
from layers.defects.page import rendered, to_html
from layers.errors import SourceError

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


def document(n=3):
    rows = tuple(range(1, n + 1))
    found = Finding(
        None, "mojibake", EVIL, "warning", "", "kolom", EVIL, rows, (EVIL,) * n, (EVIL,) * n
    )
    error = Finding(2, "invalid-geometry", EVIL, "error")
    strange = Finding(None, "unheard-of", EVIL, "note", "kept")
    labels = {"": dict.fromkeys(rows, EVIL)}
    return ReportDocument(EVIL, "refused", [("", found), ("", error), ("x", strange)], (), labels)


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes = [], set(), set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_runs_and_nothing_is_loaded(lang):
    page = to_html(document(), lang)
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert not tags.seen & {"script", "img", "link", "iframe", "object", "svg"}
    assert not {a for a in tags.attributes if a.startswith("on")} | (
        tags.attributes & {"src", "href"}
    )
    assert not re.search(r"https?://|url\(|@import", page)
    assert f'lang="{lang}"' in page


def test_errors_come_first_and_both_languages_are_told():
    page = to_html(document(), "id")
    assert page.index("geometri tidak sah") < page.index("huruf rusak")
    assert "ditolak, tidak ada yang berubah" in page
    assert "--fix mojibake" in page
    assert "refused, nothing was changed" in to_html(document(), "en")


def test_long_lists_are_cut_and_counted():
    page = to_html(document(450), "en")
    assert "+250 more rows in the CSV and JSON reports" in page
    assert page.count("<tr>") == 201 + 2


def test_a_clean_file():
    assert "Nothing was found." in to_html(ReportDocument("a", "written", []), "en")


@pytest.mark.parametrize("suffix", [".html", ".csv", ".json"])
def test_formats_by_name(suffix):
    text = rendered(document(), Path(f"r{suffix}"), "id")
    assert "invalid-geometry" in text
    if suffix == ".json":
        assert json.loads(text)["outcome"] == "refused"


def test_other_formats_are_refused():
    with pytest.raises(SourceError, match=r"\.html, \.csv or \.json"):
        rendered(document(), Path("r.pdf"), "id")
