"""Shares: made, listed and removed by editors, followed by everybody."""

from __future__ import annotations

import re
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request

from layers.text import Text
from server.documents.identity.shares import WORDS, share_document, shares_document
from server.errors import BodyError, ParameterError
from server.exchange.answer import HTML, JSON, dump_json, result_answer
from server.exchange.body import parse_json
from server.exchange.visit import read_visit
from server.identity.guard import require_editor
from server.identity.onward import is_own_path
from server.pages import render_page
from server.routes.visit import reply, the_ask, the_visit, the_workspace
from server.shares.shares import LONGEST, Share, Shares

blueprint = Blueprint("shares", __name__)
NAME = "penyangga.shares"
DAY_S = 86_400.0
DAYS, MOST_DAYS = 365, 3650
LIMIT, MOST_LIMIT = 100, 1000
LONGEST_TITLE = 200
_KEYS = ("address", "title", "days")
_WHOLE = re.compile(r"[0-9]{1,9}")


def the_shares() -> Shares:
    """Give the shares of the running application."""
    return cast("Shares", current_app.extensions[NAME])


@blueprint.get("/shares")
def shares() -> Response:
    """Give a page of shares, the newest first, to editors."""
    require_editor()
    visit = read_visit(the_ask(), the_workspace().settings.language, more=("limit", "offset"))
    given = dict(visit.pairs)
    offset = _whole(given, "offset", 0)
    limit = min(max(_whole(given, "limit", LIMIT), 1), MOST_LIMIT)
    listed, n_all = the_shares().listed(offset, limit)
    document = shares_document(listed, n_all, visit, (offset, limit))
    if visit.shown == "json":
        return reply(result_answer(visit.ask, dump_json(document), media=JSON))
    body = render_page(visit, "identity/shares.html", document=document, words=WORDS)
    return reply(result_answer(visit.ask, body, media=HTML))


@blueprint.post("/shares")
def share() -> Response:
    """Make a share of an address of this service."""
    visit = the_visit()
    address, title, days = _read(parse_json(request.get_data()), visit.base_url)
    author = require_editor().name
    made, is_new = the_shares().add(address, title, author=author, lasting_s=days * DAY_S)
    answer = _told(made)
    answer.status_code = 201 if is_new else 200
    answer.headers["Location"] = f"{visit.base_url}/shares/{made.id}"
    return answer


@blueprint.get("/shares/<share_id>")
def follow(share_id: str) -> Response:
    """Lead a browser to where a share leads; tell a program of it."""
    visit = the_visit()
    found = the_shares().find(share_id)
    if visit.shown == "json":
        return _told(found)
    root = urlsplit(visit.base_url).path
    headers = {"Location": root + found.address, "Cache-Control": "no-store", "Vary": "Accept"}
    return Response(status=302, headers=headers)


@blueprint.delete("/shares/<share_id>")
def remove(share_id: str) -> Response:
    """Take a share away."""
    the_shares().remove(share_id)
    return Response(status=204, headers={"Cache-Control": "no-store"})


def _told(share: Share) -> Response:
    ask = the_ask()
    return reply(result_answer(ask, dump_json(share_document(share, ask.base_url)), media=JSON))


def _read(document: Any, base_url: str) -> tuple[str, str, int]:
    """Read what a share is to be made of: address, title, and for how many days."""
    if not isinstance(document, dict) or set(document) - set(_KEYS):
        raise _wrong(
            'objek JSON {"address": "/map?…", "title": "…", "days": 365}',
            'a JSON object {"address": "/map?…", "title": "…", "days": 365}',
        )
    address = document.get("address")
    title, days = document.get("title", ""), document.get("days", DAYS)
    if isinstance(address, str) and address.startswith(f"{base_url}/"):
        address = address[len(base_url) :]
    if not isinstance(address, str) or len(address) > LONGEST or not is_own_path(address):
        raise _wrong(
            f"address: alamat halaman layanan ini seperti /map?…, paling panjang {LONGEST} huruf",
            f"address: that of a page of this service such as /map?…, {LONGEST} characters at most",
        )
    if not isinstance(title, str) or len(title) > LONGEST_TITLE or not title.isprintable():
        raise _wrong(
            f"title: teks paling panjang {LONGEST_TITLE} huruf",
            f"title: text of {LONGEST_TITLE} characters at most",
        )
    if type(days) is not int or not 1 <= days <= MOST_DAYS:
        raise _wrong(f"days: 1 sampai {MOST_DAYS}", f"days: 1 to {MOST_DAYS}")
    return address, title, days


def _wrong(indonesian: str, english: str) -> BodyError:
    return BodyError(Text(f"yang diminta {indonesian}", f"wanted {english}"))


def _whole(given: dict[str, str], name: str, otherwise: int) -> int:
    text = given.get(name, str(otherwise))
    if not _WHOLE.fullmatch(text):
        raise ParameterError(
            Text(
                f"{name}={text[:20]!r}: yang diminta bilangan bulat mulai 0",
                f"{name}={text[:20]!r}: wanted a whole number of at least 0",
            )
        )
    return int(text)
