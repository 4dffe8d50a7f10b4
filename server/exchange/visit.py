"""Visit: a request for a document, with its parameters checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from server.exchange.ask import Ask, Format
from server.exchange.language import Language
from server.exchange.links import Pairs
from server.exchange.parameters import (
    read_format,
    read_language,
    read_parameters,
    refuse_unknown,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a document: its parameters, and the format and language to answer in."""

    ask: Ask
    pairs: Pairs
    shown: Format
    language: Language

    @property
    def base_url(self) -> str:
        """Public address of the service, without a final slash."""
        return self.ask.base_url

    def bare(self) -> Visit:
        """Give the visit as if it had asked for JSON without parameters, for nested documents."""
        return replace(self, pairs=(), shown="json")


def read_visit(ask: Ask, default: Language, *, more: Iterable[str] = ()) -> Visit:
    """Read a request that takes `f` and `lang`, and nothing else unless it is told.

    Parameters
    ----------
    ask
        The request.
    default
        Language to answer in when none is asked for.
    more
        Other parameters it takes.

    Raises
    ------
    ParameterError
        If it has other parameters, or a format or language not offered.
    """
    given = read_parameters(ask.query)
    refuse_unknown(given, ("f", "lang", *more))
    shown = ask.format(read_format(given))
    return Visit(ask, tuple(given.items()), shown, ask.language(read_language(given), default))
