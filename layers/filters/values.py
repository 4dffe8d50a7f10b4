"""Values of a filter: fields, written values, folded texts, arithmetic; constants are computed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from layers.filters.folding import fold
from layers.filters.moments import day, moment
from layers.filters.numbers import combined_pair
from layers.filters.refusal import TYPES, refusal, shown
from layers.filters.tree import Arithmetic, Column, Constant, Folded, Folding, Kind, Operator, Value
from layers.schema import FieldType, Schema

GEOMETRY_NAMES = ("geometry", "geom")
ARITHMETIC = ("+", "-", "*", "/", "%", "div", "^")
FOLDINGS = ("casei", "accenti")
MOST_EXACT = 2**53
_KINDS: dict[FieldType, Kind] = {
    "text": "text",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "moment",
}


def read_value(node: Any, schema: Schema) -> Value:
    """Read a value.

    Parameters
    ----------
    node
        CQL2 JSON of it.
    schema
        The fields there are.

    Raises
    ------
    QueryError
        If a name is unknown, or it is not a value at all.
    """
    if isinstance(node, Mapping):
        return _read_object(node, schema)
    if node is None:
        return Constant(None, "text")
    if isinstance(node, bool):
        return Constant(node, "boolean")
    if isinstance(node, int | float):
        return _number(node)
    if isinstance(node, str):
        return Constant(_plain(node), "text")
    raise refusal(
        f"sebuah nilai diminta, didapat {shown(node)}",
        f"wanted a value, got {shown(node)}",
    )


def _read_object(node: Mapping[str, Any], schema: Schema) -> Value:
    if "property" in node:
        return _column(node["property"], schema)
    if "date" in node:
        return day(node["date"])
    if "timestamp" in node:
        return moment(node["timestamp"])
    operator = node.get("op")
    if operator in ARITHMETIC:
        left, right = (_numeric(read_value(a, schema), operator) for a in arguments(node, 2))
        return _arithmetic(operator, left, right)
    if operator in FOLDINGS:
        return _folded(operator, read_value(arguments(node, 1)[0], schema))
    raise refusal(
        f"{shown(operator or next(iter(node), ''))} tidak memberi nilai; fungsi yang ada di sini: "
        f"{', '.join(FOLDINGS)}, date, timestamp, dan {' '.join(ARITHMETIC)}",
        f"{shown(operator or next(iter(node), ''))} gives no value; functions here are "
        f"{', '.join(FOLDINGS)}, date, timestamp, and {' '.join(ARITHMETIC)}",
        code="unknown-function",
    )


def arguments(node: Mapping[str, Any], count: int) -> list[Any]:
    """Give the arguments of an operator.

    Raises
    ------
    QueryError
        If there are more or fewer than it takes.
    """
    given = node.get("args")
    if not isinstance(given, list) or len(given) != count:
        got = len(given) if isinstance(given, list) else 0
        raise refusal(
            f"{shown(node.get('op'))} meminta {count} argumen, didapat {got}",
            f"{shown(node.get('op'))} takes {count} arguments, got {got}",
        )
    return given


def is_geometry(node: Any, schema: Schema) -> bool:
    """Say whether a node names the geometry of the features."""
    if not isinstance(node, Mapping):
        return False
    name = node.get("property")
    return name in GEOMETRY_NAMES and name not in schema.names


def _column(name: Any, schema: Schema) -> Column:
    if isinstance(name, str) and name in schema.names:
        return Column(name, _KINDS[schema[name].type])
    if is_geometry({"property": name}, schema):
        raise refusal(
            f"{name} adalah geometri; bandingkan dengan s_intersects, s_within, ...",
            f"{name} is the geometry; compare it by s_intersects, s_within, ...",
            code=TYPES,
        )
    have = ", ".join((*schema.names, GEOMETRY_NAMES[0]))
    raise refusal(
        f"kolom {shown(name)} tidak dikenal; yang dapat ditanyakan: {have}",
        f"unknown property {shown(name)}; what can be asked for: {have}",
        code="unknown-property",
    )


def _number(number: float) -> Constant:
    # Filters reckon in doubles, which cannot tell larger whole numbers apart.
    if not math.isfinite(number) or abs(number) >= MOST_EXACT:
        raise refusal(
            f"ada bilangan yang terlalu besar untuk dibandingkan dengan tepat: kurang dari "
            f"{MOST_EXACT} (2^53); nilai yang lebih besar ditanyakan sebagai parameter, "
            "misalnya nama_kolom=nilai",
            f"a number is too large to be compared exactly: less than {MOST_EXACT} (2^53) is "
            "taken; larger values are asked for as a parameter, such as field=value",
        )
    return Constant(float(number), "number")


def _plain(text: str) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise refusal(
            "ada teks yang memuat huruf NUL atau setengah huruf",
            "a text holds the character NUL or half a character",
        )
    return text


def _numeric(value: Value, operator: str) -> Value:
    if value.kind == "number" or (isinstance(value, Constant) and value.value is None):
        return value
    what = value.name if isinstance(value, Column) else getattr(value, "value", value.kind)
    raise refusal(
        f"{operator} meminta bilangan, didapat {shown(what)} ({value.kind})",
        f"{operator} wants numbers, got {shown(what)} ({value.kind})",
        code=TYPES,
    )


def _arithmetic(operator: Operator, left: Value, right: Value) -> Value:
    if isinstance(left, Constant) and isinstance(right, Constant):
        pair = cast("tuple[float | None, float | None]", (left.value, right.value))
        return Constant(combined_pair(operator, *pair), "number")
    if Constant(None, "text") in (left, right) or Constant(None, "number") in (left, right):
        return Constant(None, "number")
    return Arithmetic(operator, left, right)


def _folded(how: Folding, value: Value) -> Value:
    if value.kind != "text":
        what = value.name if isinstance(value, Column) else getattr(value, "value", value.kind)
        raise refusal(
            f"{how} meminta teks, didapat {shown(what)} ({value.kind})",
            f"{how} wants text, got {shown(what)} ({value.kind})",
            code=TYPES,
        )
    if isinstance(value, Constant):
        return value if value.value is None else Constant(fold(how, str(value.value)), "text")
    return Folded(how, value)
