"""Masterplans: listed, told, checked, evaluated; effects of programmes; activities on the map."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast

from flask import Blueprint, Response, current_app

from layers.errors import SourceError
from layers.text import Text
from server.documents.masterplans.told import (
    LETTERS,
    WORDS,
    activities_document,
    changing,
    check_document,
    effect_document,
    evaluation_document,
    masterplans_document,
    plan_document,
    status_titles,
    tree_of,
)
from server.errors import NothingHereError, ParameterError
from server.exchange.answer import (
    HTML,
    JSON,
    SCHEMA,
    Answer,
    document_answer,
    dump_json,
    fingerprint,
    full_answer,
    not_modified,
)
from server.exchange.links import link_header
from server.exchange.visit import Visit, read_visit
from server.features.items import items_answer
from server.features.negotiation import feature_format
from server.features.request import read_items_request
from server.features.single import read_feature
from server.features.written import written_answer
from server.masterplans.activities import PILLARS, STATES
from server.masterplans.desk import NAME, Held, MasterplanDesk
from server.pages import document_or_page, render_page
from server.routes.visit import reply, the_ask, the_visit, the_workspace
from server.tiles.answer import tile_by_address

blueprint = Blueprint("masterplans", __name__, url_prefix="/masterplans")
ONE = "/<masterplan_id>"
ACTIVITIES = f"{ONE}/activities"
PDF = "application/pdf"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@blueprint.get("")
def masterplans() -> Response:
    """Give the list of masterplans."""
    visit, desk = the_visit(), the_desk()
    rows = [
        {"id": name, "example": example, "plan": _sound(desk, name)}
        for name, example in desk.names().items()
    ]
    document = masterplans_document(rows, visit)
    return reply(document_or_page(visit, document, ("masterplans/list.html", {"words": WORDS})))


@blueprint.get(ONE)
def masterplan(masterplan_id: str) -> Response:
    """Give one masterplan whole."""
    visit, held = the_visit(), the_desk().held(masterplan_id)
    context = {"words": WORDS, "plan": held.plan, "tree": tree_of(held.plan)}
    context |= {"states": STATES, "pillars": PILLARS}
    context["units"] = {one.id: one.name for one in held.plan.work_units}
    context["indicators"] = {one.id: one for one in held.plan.indicators}
    document = plan_document(held, visit)
    return reply(document_or_page(visit, document, ("masterplans/plan.html", context)))


@blueprint.get(f"{ONE}/check")
def check(masterplan_id: str) -> Response:
    """Give every fault of a masterplan."""
    visit = the_visit()
    document = check_document(masterplan_id, the_desk().faults(masterplan_id), visit)
    return reply(document_or_page(visit, document, ("masterplans/check.html", {"words": WORDS})))


@blueprint.get(f"{ONE}/evaluation")
def evaluation(masterplan_id: str) -> Response:
    """Say where every target of a masterplan stands on a day."""
    visit, held, day = _dated(masterplan_id)

    def told() -> Mapping[str, Any]:
        return evaluation_document(held, the_desk().evaluation(held, day), visit)

    return reply(_computed(visit, held, (day.isoformat(),), told, "evaluation"))


@blueprint.get(f"{ONE}/report.pdf")
def report(masterplan_id: str) -> Response:
    """Print the blueprint report of a masterplan as it stands on a day."""
    from server.reports import printed

    visit, held, day = _dated(masterplan_id)
    tag = fingerprint(held.mark, day.isoformat(), "report", visit.language)
    known = not_modified(visit.ask, tag)
    if known is None:
        body = printed(the_desk().report(held, day), visit.language, "pdf")
        known = full_answer(visit.ask, body, media=PDF, tag=tag)
    return reply(known)


@blueprint.get(f"{ONE}/report.json")
def report_data(masterplan_id: str) -> Response:
    """Give all numbers and words of a masterplan's report, in both languages."""
    visit, held, day = _dated(masterplan_id)
    tag = fingerprint(held.mark, day.isoformat(), "report-data")
    known = not_modified(visit.ask, tag)
    if known is None:
        body = dump_json(the_desk().report(held, day))
        known = full_answer(visit.ask, body, media=JSON, tag=tag)
    return reply(known)


@blueprint.get(f"{ONE}/programmes/<programme_id>/effect")
def effect(masterplan_id: str, programme_id: str) -> Response:
    """Say which targets a programme moves, and who gains."""
    visit, held, day = _dated(masterplan_id)

    def told() -> Mapping[str, Any]:
        found = the_desk().effect(held, programme_id, day)
        return effect_document(held.name, found, visit)

    return reply(_computed(visit, held, (day.isoformat(), programme_id), told, "effect"))


