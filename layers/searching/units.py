"""Units: the names of the districts, regencies and provinces that things lie in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.boundaries import known_regions
from layers.boundaries.codes import CODE
from layers.boundaries.provinces import province_spellings
from layers.boundaries.spelling import kind_of, spelling
from layers.text import Text

DISTRICT = 3
_REGENCIES = {"kota": Text("Kota ", " City"), "kabupaten": Text("Kabupaten ", " Regency")}


@dataclass(frozen=True, slots=True)
class Units:
    """Names of units by Kemendagri code; a workspace's own come before the known ones."""

    names: Mapping[str, str]

    def __getitem__(self, code: str) -> str:
        """Give the name of a unit as it is written; "" where it is not known."""
        return self.names.get(code) or known_regions().names.get(code, "")

    def above(self, code: str, *, itself: bool) -> tuple[str, ...]:
        """Give the codes of the units that a code lies in, the smallest first."""
        if not CODE.fullmatch(code):
            return ()
        parts = code.split(".")[:DISTRICT]
        codes = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
        return tuple(one for one in codes if itself or one != code)

    def context(self, code: str, *, itself: bool) -> Text:
        """Say where something lies: Kecamatan Sepaku, Kabupaten Penajam Paser Utara, ….

        Parameters
        ----------
        code
            Of the smallest unit it lies in.
        itself
            Whether that unit is told, too.
        """
        told = (self._titled(one) for one in self.above(code, itself=itself))
        return Text.joined([one for one in told if one], ", ")

    def words(self, code: str) -> str:
        """Give the names of the units that a code lies in, as words to be found by."""
        codes = self.above(code, itself=True)
        english = (_english(one) for one in codes if len(one) == 2)
        return " ".join([*(self._bare(one) for one in codes), *english])

    def _bare(self, code: str) -> str:
        words, level = self[code].split(), code.count(".") + 1
        has_kind = level == 2 and len(words) > 1 and spelling(words[0] + " x", 2).kind
        return " ".join(words[1:] if has_kind else words)

    def _titled(self, code: str) -> Text:
        name, level = self._bare(code), code.count(".") + 1
        if not name:
            return Text("", "")
        if level == 1:
            return Text(name, _english(code) or name)
        if level == DISTRICT:
            return Text(f"Kecamatan {name}", f"{name} District")
        kind = _REGENCIES.get(kind_of(code, self[code]), Text("", ""))
        return Text(kind.id + name, name + kind.en)


@lru_cache(maxsize=64)
def _english(code: str) -> str:
    return next((name for one, name in province_spellings() if one == code), "")


def regions_at(places: npt.NDArray[np.float64], units: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Give the code of the unit that each place lies in, "" for none.

    Parameters
    ----------
    places
        Longitude and latitude by row; NaN for what has no place.
    units
        Polygons with a column `code`, in EPSG:4326.
    """
    found = np.full(len(places), "", dtype=object)
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    shapes = units.geometry.to_numpy()
    codes = units["code"].fillna("").astype(str).to_numpy(dtype=object)
    tree = shapely.STRtree(shapes)
    at, inside = tree.query(shapely.points(places[known]), predicate="intersects")
    # Of a place on a border the unit that comes first is told, always the same one.
    order = np.lexsort((-inside, at))
    found[known[at[order]]] = codes[inside[order]]
    return found


def own_units(pairs: Iterable[tuple[str, str]]) -> Units:
    """Give units with names of a workspace's own."""
    return Units({code: name for code, name in pairs if code and name})
