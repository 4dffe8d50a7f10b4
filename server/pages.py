"""Pages for people: templates filled with what the JSON documents say."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

import layers
from layers.schema import Text
from layers.starter.facts import source_words
from server.documents.phrases import PHRASES, TRUST_PHRASES
from server.exchange.answer import HTML, JSON, Answer, document_answer, dump_json
from server.exchange.language import LANGUAGES, Language, say
from server.exchange.links import address, link_header, with_parameter
from server.exchange.visit import Visit

Page = tuple[str, dict[str, Any]]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("server", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def number(value: float | None, language: Language, digits: int | None = None) -> str:
    """Give a number as people of the language write it: 1.234,5 or 1,234.5."""
    if value is None:
        return "–"
    if digits is None and value == int(value):
        value = int(value)
    text = f"{value:,}" if digits is None else f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text


def render_page(visit: Visit, template: str, **context: Any) -> bytes:
    """Fill a template.

    Parameters
    ----------
    visit
        The request, for the language and for links to the other one and to JSON.
    template
        File name in `server/templates`.
    context
        What the template shows.
    """
    root, language = urlsplit(visit.base_url).path, visit.language
    here = f"{root}{visit.ask.path}"
    # A language chosen by link stays chosen; one the browser asks for needs no link.
    chosen = tuple(pair for pair in visit.pairs if pair[0] == "lang")
    return (
        _environment()
        .get_template(template)
        .render(
            root=root,
            page=address("", (("f", "html"), *chosen)).removeprefix("?"),
            map_query=address("", chosen),
            lang=language,
            languages={c: address(here, with_parameter(visit.pairs, "lang", c)) for c in LANGUAGES},
            json_link=address(here, with_parameter(visit.pairs, "f", "json")),
            version=layers.__version__,
            t=lambda key: say(PHRASES[key], language),
            say=lambda text: say(Text.of(text), language),
            source_of=lambda source: say(source_words(source), language),
            trust_of=lambda mark: say(TRUST_PHRASES[mark], language),
            number=lambda value, digits=None: number(value, language, digits),
            **context,
        )
        .encode()
    )


def document_or_page(
    visit: Visit, document: dict[str, Any], page: Page, *, media: str = JSON
) -> Answer:
    """Give a document as JSON, or as the page that shows it, with its links as a header.

    Parameters
    ----------
    visit
        The request.
    document
        What is told; its `links` become the Link header.
    page
        Template, and what it needs beside the document (there as `document`).
    media
        Media type of the JSON form.
    """
    links = document.get("links")
    extra = (link_header(links),) if links else ()
    if visit.shown == "json":
        return document_answer(visit.ask, dump_json(document), media=media, extra=extra)
    template, context = page
    body = render_page(visit, template, document=document, **context)
    return document_answer(visit.ask, body, media=HTML, extra=extra)
