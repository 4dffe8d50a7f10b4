"""References: a layer of the workspace and a filter on it, written as one text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from gis.errors import BadValueError
from layers.filters import Predicate, read_filter
from layers.filters.parsing import Language
from layers.layer import LAYER_ID
from layers.schema import Schema
from layers.text import Text

LANGUAGES: tuple[Language, ...] = ("cql2-text", "cql2-json")
_KEYS = {"collection", "filter", "filter-lang"}


@dataclass(frozen=True, slots=True)
class Reference:
    r"""A layer, and CQL2 that must be true of the features taken.

    Examples
    --------
    >>> Reference("districts", "code LIKE '64.%'").text
    '{"collection":"districts","filter":"code LIKE \'64.%\'"}'
    """

    collection: str
    filter: str
    language: Language = "cql2-text"

    @property
    def text(self) -> str:
        """The one way to write it, which stands for a layer's id where it is asked for."""
        written: dict[str, Any] = {"collection": self.collection}
        if self.language == "cql2-json":
            written |= {"filter": orjson.loads(self.filter), "filter-lang": self.language}
        else:
            written["filter"] = self.filter
        return orjson.dumps(written, option=orjson.OPT_SORT_KEYS).decode()

    @property
    def alias(self) -> str:
        """An id of its own for the part of the layer, as short as ids are."""
        told = hashlib.blake2b(self.text.encode(), digest_size=4).hexdigest()
        return f"{self.collection[:30]}_part_{told}"

    def predicate(self, schema: Schema) -> Predicate:
        """Read the filter against the fields of the layer.

        Raises
        ------
        QueryError
            If it cannot be read, or names what is not there.
        """
        return read_filter(self.filter, schema, self.language)


def is_reference(value: Any) -> bool:
    """Say whether a value is written as a reference, not as a layer's id."""
    return isinstance(value, Mapping) or (isinstance(value, str) and value.lstrip().startswith("{"))


def read_reference(value: Any) -> str:
    """Give the text of a reference; that of one without a filter is the layer's id.

    Parameters
    ----------
    value
        ``{"collection": id, "filter": CQL2, "filter-lang": "cql2-text" | "cql2-json"}``, or
        the same as a JSON text.

    Raises
    ------
    BadValueError
        If it is anything else.

    Examples
    --------
    >>> read_reference('{"collection": "districts"}')
    'districts'
    """
    written = _object(value)
    name, given = written.get("collection"), written.get("filter")
    if written.keys() - _KEYS or not isinstance(name, str) or not LAYER_ID.fullmatch(name):
        raise _misfit()
    if given is None:
        return name
    language = written.get("filter-lang", "cql2-text" if isinstance(given, str) else "cql2-json")
    if language not in LANGUAGES or not isinstance(given, (str, dict)):
        raise _misfit()
    if isinstance(given, dict) != (language == "cql2-json"):
        if isinstance(given, dict):
            raise _misfit()
        given = _object(given)
    text = given if isinstance(given, str) else orjson.dumps(given).decode()
    return Reference(name, text, language).text


def reference_of(layer_id: str) -> Reference | None:
    """Give the reference that `read_reference` wrote, None for a plain layer's id."""
    if not layer_id.startswith("{"):
        return None
    written = orjson.loads(layer_id)
    if "filter-lang" not in written:
        return Reference(written["collection"], written["filter"])
    return Reference(
        written["collection"], orjson.dumps(written["filter"]).decode(), written["filter-lang"]
    )


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise _misfit() from error
    if not isinstance(value, Mapping):
        raise _misfit()
    return dict(value)


def _misfit() -> BadValueError:
    return BadValueError(
        Text(
            'bukan rujukan lapisan; yang diminta id, atau {"collection": "districts", "filter": '
            '"CQL2", "filter-lang": "cql2-text" atau "cql2-json"}',
            'no reference to a layer; wanted its id, or {"collection": "districts", "filter": '
            '"CQL2", "filter-lang": "cql2-text" or "cql2-json"}',
        )
    )
