"""Conflicts between the general plan (RTRW) and the detailed one (RDTR): shown, never merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from layers.text import Text
from layers.zoning.codes import known, parents, same_plot
from layers.zoning.tables import table

Kind = Literal["agrees", "protection", "use", "unknown"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two plans say of one place.

    `kind` is `agrees`; `protection` where the general plan protects and the detailed one
    lets build; `use` where their uses differ otherwise; `unknown` where a class is not known.
    `is_sure` is False where a line of a plan is nearer than it is accurate.
    """

    detailed: str | None
    general: str | None
    kind: Kind
    is_sure: bool = True
    share: float = 1.0

    @property
    def is_conflict(self) -> bool:
        """Whether the plans contradict each other."""
        return self.kind in ("protection", "use")

    @property
    def text(self) -> Text:
        """Say it in a sentence."""
        one, other = _said(self.general), _said(self.detailed)
        both = Text(f"RTRW: {one.id}; RDTR: {other.id}. ", f"RTRW: {one.en}; RDTR: {other.en}. ")
        doubt = Text(
            " Garis salah satunya lebih dekat daripada ketelitiannya.",
            " A line of one of them is nearer than it is accurate.",
        )
        return both + _KINDS[self.kind] + (Text("", "") if self.is_sure else doubt)

    def to_dict(self) -> dict[str, Any]:
        """Give the comparison as plain data for JSON."""
        return {
            "kind": self.kind,
            "conflict": self.is_conflict,
            "general": self.general,
            "detailed": self.detailed,
            "share": self.share,
            "certain": self.is_sure,
            "text": self.text.to_dict(),
            "basis": _basis().to_dict(),
        }


_KINDS: Mapping[Kind, Text] = MappingProxyType(
    {
        "agrees": Text("Keduanya selaras.", "The two agree."),
        "protection": Text(
            "Rencana umum melindungi, rencana rinci membolehkan budi daya: tanyakan kepada "
            "pemerintah daerah mana yang berlaku.",
            "The general plan protects what the detailed one gives to use: ask the local "
            "government which of them holds.",
        ),
        "use": Text(
            "Peruntukannya berlainan: tanyakan kepada pemerintah daerah mana yang berlaku.",
            "Their uses differ: ask the local government which of them holds.",
        ),
        "unknown": Text(
            "Kelas salah satunya tidak dikenali, jadi tidak dapat dibandingkan.",
            "The class of one of them was not recognised, so that they cannot be compared.",
        ),
    }
)


def compare(
    detailed: str | None, general: str | None, *, is_sure: bool = True, share: float = 1.0
) -> Comparison:
    """Compare what a detailed and a general plan say of one place.

    Parameters
    ----------
    detailed, general
        Codes of the zone (RDTR) and of the allocation (RTRW); None where not recognised.
    is_sure
        Whether both lie there however their lines were meant.
    share
        Of the place where both hold.

    Examples
    --------
    >>> compare("R-3", "PK").kind, compare("R-3", "HL").kind, compare("KPI", "P-1").kind
    ('agrees', 'protection', 'use')
    """
    return Comparison(detailed, general, _kind(detailed, general), is_sure, share)


def _kind(detailed: str | None, general: str | None) -> Kind:
    if detailed is None or general is None or not {detailed, general} <= known().keys():
        return "unknown"
    if same_plot(detailed, general):
        return "agrees"
    # A part of a wider allocation may be listed for that one only.
    for allocation in (general, *parents(general)):
        if {detailed, *parents(detailed)} & _fitting().get(allocation, frozenset()):
            return "agrees"
    protects = known()[general].group == "lindung" and known()[detailed].group != "lindung"
    return "protection" if protects else "use"


@cache
def _fitting() -> Mapping[str, frozenset[str]]:
    rows = table("plan_fit")
    return MappingProxyType({row["allocation"]: frozenset(row["zones"].split()) for row in rows})


def _basis() -> Text:
    return Text(
        "Zona rinci mana yang mewujudkan peruntukan umum mana: bacaan kami atas definisi dalam "
        "Permen ATR/BPN 11/2021 (contoh, bukan aturan)",
        "Which detailed zones carry out which allocation: our reading of the definitions in "
        "Permen ATR/BPN 11/2021 (illustrative, not a rule)",
    )


def _said(code: str | None) -> Text:
    if code is None:
        return Text("kelas tak dikenal", "class not recognised")
    return known()[code].name + f" ({code})" if code in known() else Text.of(code)
