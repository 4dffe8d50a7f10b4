"""Refusals: why a filter is not taken, in both languages, with its stable word."""

from __future__ import annotations

from layers.errors import QueryError
from layers.text import Text

BAD, TYPES, COMPLEX = "bad-filter", "filter-types", "filter-too-complex"


def refusal(indonesian: str, english: str, *, code: str = BAD) -> QueryError:
    """Give the error of a filter that cannot be taken.

    Examples
    --------
    >>> str(refusal("x", "y")), refusal("x", "y").code
    ('filter: y', 'bad-filter')
    """
    return QueryError(Text(f"filter: {indonesian}", f"filter: {english}"), code=code)


def shown(value: object) -> str:
    """Give a value as it may stand in a message: short, in quotes."""
    text = str(value)
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
