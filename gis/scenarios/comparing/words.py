"""Words: which indicators are asked for, read from what people write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gis.errors import BadValueError, InputError
from gis.processes.indicating import indicators
from gis.processes.landuse.epochs import epochs_in
from gis.processes.limits import limits_of, time_text
from gis.processes.travel import STRAIGHT, travel_choices
from gis.processes.values import facility_codes_of
from layers.standards import types_with_reach
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

LIBRARY = "library"
FACILITIES, POPULATION, ZONING = "facilities", "population", "zoning"
USUAL_TYPES = ("puskesmas", "rs", "sd", "smp", "sma")
USUAL_TIME = "30min:car"
MOST = 60
# Limits whose indicators are kept; others are worked out each time.
USUAL_SECONDS = frozenset({900.0, 1800.0, 2700.0, 3600.0})
USUAL_METRES = frozenset({1000.0, 3000.0, 5000.0})


@dataclass(frozen=True, slots=True)
class Asked:
    """Indicators that are computed together: the word that asks for them, and its parts."""

    word: str
    family: str
    parts: tuple[str, ...] = ()

    @property
    def is_usual(self) -> bool:
        """Say whether so few ask otherwise that what is computed for it may be kept."""
        if self.family != "within":
            return True
        limits = limits_of(self.parts[1])
        return {*limits.seconds} <= USUAL_SECONDS and {*limits.metres} <= USUAL_METRES


def read_indicators(words: str | Sequence[str]) -> tuple[Asked, ...]:
    """Read what is asked for: ``population``, ``within:rs:30min:car``, an id of the library.

    Raises
    ------
    InputError
        Naming every word that is no indicator.

    Examples
    --------
    >>> [a.word for a in read_indicators("population, within:Puskesmas:1800s")]
    ['population', 'within:puskesmas:30min:car']
    """
    items = words.split(",") if isinstance(words, str) else list(words)
    faults, found = [], []
    for item in items:
        try:
            found.append(_read(str(item).strip()))
        except BadValueError as error:
            faults.append(("indicators", error.text))
    if not items or len(items) > MOST:
        told = Text(
            f"{len(items)} indikator; yang diminta 1 sampai {MOST}",
            f"{len(items)} indicators; wanted 1 to {MOST}",
        )
        faults.append(("indicators", told))
    if faults:
        raise InputError.of(faults)
    return tuple({one.word: one for one in found}.values())


def _read(word: str) -> Asked:
    family, *parts = word.split(":")
    if family in ("population", "zoning", "cover") and not parts:
        return Asked(word, family)
    if word in indicators():
        return Asked(word, LIBRARY)
    if family == "standard" and len(parts) == 1:
        (kind,) = facility_codes_of(parts[0])[:1]
        return Asked(f"standard:{kind}", family, (kind,))
    if family == "within" and len(parts) in (2, 3):
        (kind,) = facility_codes_of(parts[0])[:1]
        limits = limits_of(parts[1])
        mode = parts[2] if len(parts) == 3 else (STRAIGHT if limits.metres else "car")
        if mode not in dict(travel_choices()) or limits.standard:
            raise _unread(word)
        if bool(limits.metres) != (mode == STRAIGHT) or len(limits.metres + limits.seconds) != 1:
            raise _unread(word)
        far = f"{limits.metres[0]:g}m" if limits.metres else time_text(limits.seconds[0])
        return Asked(f"within:{kind}:{far.replace(' ', '')}:{mode}", family, (kind, far, mode))
    raise _unread(word)


def _unread(word: str) -> BadValueError:
    return BadValueError(
        repr(word[:60])
        + Text(
            " bukan indikator; yang ada population, zoning, cover, standard:JENIS, "
            "within:JENIS:30min:car, within:JENIS:3km, dan yang dari analisis 'indicator'",
            " is no indicator; there are population, zoning, cover, standard:TYPE, "
            "within:TYPE:30min:car, within:TYPE:3km, and those of the analysis 'indicator'",
        )
    )


def usual_indicators(catalogue: Catalogue) -> tuple[Asked, ...]:
    """Give the indicators that a workspace has layers for."""
    words = []
    if POPULATION in catalogue:
        words.append("population")
        words += [f"within:{kind}:{USUAL_TIME}" for kind in _there(catalogue)[:2]]
        words += [f"standard:{kind}" for kind in _there(catalogue)]
    if ZONING in catalogue:
        words.append("zoning")
    if epochs_in(catalogue):
        words.append("cover")
    return read_indicators(words)


def _there(catalogue: Catalogue) -> list[str]:
    """Give the usual types of facilities of which there are some, and that have a standard."""
    if FACILITIES not in catalogue or "roads" not in catalogue:
        return []
    held = set(catalogue[FACILITIES].read(properties=("type",))["type"])
    return [kind for kind in USUAL_TYPES if kind in held and kind in types_with_reach()]
