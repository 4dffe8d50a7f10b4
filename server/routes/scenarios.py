"""Scenarios: listed, told, changed by editors; their collections, tiles, analyses, comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from layers.text import Text
from server.documents.scenarios.kinds import edits_document
from server.documents.scenarios.told import (
    WORDS,
    comparison_document,
    layer_document,
    layers_document,
    scenario_document,
    scenarios_document,
)
from server.errors import BodyError, ParameterError
from server.exchange.answer import JSON, SECURITY, Answer, dump_json, result_answer
from server.exchange.ask import Ask
from server.exchange.body import parse_json
from server.exchange.visit import Visit, read_visit
from server.features.items import items_answer
from server.features.negotiation import feature_format
from server.features.request import read_items_request
from server.features.single import read_feature
from server.features.written import written_answer
from server.pages import document_or_page
from server.routes.runs.desk import the_scenarios
from server.routes.runs.processes import executed
from server.routes.visit import reply, the_ask, the_visit, the_workspace
from server.tiles.answer import tile_by_address
from server.workspace import Workspace

if TYPE_CHECKING:
    from gis.scenarios.keeping import Scenarios
    from gis.scenarios.opening import ScenarioCatalogue
    from layers import Catalogue
    from layers.scenarios import Scenario

blueprint = Blueprint("scenarios", __name__, url_prefix="/scenarios")
BASELINE = "baseline"
ONE = "/<scenario_id>"
LAYER = f"{ONE}/collections/<layer_id>"


@blueprint.get("")
def scenarios() -> Response:
    """Give the list of scenarios."""
    visit = the_visit()
    document = scenarios_document(_kept().shelf.all(), visit)
    return reply(document_or_page(visit, document, ("scenarios/list.html", {"words": WORDS})))


@blueprint.post("")
def create() -> Response:
    """Make a scenario: of edits, of a parent's, or of two that are merged."""
    body = _body(("id", "title", "parent", "edits", "merge", "prefer"))
    kept, title = _kept(), _title(body)
    name = _text(body, "id")
    if "merge" not in body:
        parent = None if body.get("parent") is None else _text(body, "parent")
        made = kept.create(name, title=title, parent=parent, edits=body.get("edits"))
        return reply(_written(made, 201))
    both, prefer = body["merge"], body.get("prefer")
    two = isinstance(both, list) and len(both) == 2 and all(isinstance(b, str) for b in both)
    if not two or prefer not in (None, "first", "second"):
        raise _unread("merge", '["one", "two"], prefer: first | second')
    made, _ = kept.merge(name, both[0], both[1], title=title, prefer=prefer)
    return reply(_written(made, 201))


@blueprint.get(ONE)
def scenario(scenario_id: str) -> Response:
    """Give one scenario with its edits."""
    visit, kept = the_visit(), _kept()
    held = kept.shelf.at(scenario_id)
    document = scenario_document(held, kept.base, kept.moved(held.id), visit)
    edited = [name for name in held.touched if name in kept.base]
    page = ("scenarios/scenario.html", {"words": WORDS, "edited": edited})
    return reply(document_or_page(visit, document, page))


@blueprint.patch(ONE)
def rename(scenario_id: str) -> Response:
    """Give a scenario another title."""
    title = _title(_body(("title",)))
    if title is None:
        raise _unread("title", '"…" | {"id": "…", "en": "…"}')
    return reply(_written(_kept().rename(scenario_id, title), 200))


@blueprint.delete(ONE)
def delete(scenario_id: str) -> Response:
    """Remove a scenario."""
    _kept().delete(scenario_id)
    return reply(Answer(204, (("Cache-Control", "no-store"), *SECURITY), b""))


@blueprint.get(f"{ONE}/edits")
def edits(scenario_id: str) -> Response:
    """Give the edits of a scenario, and the kinds of edits that it takes."""
    visit, kept = _json_visit(), _kept()
    held = kept.shelf.at(scenario_id)
    told = scenario_document(held, kept.base, kept.moved(held.id), visit)["edits"]
    document = edits_document(scenario_id, told, kept.base, visit)
    return reply(document_or_page(visit, document, ("", {})))


@blueprint.post(f"{ONE}/edits")
def edit(scenario_id: str) -> Response:
    """Add edits to a scenario; all of them or none."""
    body = _body(("edits", "version"))
    found = _kept().edit(scenario_id, body.get("edits"), version=_version(body))
    return reply(_written(found, 200))


@blueprint.delete(f"{ONE}/edits/<number>")
def undo(scenario_id: str, number: str) -> Response:
    """Take an edit out again."""
    n = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0
    return reply(_written(_kept().undo(scenario_id, [n]), 200))


@blueprint.post(f"{ONE}/rebase")
def rebase(scenario_id: str) -> Response:
    """Bring a scenario to the layers as they are now."""
    body = _body(("drop",))
    if not isinstance(body.get("drop", False), bool):
        raise _unread("drop", "true | false")
    found, _ = _kept().rebase(scenario_id, drop=body.get("drop", False))
    return reply(_written(found, 200))


@blueprint.get(f"{ONE}/collections")
def collections(scenario_id: str) -> Response:
    """Give the collections of a scenario."""
    visit, catalogue = _json_visit(), _catalogue(_opened(scenario_id))
    document = layers_document(scenario_id, catalogue.layers(), catalogue.changes.layers(), visit)
    return reply(document_or_page(visit, document, ("", {})))


@blueprint.get(LAYER)
def collection(scenario_id: str, layer_id: str) -> Response:
    """Give one collection of a scenario."""
    visit, catalogue = _json_visit(), _catalogue(_opened(scenario_id))
    edited = layer_id in catalogue.changes.layers()
    layer = catalogue[layer_id].layer
    document = layer_document(layer, scenario_id, visit, edited=edited)
    return reply(document_or_page(visit, document, ("", {})))


