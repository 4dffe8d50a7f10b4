"""Utilities: the network of each class, capacities with units, technologies of coverage."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from layers.infrastructure.measures import POWER_UNITS, number_with_unit
from layers.infrastructure.vocabulary import code_list, rows_of

GENERATIONS = ("none", "2g", "3g", "4g", "5g")
FLOW_UNITS = {"l/s": "l/s", "l/dt": "l/s", "l/det": "l/s", "liter/detik": "l/s", "lps": "l/s"}
VOLUME_UNITS = {"m3": "m3", "m³": "m3", "m3/hari": "m3/d", "m3/hr": "m3/d", "m3/d": "m3/d"}
WASTE_UNITS = {"ton/hari": "t/d", "ton/hr": "t/d", "t/d": "t/d", "ton": "t"}
OTHER_UNITS = {**FLOW_UNITS, **VOLUME_UNITS, **WASTE_UNITS}
YEAR = re.compile(r"(\d{4})(?:[-/.]\d{1,2}(?:[-/.]\d{1,2})?)?(?:\.0+)?", re.ASCII)
NUMBER_AND_UNIT = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*(\S.*?)?\s*", re.ASCII)


@cache
def network_of() -> dict[str, str]:
    """Give the network that each class of utility is part of."""
    return {row["class"]: row["network"] for row in rows_of("utility_networks")}


def capacity_of(value: Any) -> float | None:
    """Read a capacity: megawatts of what has a unit of power, else the number as it is.

    Examples
    --------
    >>> capacity_of("500 kW"), capacity_of("120 l/dt"), capacity_of(7)
    (0.5, 120.0, 7.0)
    """
    return number_with_unit(value, {**POWER_UNITS, **dict.fromkeys(OTHER_UNITS, 1.0)})


def capacity_unit_of(value: Any) -> str | None:
    """Give the unit that `capacity_of` leaves a value in; None if it names none.

    Examples
    --------
    >>> capacity_unit_of("500 kW"), capacity_unit_of("120 l/dt"), capacity_unit_of(7)
    ('MW', 'l/s', None)
    """
    found = NUMBER_AND_UNIT.fullmatch(str(value).casefold())
    unit = (found[2] or "").rstrip(".") if found else ""
    if not unit:
        return None
    return "MW" if unit in POWER_UNITS else OTHER_UNITS.get(unit)


def technology_of(value: Any) -> str | None:
    """Read the technology of a network; of several generations the latest.

    Examples
    --------
    >>> technology_of("2G, 3G, 4G/LTE"), technology_of("Blank spot"), technology_of("satelit")
    ('4g', 'none', None)
    """
    known = code_list("technology")
    whole = known.code(value)
    if whole is not None:
        return whole
    parts = [part for part in re.split(r"[,;/+&|]| dan ", str(value).casefold()) if part.strip()]
    codes = [known.code(part) for part in parts]
    if not codes or any(code not in GENERATIONS for code in codes):
        return None
    return max((code for code in codes if code), key=GENERATIONS.index)


def year_of(value: Any) -> int | None:
    """Read a year out of a year or a date; None where there is none.

    Examples
    --------
    >>> year_of("2016-05-01"), year_of(1994), year_of("lama")
    (2016, 1994, None)
    """
    found = YEAR.fullmatch(str(value).strip())
    if found:
        return int(found[1])
    number = number_with_unit(value, {"": 1.0})
    return int(number) if number is not None and number == int(number) else None