@blueprint.get(f"{ONE}/schema")
def schema(masterplan_id: str) -> Response:
    """Give the JSON Schema of a masterplan's file."""
    from layers.masterplan import json_schema

    _require_json(the_visit())
    the_desk().require(masterplan_id)
    return reply(document_answer(the_ask(), dump_json(json_schema()), media=SCHEMA))


@blueprint.get(ACTIVITIES)
def activities(masterplan_id: str) -> Response:
    """Describe the activities of a masterplan as a collection."""
    visit, desk = _require_json(the_visit()), the_desk()
    held = desk.held(masterplan_id)
    _, collection = desk.activities(held)
    document = activities_document(held, collection.layer, visit)
    return reply(document_answer(visit.ask, dump_json(document), media=JSON))


@blueprint.get(f"{ACTIVITIES}/items")
def activity_items(masterplan_id: str) -> Response:
    """Give a page of activities, as GeoJSON or as a table."""
    desk, ask = the_desk(), the_ask()
    workspace, collection = desk.activities(desk.held(masterplan_id))
    asked = read_items_request(ask.query, collection, workspace.settings)
    shown = feature_format(ask, asked.format)
    if shown in ("json", "html"):
        return reply(items_answer(workspace, ask, collection, asked))
    return reply(written_answer(workspace, ask, collection, asked, shown))


@blueprint.get(f"{ACTIVITIES}/items/<feature_id>")
def activity_item(masterplan_id: str, feature_id: str) -> Response:
    """Give one activity."""
    _require_json(the_visit())
    desk = the_desk()
    workspace, collection = desk.activities(desk.held(masterplan_id))
    body = read_feature(workspace, collection, feature_id)
    return reply(document_answer(the_ask(), body, media="application/geo+json"))


@blueprint.get(f"{ACTIVITIES}/tiles/<grid_id>/<zoom>/<row>/<column>")
def activity_tile(masterplan_id: str, grid_id: str, zoom: str, row: str, column: str) -> Response:
    """Give a vector tile of the activities; the row comes before the column."""
    desk = the_desk()
    workspace, collection = desk.activities(desk.held(masterplan_id))
    place = (zoom, column, row)
    return reply(tile_by_address(workspace, the_ask(), collection.layer.id, grid_id, place))


def the_desk() -> MasterplanDesk:
    """Give the desk of masterplans of the running application."""
    return cast("MasterplanDesk", current_app.extensions[NAME])


def _sound(desk: MasterplanDesk, name: str) -> Any:
    """Give a plan; None where it has faults."""
    try:
        return desk.held(name).plan
    except (SourceError, NothingHereError):
        return None


def _require_json(visit: Visit) -> Visit:
    """Refuse a page of what is a document only."""
    if dict(visit.pairs).get("f") == "html":
        raise ParameterError(
            Text("f: dokumen ini hanya json", "f: this document is json only"), code="bad-parameter"
        )
    return visit


def _dated(name: str) -> tuple[Visit, Held, date]:
    """Read a request that asks how things stand on a day; today unless it is told."""
    visit = read_visit(the_ask(), the_workspace().settings.language, more=("on",))
    text = dict(visit.pairs).get("on")
    return visit, the_desk().held(name), _day(text) if text else _today()


def _today() -> date:
    return datetime.now().astimezone().date()


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ParameterError(
        Text(
            f"on={text[:40]!r}; yang diminta hari seperti 2026-12-31",
            f"on={text[:40]!r}; wanted a day such as 2026-12-31",
        ),
        code="bad-parameter",
    )


def _computed(
    visit: Visit,
    held: Held,
    asked: tuple[str, ...],
    told: Callable[[], Mapping[str, Any]],
    template: str,
) -> Answer:
    """Give what is computed of a plan; who holds it already is told so without computing."""
    shown = repr((visit.pairs, visit.shown, visit.language))
    tag = fingerprint(visit.base_url, held.mark, *asked, template, shown)
    known = not_modified(visit.ask, tag)
    if known is not None:
        return known
    document = told()
    extra = (link_header(document["links"]),)
    if visit.shown == "json":
        return full_answer(visit.ask, dump_json(document), media=JSON, tag=tag, extra=extra)
    context = {"document": document, "name": held.name, "words": WORDS, "letters": LETTERS}
    context |= {"changing": changing(held.plan), "titles": status_titles(), "pillars": PILLARS}
    body = render_page(visit, f"masterplans/{template}.html", **context)
    return full_answer(visit.ask, body, media=HTML, tag=tag, extra=extra)