@blueprint.get(f"{LAYER}/items")
def items(scenario_id: str, layer_id: str) -> Response:
    """Give a page of items of a scenario, as GeoJSON or as a table."""
    workspace = _opened(scenario_id)
    ask = _inside(scenario_id)
    # The layer itself first: one that has moved is refused.
    _catalogue(workspace)[layer_id]
    found = workspace.collection(layer_id)
    asked = read_items_request(ask.query, found, workspace.settings)
    shown = feature_format(ask, asked.format)
    if shown in ("json", "html"):
        return reply(items_answer(workspace, ask, found, asked))
    return reply(written_answer(workspace, ask, found, asked, shown))


@blueprint.get(f"{LAYER}/items/<feature_id>")
def item(scenario_id: str, layer_id: str, feature_id: str) -> Response:
    """Give one feature of a scenario."""
    _json_visit()
    workspace = _opened(scenario_id)
    _catalogue(workspace)[layer_id]
    body = read_feature(workspace, workspace.collection(layer_id), feature_id)
    return reply(result_answer(the_ask(), body, media="application/geo+json"))


@blueprint.get(f"{LAYER}/tiles/<grid_id>/<zoom>/<row>/<column>")
def tile(
    scenario_id: str, layer_id: str, grid_id: str, zoom: str, row: str, column: str
) -> Response:
    """Give a vector tile of a scenario; the row comes before the column."""
    workspace = _opened(scenario_id)
    _catalogue(workspace)[layer_id]
    place = (zoom, column, row)
    return reply(tile_by_address(workspace, _inside(scenario_id), layer_id, grid_id, place))


@blueprint.post(f"{ONE}/processes/<process_id>/execution")
def execution(scenario_id: str, process_id: str) -> Response:
    """Run an analysis on a scenario while the asker waits, or as a job, as Prefer says."""
    return reply(executed(process_id, scenario_id))


@blueprint.get(f"{ONE}/compare/<other_id>")
def compare(scenario_id: str, other_id: str) -> Response:
    """Compare two scenarios, or one with `baseline`: the change from the second to the first."""
    from gis.scenarios.comparing import compare as compared
    from gis.scenarios.comparing import read_indicators

    visit = read_visit(
        the_ask(), the_workspace().settings.language, more=("indicators", "by", "region")
    )
    given = dict(visit.pairs)
    asked = read_indicators(given["indicators"]) if "indicators" in given else None
    first, second = _side(other_id), _side(scenario_id)
    found = compared(
        first, second, asked, by=given.get("by", "districts"), region=given.get("region") or None
    )
    document = comparison_document(found, visit)
    return reply(document_or_page(visit, document, ("scenarios/comparison.html", {"words": WORDS})))


def _kept() -> Scenarios:
    return the_scenarios().scenarios()


def _opened(scenario_id: str) -> Workspace:
    return the_scenarios().workspace(scenario_id)


def _catalogue(workspace: Workspace) -> ScenarioCatalogue:
    return cast("ScenarioCatalogue", workspace.catalogue())


def _side(name: str) -> Catalogue:
    return the_workspace().catalogue() if name == BASELINE else _opened(name).catalogue()


def _inside(scenario_id: str) -> Ask:
    """Give the request with the scenario as its home, so that links stay in it."""
    ask = the_ask()
    return replace(ask, base_url=f"{ask.base_url}/scenarios/{scenario_id}")


def _json_visit() -> Visit:
    """Give a request of a document that is no page."""
    visit = the_visit()
    if dict(visit.pairs).get("f") == "html":
        raise ParameterError(
            Text("f: dokumen ini hanya json", "f: this document is json only"), code="bad-parameter"
        )
    return replace(visit, shown="json")


def _body(known: tuple[str, ...]) -> Mapping[str, Any]:
    """Read a JSON object with members that are known."""
    if request.mimetype not in (JSON, ""):
        raise UnsupportedMediaType(f"the body is {request.mimetype}; wanted {JSON}")
    document = parse_json(request.get_data() or b"{}")
    if not isinstance(document, dict):
        raise _unread("body", "{…}")
    strange = [name for name in document if name not in known]
    if strange:
        raise _unread(str(strange[0])[:40], ", ".join(known))
    return document


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise _unread(name, '"…"')
    return value


def _version(body: Mapping[str, Any]) -> int | None:
    version = body.get("version")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise _unread("version", "1")
    return version


def _title(body: Mapping[str, Any]) -> Text | None:
    title = body.get("title")
    if title is None or isinstance(title, str):
        return None if title is None else Text.of(title)
    both = isinstance(title, dict) and set(title) == {"id", "en"}
    if not both or not all(isinstance(words, str) for words in title.values()):
        raise _unread("title", '"…" | {"id": "…", "en": "…"}')
    return Text(title["id"], title["en"])


def _unread(name: str, wanted: str) -> BodyError:
    return BodyError(Text(f"{name}: yang diminta {wanted}", f"{name}: wanted {wanted}"))


def _written(made: Scenario, status: int) -> Answer:
    """Give a scenario after a change."""
    visit = read_visit(the_ask(), the_workspace().settings.language).bare()
    kept = _kept()
    document = scenario_document(made, kept.base, kept.moved(made.id), visit)
    body = dump_json(document)
    home = f"{visit.base_url}/scenarios/{made.id}"
    headers = (
        ("Content-Type", JSON),
        ("Content-Length", str(len(body))),
        ("Location" if status == 201 else "Content-Location", home),
        ("Cache-Control", "no-store"),
        *SECURITY,
    )
    return Answer(status, headers, body)
