"""An overlay report as JSON, CSV or a page; asked by GET with a short site, or by POST."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.layer import Layer
from layers.text import Text
from server.aggregates.request import MEDIA, Form, read_form
from server.aggregates.site import Site, read_site, require_near
from server.aggregates.site_page import WORDS, form_page, report_page
from server.aggregates.site_report import site_report
from server.aggregates.tables import csv_of
from server.errors import ParameterError
from server.exchange.answer import (
    HTML,
    OPENAPI,
    Answer,
    Header,
    document_answer,
    dump_json,
    fingerprint,
    full_answer,
    not_modified,
    result_answer,
)
from server.exchange.ask import Ask
from server.exchange.language import say
from server.exchange.links import Link, address, link, link_header
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.exchange.visit import Visit
from server.workspace import Workspace

KNOWN = ("site", "layers", "f", "lang")
FORMS: tuple[Form, ...] = ("json", "csv", "html")
COLUMNS = (
    "layer",
    "part",
    "class",
    "label_id",
    "label_en",
    "count",
    "area_ha",
    "share",
    "length_km",
    "people",
    "mean",
    "min",
    "max",
    "nearest_outside",
    "nearest_outside_m",
)


def asked_answer(workspace: Workspace, ask: Ask) -> Answer:
    """Answer a GET: the report of the site in the address, or the page that asks for one.

    Raises
    ------
    ParameterError
        If a parameter is unknown or malformed, or a table is asked for without a site.
    UnfitInputError
        If the site is none.
    """
    given = read_parameters(ask.query)
    refuse_unknown(given, KNOWN)
    visit, form = _visit(workspace, ask, given)
    if not given.get("site", "").strip():
        return _invited(workspace, visit, form)
    wanted = _layers(workspace, given)
    revisions = " ".join(f"{one.id} {one.revision} {one.modified}" for one in wanted)
    tag = f"r{fingerprint(ask.base_url, revisions, ask.query, form, visit.language)}"
    known = not_modified(ask, tag)
    if known is not None:
        return known
    body, extra = _body(workspace, visit, form, (given["site"], wanted))
    return full_answer(ask, body, media=_media(form), tag=tag, extra=extra)


def _invited(workspace: Workspace, visit: Visit, form: Form) -> Answer:
    """Tell how to ask, where no site is given: a page with a form, or a document."""
    if form == "html":
        return document_answer(visit.ask, form_page(visit, workspace), media=HTML)
    if form == "csv":
        raise ParameterError(
            Text(
                "site belum diberikan: poligon sebagai WKT, GeoJSON, atau sudut BUJUR,LINTANG; "
                "yang panjang lewat POST",
                "no site given: a polygon as WKT, GeoJSON or corners LON,LAT; by POST if long",
            ),
            code="site-missing",
        )
    here = f"{visit.base_url}/overlay"
    document = {
        **{name: say(WORDS[name], visit.language) for name in ("title", "lead", "site")},
        "layers": list(workspace.layers()),
        "links": [
            link(here, "self", MEDIA["json"]),
            link(f"{here}?f=html", "alternate", MEDIA["html"]),
            link(f"{visit.base_url}/api", "service-desc", OPENAPI),
        ],
    }
    return document_answer(visit.ask, dump_json(document), media=MEDIA["json"])


def sent_answer(workspace: Workspace, ask: Ask, given: Mapping[str, Any]) -> Answer:
    """Answer a POST: the report of the site in the body; nobody keeps it.

    Parameters
    ----------
    workspace, ask
        The workspace and the request.
    given
        `site` and, if wanted, `layers`, `f` and `lang`.
    """
    visit, form = _visit(workspace, ask, given)
    wanted = _layers(workspace, given)
    body, extra = _body(workspace, visit, form, (given["site"], wanted))
    return result_answer(ask, body, media=_media(form), extra=extra)


def _visit(workspace: Workspace, ask: Ask, given: Mapping[str, Any]) -> tuple[Visit, Form]:
    form = read_form(given.get("f"), ask.accept, FORMS)
    language = ask.language(read_language(dict(given)), workspace.settings.language)
    pairs = tuple((name, str(given[name])) for name in ("site", "layers", "lang") if name in given)
    return Visit(ask, pairs, "html" if form == "html" else "json", language), form


def _layers(workspace: Workspace, given: Mapping[str, Any]) -> list[Layer]:
    known = workspace.layers()
    text = str(given.get("layers", ""))
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    strange = [name for name in names if name not in known]
    if strange:
        raise ParameterError(
            Text(
                f"layers: tidak ada lapisan {', '.join(repr(s[:40]) for s in strange[:5])}; yang "
                f"ada {', '.join(sorted(known))}",
                f"layers: no layer {', '.join(repr(s[:40]) for s in strange[:5])}; there are "
                f"{', '.join(sorted(known))}",
            ),
            code="unknown-layer",
        )
    return [known[name] for name in names] or list(known.values())


def _body(
    workspace: Workspace, visit: Visit, form: Form, asked: tuple[Any, Sequence[Layer]]
) -> tuple[bytes, tuple[Header, ...]]:
    site, wanted = read_site(asked[0]), asked[1]
    require_near(site, workspace.layers().values())
    report = site_report(workspace, site, wanted)
    if form == "csv":
        name = 'attachment; filename="overlay.csv"'
        return csv_of(COLUMNS, report_rows(report)), (("Content-Disposition", name),)
    links = _links(visit, form)
    document = report | ({"links": links} if links else {})
    extra = (link_header(links),) if links else ()
    if form == "html":
        return report_page(visit, document, site_text(asked[0], site)), extra
    return dump_json(document), extra


def site_text(value: Any, site: Site) -> str:
    """Give a site as a form can send it again."""
    return value if isinstance(value, str) else site.shape.wkt


def _links(visit: Visit, form: Form) -> list[Link]:
    """Give the links of a report by GET; one that was sent has no address of its own."""
    if visit.ask.query == "" or "site" not in read_parameters(visit.ask.query):
        return []
    home = f"{visit.base_url}/overlay"
    return [
        link(
            address(home, (*visit.pairs, ("f", one))),
            "self" if one == form else "alternate",
            MEDIA[one],
        )
        for one in FORMS
    ]


def _media(form: Form) -> str:
    return HTML if form == "html" else MEDIA[form]


def report_rows(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a report as rows of one table: of each layer its total, its classes, and the rest."""
    for layer in report["layers"]:
        name = {"layer": layer["layer"]}
        yield {**name, "part": "total", **layer["total"]}
        for row in layer["rows"]:
            label, near = row["label"] or {}, row.get("nearest_outside") or {}
            yield {
                **name,
                "part": "class",
                **{
                    key: row.get(key) for key in ("class", "count", "area_ha", "share", "length_km")
                },
                "label_id": label.get("id"),
                "label_en": label.get("en"),
                "nearest_outside": near.get("name"),
                "nearest_outside_m": near.get("distance_m"),
            }
        if "none_ha" in layer:
            share = layer["none_ha"] / report["site"]["area_ha"]
            yield {**name, "part": "none", "area_ha": layer["none_ha"], "share": share}
