"""Sessions: who one is here, signing in with a token, signing out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from layers.text import Text
from server.documents.identity.session import WORDS, session_document
from server.errors import BodyError, NotSignedInError, TooManyRequestsError, fault_of
from server.exchange.answer import HTML, JSON, dump_json, result_answer
from server.exchange.body import parse_json
from server.exchange.language import say
from server.exchange.links import address, with_parameter
from server.exchange.parameters import read_parameters
from server.exchange.visit import Visit, read_visit
from server.identity.caller import NOBODY, Caller
from server.identity.guard import COOKIE, the_guard
from server.identity.onward import is_own_path
from server.identity.sessions import LASTING_S
from server.pages import render_page
from server.routes.visit import reply, the_ask, the_workspace

blueprint = Blueprint("session", __name__)
# Longest body of a form or document that holds a token.
MOST = 4000


@blueprint.get("/session")
def session() -> Response:
    """Tell who one is here, and who may write."""
    return _told(_visit(), _known())


@blueprint.post("/session")
def sign_in() -> Response:
    """Begin a session for whoever shows a token; a browser is known again by its cookie."""
    visit = _visit()
    guard = the_guard()
    secret, form = _shown()
    try:
        token = guard.find(secret)
    except (NotSignedInError, TooManyRequestsError) as error:
        if not form or visit.shown == "json":
            raise
        return _told(visit, _known(), error)
    session_secret, _ = guard.sessions.begin(token)
    caller = Caller("session", token.role, token.name)
    answer = _onward(visit) if form else _told(visit, caller)
    answer.set_cookie(
        COOKIE,
        session_secret,
        max_age=int(LASTING_S),
        path=urlsplit(visit.base_url).path or "/",
        secure=visit.base_url.startswith("https:"),
        httponly=True,
        samesite="Lax",
    )
    return answer


@blueprint.delete("/session")
@blueprint.post("/session/end")
def sign_out() -> Response:
    """End one's session."""
    visit = _visit()
    guard = the_guard()
    cookie = request.cookies.get(COOKIE)
    if cookie:
        guard.sessions.end(cookie)
    answer = _onward(visit) if request.method == "POST" else Response(status=204)
    answer.delete_cookie(COOKIE, path=urlsplit(visit.base_url).path or "/")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _visit() -> Visit:
    return read_visit(the_ask(), the_workspace().settings.language, more=("next",))


def _known() -> Caller:
    try:
        return the_guard().caller()
    except NotSignedInError:
        return NOBODY


def _shown() -> tuple[str, bool]:
    """Give the token in the body, and whether it was sent by a form."""
    if (request.content_length or 0) > MOST:
        raise BodyError(Text("isi terlalu besar untuk token", "the body is too large for a token"))
    if request.mimetype == "application/x-www-form-urlencoded":
        return request.form.get("token", "").strip(), True
    document = parse_json(request.get_data())
    token = document.get("token") if isinstance(document, dict) else None
    if not isinstance(token, str):
        raise BodyError(Text('yang diminta {"token": "pyg_…"}', 'wanted {"token": "pyg_…"}'))
    return token.strip(), False


def _onward(visit: Visit) -> Response:
    """Lead to where one wanted to go: a page of this service, or the one that tells who one is."""
    root = urlsplit(visit.base_url).path
    wanted = read_parameters(visit.ask.query).get("next", "")
    page = (
        f"{root}{wanted}" if is_own_path(wanted) else f"{root}/session?f=html&lang={visit.language}"
    )
    return Response(status=303, headers={"Location": page, "Cache-Control": "no-store"})


def _form_address(visit: Visit) -> str:
    pairs = with_parameter(with_parameter(visit.pairs, "f", "html"), "lang", visit.language)
    return address(f"{urlsplit(visit.base_url).path}/session", pairs)


def _told(visit: Visit, caller: Caller, error: Exception | None = None) -> Response:
    document: dict[str, Any] = session_document(caller, the_guard().standing(), visit)
    if visit.shown == "json":
        return reply(result_answer(visit.ask, dump_json(document), media=JSON))
    fault = None if error is None else fault_of(error)
    body = render_page(
        visit,
        "identity/session.html",
        document=document,
        words={key: say(text, visit.language) for key, text in WORDS.items()},
        onward=_form_address(visit),
        refused=None if fault is None else say(fault.detail, visit.language),
    )
    answer = reply(result_answer(visit.ask, body, media=HTML))
    if fault is not None:
        answer.status_code = fault.status
        answer.headers.extend(fault.headers)
    return answer
