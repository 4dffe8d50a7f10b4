"""Numbers as planners' offices write them: 58,5 and 58.5, Rp 1.500.000.000, 75 %."""

from __future__ import annotations

import math
import re

from layers.masterplan.sheets.unfit import UnfitError, shown
from layers.sources.workbooks.grid import Value
from layers.text import Text

MONEY = re.compile(r"^\s*(?:rp\.?|idr)\s*", re.IGNORECASE)
GROUPED = {sign: re.compile(rf"[+-]?\d{{1,3}}(?:[{sign}]\d{{3}})+") for sign in ".,"}


def number_of(value: Value, decimal: str | None = None) -> float | int:
    """Give the number a cell holds.

    Parameters
    ----------
    value
        Of the cell.
    decimal
        The sign for decimals in texts, where that is known.

    Raises
    ------
    UnfitError
        If it is none, or can be two.

    Examples
    --------
    >>> number_of("Rp 1.500.000,50"), number_of("58,5"), number_of("1.500", ",")
    (1500000.5, 58.5, 1500.0)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value):
            return value
    elif isinstance(value, str):
        return _spelt(value, decimal)
    raise _no_number(value)


def _spelt(value: str, decimal: str | None) -> float:
    """Read a number that stands as text, as Indonesians and as others write it."""
    text = re.sub(r"[\s\u00a0_]|%$", "", MONEY.sub("", value.strip()))
    signs = [sign for sign in text if sign in ".,"]
    if len(set(signs)) == 2:
        decimal = signs[-1]
    elif signs and decimal is None:
        if len(signs) > 1:
            decimal = "," if signs[0] == "." else "."
        elif GROUPED[signs[0]].fullmatch(text) and not text.lstrip("+-").startswith("0"):
            raise UnfitError(
                "ambiguous-number",
                Text(
                    f"{value[:40]!r} dapat berarti dua angka; jadikan sel itu angka, bukan teks",
                    f"{value[:40]!r} can be two numbers; make the cell a number, not text",
                ),
            )
        else:
            decimal = signs[0]
    whole, _, part = text.partition(decimal) if decimal else (text, "", "")
    other = "," if decimal == "." else "."
    if other in whole and not GROUPED[other].fullmatch(whole):
        if whole.count(other) > 1 or part:
            raise _no_number(value)
        # Grouping was meant to be by threes: this is a decimal sign after all.
        whole, _, part = whole.partition(other)
    digits = whole.replace(other, "")
    try:
        found = float(f"{digits}.{part}" if part else digits)
    except ValueError:
        raise _no_number(value) from None
    if not math.isfinite(found):
        raise _no_number(value)
    return found


def _no_number(value: Value) -> UnfitError:
    return UnfitError(
        "not-a-number",
        Text(
            f"{shown(value)[:40]!r}: yang diminta bilangan, misalnya 75,5",
            f"{shown(value)[:40]!r}: wanted a number, such as 75.5",
        ),
    )


def whole_of(number: float | int, value: Value) -> int:
    """Give a whole number; `value` is what the cell shows.

    Raises
    ------
    UnfitError
        If it is none.
    """
    if number != int(number):
        raise UnfitError(
            "not-a-number",
            Text(
                f"{shown(value)[:40]!r}: yang diminta bilangan bulat",
                f"{shown(value)[:40]!r}: wanted a whole number",
            ),
        )
    return int(number)
