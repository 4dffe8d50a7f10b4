"""Shares as documents: one, and a page of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from layers.text import Text
from server.exchange.answer import JSON
from server.exchange.language import say
from server.exchange.links import Link, address, link, representations, with_parameter
from server.identity.token import moment

if TYPE_CHECKING:
    from server.exchange.visit import Visit
    from server.shares.shares import Share

WORDS: Mapping[str, Text] = {
    "title": Text("Tautan pendek", "Shares"),
    "about": Text(
        "Alamat pendek yang membawa ke halaman layanan ini, dibuat oleh penyunting",
        "Short addresses that lead to pages of this service, made by editors",
    ),
    "none": Text("Belum ada tautan.", "There is no share yet."),
    "share": Text("tautan", "share"),
    "leads_to": Text("menuju", "leads to"),
    "author": Text("pembuat", "made by"),
    "created": Text("dibuat (UTC)", "made (UTC)"),
    "expires": Text("berakhir (UTC)", "expires (UTC)"),
    "here": Text("mesin ini", "this machine"),
}


def share_document(share: Share, base_url: str) -> dict[str, Any]:
    """Give one share; not who made it, for anybody may read it.

    Parameters
    ----------
    share
        As the ledger has it.
    base_url
        Public address of the service.
    """
    here = f"{base_url}/shares/{share.id}"
    return {
        "id": share.id,
        "title": share.title,
        "href": here,
        "address": share.address,
        "version": share.version,
        "created": moment(share.created),
        "expires": moment(share.expires),
        "links": [link(here, "self", JSON), link(base_url + share.address, "item", "text/html")],
    }


def shares_document(
    shares: Sequence[Share], n_all: int, visit: Visit, page: tuple[int, int]
) -> dict[str, Any]:
    """Give a page of shares, with who made them, for editors.

    Parameters
    ----------
    shares, n_all
        Those on the page, and how many there are.
    visit
        The request.
    page
        Offset and limit.
    """
    here = f"{visit.base_url}/shares"
    offset, limit = page
    links: list[Link] = representations(here, visit.pairs, JSON, shown=visit.shown)
    for rel, start in (("prev", offset - limit), ("next", offset + limit)):
        if -limit < start < n_all and start != offset:
            pairs = with_parameter(visit.pairs, "offset", str(max(0, start)))
            links.append(link(address(here, pairs), rel, JSON))
    return {
        "title": say(WORDS["title"], visit.language),
        "shares": [{**share_document(one, visit.base_url), "author": one.author} for one in shares],
        "numberMatched": n_all,
        "numberReturned": len(shares),
        "links": links,
    }
