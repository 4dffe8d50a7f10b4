"""Who one is here, and who may write, as a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from layers.text import Text
from server.exchange.answer import JSON
from server.exchange.language import say
from server.exchange.links import language_links, link, representations

if TYPE_CHECKING:
    from server.exchange.visit import Visit
    from server.identity.caller import Caller
    from server.identity.guard import Standing

# Who one is, by how that is known.
CALLERS: Mapping[str, Text] = {
    "local": Text(
        "Anda memakai mesin tempat layanan ini berjalan, jadi Anda boleh menulis.",
        "You use the machine this service runs on, so you may write.",
    ),
    "nobody": Text("Anda tidak dikenal; Anda boleh membaca.", "You are not known; you may read."),
}
ROLES: Mapping[str, Text] = {
    "editor": Text(
        "Anda masuk sebagai {name} dan boleh menulis.", "You are known as {name} and may write."
    ),
    "reader": Text(
        "Anda masuk sebagai {name} dan boleh membaca.", "You are known as {name} and may read."
    ),
}
# Who may write at all.
STANDINGS: Mapping[str, Text] = {
    "local": Text(
        "Yang boleh menulis (pekerjaan, hasil yang disimpan, skenario, tautan): pemakai mesin ini, "
        "dan pemegang token editor.",
        "Those who may write (jobs, kept results, scenarios, shares): whoever uses this machine, "
        "and holders of an editor's token.",
    ),
    "token": Text(
        "Yang boleh menulis (pekerjaan, hasil yang disimpan, skenario, tautan): pemegang token "
        "editor.",
        "Those who may write (jobs, kept results, scenarios, shares): holders of an editor's "
        "token.",
    ),
    "not-set-up": Text(
        "Belum ada yang boleh menulis: pengelola perlu membuat token dengan 'penyangga token "
        "create NAMA --role editor'.",
        "Nobody may write yet: the operator has to make a token with 'penyangga token create "
        "NAME --role editor'.",
    ),
    "nobody": Text("Layanan ini hanya untuk dibaca.", "This service is for reading only."),
}
WORDS: Mapping[str, Text] = {
    "title": Text("Siapa yang boleh menulis", "Who may write"),
    "token": Text("Token", "Token"),
    "hint": Text(
        "Token dimulai dengan pyg_; pengelola membuatnya untuk Anda.",
        "A token begins with pyg_; the operator makes it for you.",
    ),
    "sign_in": Text("Masuk", "Sign in"),
    "sign_out": Text("Keluar", "Sign out"),
    "shares": Text("Tautan pendek", "Shares"),
    "refused": Text("Tidak dapat masuk", "You cannot be signed in"),
}


def session_document(caller: Caller, standing: Standing, visit: Visit) -> dict[str, Any]:
    """Give who one is here, and who may write.

    Parameters
    ----------
    caller
        Who asks.
    standing
        Who may write at all.
    visit
        The request, for addresses and language.
    """
    here = f"{visit.base_url}/session"
    may_write = caller.may_write and standing != "nobody"
    shares = link(f"{visit.base_url}/shares", "related", JSON, say(WORDS["shares"], visit.language))
    who = CALLERS.get(caller.by) or ROLES[caller.role or "reader"]
    return {
        "title": say(WORDS["title"], visit.language),
        "by": caller.by,
        "name": caller.name,
        "role": caller.role,
        "mayWrite": may_write,
        "writers": standing,
        "who": say(who, visit.language).format(name=caller.name),
        "detail": say(STANDINGS[standing], visit.language),
        "links": [
            *representations(here, visit.pairs, JSON, shown=visit.shown),
            *language_links(here, visit.pairs, JSON),
            link(f"{visit.base_url}/", "start", JSON),
            *([shares] if may_write else []),
        ],
    }
