"""Measures: numbers with units as files write them, and geodesic lengths of lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.crs import GEOD

NUMBER = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*([^\d\s;|,][^\s;|,]*)?\s*", re.ASCII)
GROUPED = re.compile(r"([1-9]\d{0,2})((?:\.\d{3})+)(,\d+)?(?![\d.,])", re.ASCII)
SPEED_UNITS = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "km/jam": 1.0, "mph": 1.609344}
LENGTH_UNITS = {"": 1.0, "m": 1.0, "meter": 1.0, "metre": 1.0, "cm": 0.01, "km": 1000.0}
TIME_UNITS = {"": 1.0, "min": 1.0, "menit": 1.0, "mnt": 1.0, "jam": 60.0, "h": 60.0, "hour": 60.0}
POWER_UNITS = {"": 1.0, "mw": 1.0, "kw": 0.001, "mwp": 1.0, "kwp": 0.001, "mva": 1.0, "gw": 1000.0}


def number_with_unit(value: Any, units: Mapping[str, float]) -> float | None:
    """Read a number with or without a unit; None where it cannot be read.

    A text such as ``1.388`` is not read: it may be 1388 written the Indonesian way.

    Parameters
    ----------
    value
        A number, or a text such as ``"60 km/h"`` or ``"3,5 m"``.
    units
        Factor of each unit in small letters; ``""`` for none.

    Examples
    --------
    >>> number_with_unit("3,5 m", LENGTH_UNITS), number_with_unit("40 mph", SPEED_UNITS)
    (3.5, 64.37376)
    >>> number_with_unit("lebar", LENGTH_UNITS) is None
    True
    """
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        number = float(value)
        return number * units.get("", 1.0) if np.isfinite(number) else None
    text = str(value).strip().casefold()
    grouped = GROUPED.match(text)
    if grouped and len(grouped[2]) == len(".000") and not grouped[3]:
        return None  # 1.388 m: a thousand metres and more, or one and a bit
    if grouped:
        text = text.replace(".", "", grouped[2].count("."))
    found = NUMBER.fullmatch(text)
    unit = (found[2] or "").rstrip(".") if found else ""
    if found is None or unit not in units:
        return None
    return float(found[1].replace(",", ".")) * units[unit]


def voltage_kv(value: Any) -> float | None:
    """Read a voltage in kV; the highest where there are several (``"150000;20000"``).

    Numbers of 1,000 and more without a unit are volts, as OpenStreetMap has them.

    Examples
    --------
    >>> voltage_kv("150000;20000"), voltage_kv("150 kV"), voltage_kv(20)
    (150.0, 150.0, 20.0)
    """
    found = [_one_voltage(part) for part in str(value).split(";") if part.strip()]
    if not found or any(v is None for v in found):
        return None
    return max(v for v in found if v is not None)


def _one_voltage(text: str) -> float | None:
    plain = number_with_unit(text, {"": 1.0})
    if plain is not None:
        return plain / 1000.0 if plain >= 1000.0 else plain
    return number_with_unit(text, {"kv": 1.0, "v": 0.001})


def line_lengths_m(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """Give the geodesic length (WGS 84) of each line in metres.

    Parameters
    ----------
    geometries
        In EPSG:4326.

    Returns
    -------
    numpy.ndarray
        One length for each; NaN where there is no line.
    """
    parts, owner = shapely.get_parts(geometries, return_index=True)
    lines = np.isin(shapely.get_type_id(parts), (1, 2))
    parts, owner = parts[lines], owner[lines]
    xy, line = shapely.get_coordinates(parts, return_index=True)
    out = np.full(len(geometries), np.nan)
    out[owner] = 0.0
    if len(xy) > 1:
        same = line[1:] == line[:-1]
        a, b = xy[:-1][same], xy[1:][same]
        steps = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
        np.add.at(out, owner[line[1:][same]], steps)
    return out
