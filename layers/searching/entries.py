"""Entries: what of a layer can be found, one for each thing, before an index is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layers.query import BBox
from layers.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    Attributes
    ----------
    kind
        Id of its kind; see `KINDS`.
    title
        Its name.
    feature
        Id of the feature, of the first where there are several; -1 for none.
    n_features
        How many features it stands for.
    place
        Longitude and latitude of a point of it; None for what has no place.
    bbox
        (west, south, east, north) in EPSG:4326.
    region
        Kemendagri code of the smallest known unit it lies in (of a unit: its own); "".
    codes
        Its codes, each with the family it is of: ``("code", "64.02")``, ``("bps", "6403")``.
    value
        Of a class: field and value its features have, ``("type", "rs")``.
    also
        Further words it goes by: of its type and class.
    names
        Other names of it.
    unnamed
        It has no name of its own: it is found by its code only.
    """

    kind: str
    title: Text
    feature: int = -1
    n_features: int = 1
    place: tuple[float, float] | None = None
    bbox: BBox | None = None
    region: str = ""
    codes: Sequence[tuple[str, str]] = ()
    value: tuple[str, str] = ("", "")
    also: Sequence[str] = ()
    names: Sequence[str] = ()
    unnamed: bool = False

    def spoken(self) -> tuple[str, ...]:
        """Give every name, each once."""
        if self.unnamed:
            return ()
        return tuple(dict.fromkeys(filter(None, (self.title.id, self.title.en, *self.names))))


def joined_box(boxes: Iterable[BBox | None]) -> BBox | None:
    """Give the box round boxes, None where there are none."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    west, south, east, north = zip(*known, strict=True)
    return min(west), min(south), max(east), max(north)
