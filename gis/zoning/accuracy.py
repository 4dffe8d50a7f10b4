"""Accuracy of a plan's lines on the ground: half a millimetre on its map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from gis.errors import InputError
from layers.layer import Trust
from layers.text import Text, figure
from layers.zoning.tables import table

PlanKind = Literal["rdtr", "rtrw"]
MAP_MM = 0.5
FIRST_CITY = 71


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How far the drawn line of a zone may be from the one that was meant.

    Attributes
    ----------
    scale
        n of the map's scale 1:n.
    metres
        Half a millimetre at that scale.
    is_stated
        Whether the data say the scale; else it is the one prescribed for such a plan.
    source, trust
        Where the scale is from.
    """

    scale: int
    metres: float
    is_stated: bool
    source: str
    trust: Trust

    @property
    def text(self) -> Text:
        """Say the accuracy in a sentence."""
        how = Text("", "")
        if not self.is_stated:
            how = Text(
                " (skala tidak disebut dalam data; dianggap skala yang lazim bagi rencana ini)",
                " (the data do not state the scale; that prescribed for such a plan is assumed)",
            )
        metres, mm = figure(self.metres, "g"), figure(MAP_MM, "g")
        scale = figure(self.scale, ",")
        return (
            Text("Garis zona teliti sampai ", "Lines of zones are accurate to ")
            + metres
            + " m: "
            + mm
            + Text(" mm pada 1:", " mm at 1:")
            + scale
            + how
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the accuracy as plain data for JSON."""
        return {
            "metres": self.metres,
            "map_mm": MAP_MM,
            "scale": self.scale,
            "scale_stated": self.is_stated,
            "text": self.text.to_dict(),
            "source": self.source,
            "trust": self.trust,
        }


def accuracy_of(
    scale: float | None, kind: PlanKind, *, region: str = "", source: str = ""
) -> Accuracy:
    """Give the accuracy of a plan's lines.

    Parameters
    ----------
    scale
        n of 1:n, None where the data do not say.
    kind
        Whether it is a detailed plan (`rdtr`) or a general one (`rtrw`).
    region
        Kemendagri code of its regency, city or province: general plans differ in scale.
    source
        Who states the scale.

    Raises
    ------
    InputError
        If `scale` is not finite and above zero.

    Examples
    --------
    >>> accuracy_of(None, "rdtr").metres, accuracy_of(None, "rtrw", region="64.09").metres
    (2.5, 25.0)
    """
    if scale is not None:
        if not math.isfinite(scale) or scale <= 0:
            what = Text(
                f"skala 1:{scale:g} tidak dapat dipakai; yang diminta angka di atas 0",
                f"a scale of 1:{scale:g} cannot be used; wanted a number above 0",
            )
            raise InputError.of([("scale", what)])
        return Accuracy(int(scale), scale * MAP_MM / 1000.0, True, source, "compiled")
    area = "" if kind == "rdtr" else _area(region)
    row = next(r for r in table("scales") if (r["plan"], r["area"]) == (kind, area))
    usual = int(row["scale"])
    return Accuracy(usual, usual * MAP_MM / 1000.0, False, row["source"], "compiled")


def _area(region: str) -> str:
    """Tell a city from a regency by its code: 64.71 is a city."""
    parts = region.split(".")
    if len(parts) < 2 or not parts[1].isdigit():
        return "province" if region.isdigit() else "regency"
    return "city" if int(parts[1]) >= FIRST_CITY else "regency"
