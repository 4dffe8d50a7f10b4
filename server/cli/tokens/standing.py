"""Standing: who may write to a service that is about to start, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from server.cli.session import Session, note

if TYPE_CHECKING:
    from server.config import ServerSettings
    from server.identity.guard import Standing

Writers = Literal["local", "token", "nobody"]
WRITERS: tuple[Writers, ...] = ("local", "token", "nobody")


def is_out_of_reach(host: str) -> bool:
    """Say whether a service that listens there can be reached from this machine only."""
    from server.identity.locality import is_loopback

    return is_loopback(host)


def usual_writers(host: str, *, behind_proxy: bool) -> Writers:
    """Give who may write unless it is said: this machine's user, where nobody else comes in.

    Parameters
    ----------
    host
        Where the service listens.
    behind_proxy
        Whether a proxy passes on what others ask.
    """
    return "local" if is_out_of_reach(host) and not behind_proxy else "token"


def standing_of(session: Session, settings: ServerSettings) -> Standing:
    """Give who may write; a ledger that cannot be read leaves the service to readers.

    Parameters
    ----------
    session
        Language to tell that in.
    settings
        Of the service.
    """
    from server.errors import LedgerError
    from server.identity.guard import Guard
    from server.identity.tokens import CHAPTER
    from server.ledger import FILE, Ledger

    try:
        return Guard(settings, Ledger(settings.home / FILE, [CHAPTER])).standing()
    except LedgerError as error:
        note(session.say(error.text))
        return "nobody"


def said(session: Session, standing: Standing) -> str:
    """Give the sentence that says who may write."""
    from server.documents.identity.session import STANDINGS

    return session.say(STANDINGS[standing])
