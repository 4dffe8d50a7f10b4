"""The application: blueprints, errors and headers put together; nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from flask_cors import CORS
from werkzeug.exceptions import HTTPException

import layers
from server.config import ServerSettings
from server.exchange.answer import CONTENT_SECURITY_POLICY, EXPOSED, SECURITY
from server.exchange.language import LANGUAGES, Language, preferred_language
from server.exchange.problem import problem_answer
from server.front import Front
from server.identity.guard import NAME as GUARD
from server.identity.guard import SAFE, Guard
from server.identity.tokens import CHAPTER as TOKENS
from server.jobs.desk import NAME as JOBS
from server.ledger import FILE, Ledger
from server.masterplans.desk import NAME as MASTERPLANS
from server.masterplans.desk import MasterplanDesk
from server.operations.gate import ROUTE, Gate
from server.operations.journal import write_json
from server.operations.limiting import Buckets
from server.operations.metrics import METRICS, Metrics
from server.results.desk import NAME as RESULTS
from server.results.office import open_office
from server.routes import (
    aggregates,
    assets,
    collections,
    features,
    health,
    landing,
    pictures,
    scenarios,
    search,
    styles,
    tiles,
    webmap,
    zoning,
)
from server.routes import layers as layer_tree
from server.routes.identity import session, shares
from server.routes.runs import jobs, masterplans, processes
from server.routes.runs import results as kept_results
from server.routes.views import links, sheets, sights
from server.routes.visit import reply
from server.scenarios.shelf import NAME as SCENARIOS
from server.searching import desk
from server.shares.shares import CHAPTER as SHARES
from server.shares.shares import Shares
from server.workspace import Workspace

# Other origins may read what everybody may; only our own pages may know who one is.
_READABLE = r"^/(?!session(?:/|$)|shares/?$|processes/[^/]+/execution).*"
_CROSSING = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers")


def create_app(
    settings: ServerSettings,
    *,
    opener: Callable[..., layers.Catalogue] = layers.open,
    buckets: Buckets | None = None,
    guesses: Buckets | None = None,
) -> Flask:
    """Make the Flask application that publishes a workspace.

    Parameters
    ----------
    settings
        What to publish, and with which limits.
    opener
        How the catalogue is opened, in each process at its first request.
    buckets
        Rate limits that worker processes share; made here unless given.
    guesses
        Count of wrong tokens that worker processes share; made here unless given.

    Returns
    -------
    Flask
        The application; `app.wsgi_app` is the front, which answers hot requests
        for items before routing.
    """
    app = Flask("server", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.body_bytes
    app.config["MAX_FORM_PARTS"] = 100
    app.url_map.strict_slashes = False
    workspace = Workspace(settings, opener)
    app.extensions["penyangga"] = workspace
    app.extensions[desk.NAME] = desk.Desk(workspace)
    guard = _remember(app, settings, guesses)
    _employ(app, workspace)
    for module in (
        landing,
        collections,
        features,
        aggregates,
        processes,
        jobs,
        kept_results,
        tiles,
        pictures,
        styles,
        layer_tree,
        health,
        assets,
        webmap,
        links,
        sheets,
        sights,
        zoning,
        search,
        session,
        shares,
        scenarios,
        masterplans,
    ):
        app.register_blueprint(module.blueprint)
    _open_to_readers(app)
    app.register_error_handler(Exception, _tell)
    app.before_request(_name_route)
    app.before_request(guard.check)
    app.after_request(_harden)
    metrics = Metrics()
    app.extensions[METRICS] = metrics
    if settings.json_log:
        write_json()
    limits = settings.limits
    if buckets is None and limits.rate:
        buckets = Buckets(limits.rate, limits.burst)
    front = Front(workspace, app.wsgi_app)
    app.wsgi_app = Gate(front, settings, metrics, buckets, front.at_once)  # type: ignore[assignment,method-assign]
    return app


def _employ(app: Flask, workspace: Workspace) -> None:
    """Give the application its desks: of jobs, of their results, of scenarios, of plans."""
    office = open_office(workspace)
    app.extensions[SCENARIOS] = office.scenarios
    app.extensions[JOBS] = office.jobs
    app.extensions[RESULTS] = office.results
    app.extensions[MASTERPLANS] = MasterplanDesk(workspace)


def _open_to_readers(app: Flask) -> None:
    """Let pages of other origins read what everybody may."""
    # Before the next, for what is registered first is called last.
    app.after_request(_keep_apart)
    CORS(
        app,
        resources={_READABLE: {"origins": "*"}},
        methods=["GET", "HEAD", "OPTIONS"],
        expose_headers=EXPOSED.split(", "),
        send_wildcard=True,
    )


def _remember(app: Flask, settings: ServerSettings, guesses: Buckets | None) -> Guard:
    """Give the application what the ledger keeps: who may write, and shares."""
    ledger = Ledger(settings.home / FILE, [TOKENS, SHARES])
    guard = Guard(settings, ledger, guesses)
    app.extensions[GUARD] = guard
    app.extensions[shares.NAME] = Shares(ledger)
    return guard


def _name_route() -> None:
    """Tell the gate which route answers."""
    if request.url_rule is not None:
        request.environ[ROUTE] = request.url_rule.rule.replace("<", "{").replace(">", "}")


def _tell(error: Exception) -> Any:
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error
    return reply(problem_answer(error, _language_of_error()))


def _language_of_error() -> Language:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        return "en" if wanted == "en" else "id"
    return preferred_language(request.headers.get("Accept-Language", ""), "en")


def _harden(response: Response) -> Response:
    for name, value in SECURITY:
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    return response


def _keep_apart(response: Response) -> Response:
    """Let pages of other origins read what is read by everybody, and nothing else."""
    if request.method not in SAFE or not re.match(_READABLE, request.path):
        for name in _CROSSING:
            response.headers.pop(name, None)
    return response
