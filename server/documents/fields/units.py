"""Units of fields as the Unified Code for Units of Measure (UCUM) writes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# As fields say them, and as UCUM has them (case-sensitive, "c/s").
UCUM: Mapping[str, str] = MappingProxyType(
    {
        "%": "%",
        "m": "m",
        "km": "km",
        "m2": "m2",
        "km2": "km2",
        "ha": "har",
        "m3": "m3",
        "l": "L",
        "g": "g",
        "kg": "kg",
        "t": "t",
        "s": "s",
        "min": "min",
        "minute": "min",
        "h": "h",
        "hour": "h",
        "day": "d",
        "year": "a",
        "m/s": "m/s",
        "km/h": "km/h",
        "mm": "mm",
        "cm": "cm",
        "degree": "deg",
        "°": "deg",
        "°C": "Cel",
        "MW": "MW",
        "kW": "kW",
        "V": "V",
        "kV": "kV",
        "MVA": "MV.A",
        # What is counted has no unit; UCUM puts the word in braces.
        "people": "{people}",
        "person": "{person}",
        "household": "{household}",
        "bed": "{bed}",
        "pupil": "{pupil}",
    }
)
# What units that UCUM does not know, or we do not know in UCUM, are written in: their field's own.
OWN = "penyangga"


def unit_keywords(unit: str) -> dict[str, str]:
    """Give the keywords that tell a unit in a schema (OGC 23-058, `x-ogc-unit`).

    Parameters
    ----------
    unit
        As a field says it.

    Examples
    --------
    >>> unit_keywords("ha")
    {'x-ogc-unit': 'har'}
    >>> unit_keywords("orang/kendaraan")
    {'x-ogc-unit': 'orang/kendaraan', 'x-ogc-unitLang': 'penyangga'}
    """
    known = UCUM.get(unit)
    if known is None:
        return {"x-ogc-unit": unit, "x-ogc-unitLang": OWN}
    return {"x-ogc-unit": known}
