"""Reference systems offered: a stated list, each with its address, axes and where it serves."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from types import MappingProxyType

import pyproj

from layers.errors import CRSError
from layers.text import Text

Window = tuple[float, float, float, float]
WORLD: Window = (-180.0, -90.0, 180.0, 90.0)
# Pseudo-Mercator has no poles; where its square ends (EPSG Dataset, area of use).
MERCATOR: Window = (-180.0, -85.06, 180.0, 85.06)
# Degrees from the central meridian within which PROJ's transverse Mercator is exact to
# less than a millimetre (3,900 km: proj.org, "Transverse Mercator").
TRANSVERSE_REACH = 30.0
TRANSVERSE_LATITUDE = 84.0
# Degrees around the area of use of a national datum.
MARGIN = 5.0
_DEF = "http://www.opengis.net/def/crs"
_URI = re.compile(
    r"https?://www\.opengis\.net/def/crs/(?P<authority>EPSG|OGC)/(?:0|1\.3|[0-9.]{1,12})/"
    r"(?P<code>[0-9]{1,6}|CRS84)"
)
_URN = re.compile(
    r"urn:ogc:def:crs:(?P<authority>EPSG|OGC):[0-9.]{0,12}:(?P<code>[0-9]{1,6}|CRS84)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?P<authority>EPSG|OGC):(?P<code>[0-9]{1,6}|CRS84)", re.IGNORECASE)


@dataclass(frozen=True)
class System:
    """A reference system that data is offered in.

    Attributes
    ----------
    authority, code
        ``EPSG`` and its number, or ``OGC`` and ``CRS84``.
    name
        As its authority has it.
    source, trust
        Where the entry comes from.
    """

    authority: str
    code: str
    name: str
    source: str
    trust: str

    @property
    def uri(self) -> str:
        """The address OGC's registry knows it by."""
        version = "0" if self.authority == "EPSG" else "1.3"
        return f"{_DEF}/{self.authority}/{version}/{self.code}"

    @property
    def short(self) -> str:
        """Its short name, such as ``EPSG:32750``."""
        return f"{self.authority}:{self.code}"

    @cached_property
    def crs(self) -> pyproj.CRS:
        """What pyproj knows of it."""
        return pyproj.CRS.from_authority(self.authority, self.code)

    @cached_property
    def is_geographic(self) -> bool:
        """Whether its coordinates are degrees."""
        return bool(self.crs.is_geographic)

    @cached_property
    def is_north_first(self) -> bool:
        """Whether its authority names north (latitude) before east (longitude)."""
        return self.crs.axis_info[0].direction == "north"

    @cached_property
    def is_lonlat(self) -> bool:
        """Whether its numbers are those that data is kept in, up to their order."""
        return self.short in {"OGC:CRS84", "EPSG:4326"}

    @cached_property
    def window(self) -> Window:
        """Where it serves: west, south, east, north in degrees."""
        if self.is_lonlat:
            return WORLD
        if self.is_geographic:
            return _around(self.crs)
        operation = self.crs.coordinate_operation
        if operation is None or operation.method_name != "Transverse Mercator":
            return MERCATOR
        middle = float(next(p.value for p in operation.params if p.name.startswith("Longitude")))
        reach, latitude = TRANSVERSE_REACH, TRANSVERSE_LATITUDE
        return (middle - reach, -latitude, middle + reach, latitude)

    def serves(self, bbox: Window | None) -> bool:
        """Say whether all of a box in degrees lies where the system serves; None has no places."""
        if bbox is None:
            return True
        west, south, east, north = self.window
        return west <= bbox[0] and south <= bbox[1] and bbox[2] <= east and bbox[3] <= north

    def require(self, bbox: Window | None) -> None:
        """Refuse a box in degrees that reaches beyond where the system serves.

        Raises
        ------
        CRSError
            With code ``crs-out-of-range``.
        """
        if bbox is None or self.serves(bbox):
            return
        here, there = (",".join(f"{v:g}" for v in box) for box in (bbox, self.window))
        raise CRSError(
            Text(
                f"fitur mencapai {here}; {self.short} melayani {there} (barat,selatan,timur,utara)",
                f"features reach {here}; {self.short} serves {there} (west,south,east,north)",
            ),
            code="crs-out-of-range",
        )


def _around(crs: pyproj.CRS) -> Window:
    """Give the area a datum is used in, with a margin: far from it, it is not defined."""
    area = crs.area_of_use
    if area is None:
        return WORLD
    west, south, east, north = area.bounds
    return (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)


@cache
def offered() -> Mapping[str, System]:
    """Give the reference systems offered, by their short names; CRS84 comes first."""
    text = resources.files(__package__).joinpath("facts/systems.csv").read_text("utf-8")
    rows = [System(**row) for row in csv.DictReader(text.splitlines())]
    return MappingProxyType({system.short: system for system in rows})


CRS84 = offered()["OGC:CRS84"]


def find_system(text: str) -> System:
    """Give the reference system a text names.

    Parameters
    ----------
    text
        ``http://www.opengis.net/def/crs/EPSG/0/32750`` (also in ``<>``),
        ``urn:ogc:def:crs:EPSG::32750``, ``EPSG:32750`` or ``[EPSG:32750]``.

    Raises
    ------
    CRSError
        With code ``crs-not-offered``, naming those that are.

    Examples
    --------
    >>> find_system("http://www.opengis.net/def/crs/EPSG/0/32750").name
    'WGS 84 / UTM zone 50S'
    """
    plain = text.strip()
    for opening, closing in ("<>", "[]"):
        if plain.startswith(opening) and plain.endswith(closing):
            plain = plain[1:-1]
    for pattern in (_URI, _URN, _SHORT):
        match = pattern.fullmatch(plain)
        if match is not None:
            found = offered().get(f"{match['authority'].upper()}:{match['code'].upper()}")
            if found is not None:
                return found
    names = ", ".join(offered())
    raise CRSError(
        Text(
            f"CRS {text[:80]!r} tidak tersedia; yang tersedia: {names}, ditulis sebagai "
            f"{_DEF}/EPSG/0/32750",
            f"CRS {text[:80]!r} is not offered; those offered: {names}, written as "
            f"{_DEF}/EPSG/0/32750",
        ),
        code="crs-not-offered",
    )
