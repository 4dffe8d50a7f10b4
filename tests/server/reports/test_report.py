"""Reports as PDF and HTML: every number in both, in the right language, no markup run."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pypdf
import pytest

from layers.text import Lang
from server.reports import printed
from server.reports.chapters import book
from server.reports.drawing.svg import drawing
from server.reports.report import paper

LANGS: tuple[Lang, ...] = ("id", "en")


class Page(HTMLParser):
    """What a page holds: its words, its elements and their attributes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.words: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.decode())

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def squeezed(words: str) -> str:
    """Words without what breaks lines: blanks, hyphens, and places to break."""
    return re.sub(r"[\s\u200b\u00ad\u2010-]", "", words)


def bare_of_pictures(chapters: dict[str, Any]) -> dict[str, Any]:
    """The same with empty pictures: reading the lines of maps from paper takes long."""
    for chapter in chapters["chapters"]:
        for block in chapter["blocks"]:
            if "svg" in block:
                block["svg"] = drawing(10, 10)
    return chapters


def in_pdf(made: bytes, chapters: Mapping[str, Any]) -> str:
    """The words of all pages, squeezed, without what stands at the top and foot of each."""
    top = squeezed(chapters["cover"]["title"] + chapters["cover"]["day"])
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    told = (squeezed(page.extract_text()).removeprefix(top) for page in pages)
    return "".join(re.sub(rf"{n}$", "", words.replace(top, "")) for n, words in enumerate(told, 1))


def printed_words(chapters: Mapping[str, Any]) -> Iterator[str]:
    """All cells, sentences and captions of a report."""
    yield from (words for pair in chapters["cover"]["facts"] for words in pair)
    for chapter in chapters["chapters"]:
        yield chapter["title"]
        for block in chapter["blocks"]:
            yield from block.get("heads", ())
            yield from (cell["text"] for row in block.get("rows", ()) for cell in row)
            yield from (block[key] for key in ("text", "caption") if key in block)


def said(value: float, lang: Lang, digits: int = 1) -> str:
    """A number as people of the language write it, by another way than the product's."""
    whole, _, rest = f"{value:,.{digits}f}".partition(".")
    return f"{whole.replace(',', '.')},{rest}" if lang == "id" else f"{whole}.{rest}"


@pytest.mark.parametrize(("plan", "lang"), [("kukar", "id"), ("banjarbaru", "en")])
def test_every_number_and_word_is_on_paper_and_on_the_page(
    documents: Mapping[str, dict[str, Any]], plan: str, lang: Lang
) -> None:
    document = documents[plan]
    chapters = book(document, lang)
    targets = document["evaluation"]["targets"]
    told = [one[key] for one in targets for key in ("current", "expected", "gap")]
    told += [row["value"] for one in targets for row in one.get("rows", ())]
    numbers = [said(value, lang) for value in told if value is not None]
    people = [row["part"] for row in document["profile"]["density"]["rows"]]
    numbers += [said(value, lang, 0).rstrip(",.") for value in people]
    assert len(numbers) > 20
    wanted = [squeezed(words) for words in (*numbers, *printed_words(chapters))]
    page = squeezed("".join(Page(printed(document, lang, "html")).words))
    assert [words for words in wanted if words not in page] == []
    told = in_pdf(paper(bare_of_pictures(chapters), document["on"]), chapters)
    assert [words for words in wanted if words not in told] == []


def test_the_same_data_give_the_same_bytes(documents: Mapping[str, dict[str, Any]]) -> None:
    for form in ("pdf", "html"):
        one, other = (printed(documents["banjarbaru"], "id", form) for _ in range(2))
        assert one == other


def test_words_of_a_plan_are_never_markup(many: dict[str, Any]) -> None:
    page = Page(printed(many, "id", "html"))
    assert "script" not in {tag for tag, _ in page.found}
    assert all("alert(" not in str(about) or "aria-label" in about for _, about in page.found)
    chapters = bare_of_pictures(book(many, "id"))
    told = in_pdf(paper(chapters, many["on"]), chapters)
    assert "#panic()$x$*a*`b`<script>" in told
    assert re.search(r"lembar(\d+)dari\1", told)


def test_an_empty_plan_is_printed(bare: dict[str, Any]) -> None:
    for lang in LANGS:
        assert "Sehat" in in_pdf(printed(bare, lang, "pdf"), book(bare, lang))
        assert b"<h1>Bare</h1>" in printed(bare, lang, "html")


def test_the_page_asks_for_nothing_and_is_read_aloud(
    documents: Mapping[str, dict[str, Any]],
) -> None:
    page = Page(printed(documents["kukar"], "id", "html"))
    names = [tag for tag, _ in page.found]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert not [a for _, a in page.found if {"src", "onload", "style"} & set(a)]
    assert all(str(a["href"]).startswith("#") for _, a in page.found if "href" in a)
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert names.count("table") == names.count("caption")
    pictures = [a for _, a in page.found if a.get("role") == "img"]
    assert len(pictures) == names.count("svg")
    assert all(len(str(a["aria-label"])) > 10 for a in pictures)
    ids = [a["id"] for _, a in page.found if "id" in a]
    assert len(ids) == len(set(ids))
