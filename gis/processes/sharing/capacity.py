"""Capacity as a process finds it: one unit for all facilities, what is left out counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError, NoAnswerError
from gis.processes.facilities import TYPE_FIELD, column, is_idle
from layers.infrastructure.facilities import capacity_units
from layers.schema import Text
from layers.standards import Provision, provisions

if TYPE_CHECKING:
    from layers.layer import Layer, Trust

Floats = NDArray[np.float64]

PEOPLE = "people"
SUPPORTED = "supporting_population"
STANDARD_CHOICES: tuple[tuple[str, Text], ...] = (
    ("none", Text("Tidak dipakai", "Not used")),
    ("missing", Text("Untuk yang tanpa kapasitas", "For those without a capacity")),
    ("all", Text("Untuk semua", "For all")),
)
# As the facts of facilities name them; others stand as they are.
UNIT_TEXTS = {
    "beds": Text("tempat tidur", "beds"),
    "pupils": Text("siswa", "pupils"),
    "teachers": Text("guru", "teachers"),
    "classes": Text("rombongan belajar", "classes"),
    "staff": Text("tenaga", "staff"),
    "seats": Text("kursi", "seats"),
    "stalls": Text("kios", "stalls"),
    "vehicles": Text("kendaraan", "vehicles"),
    PEOPLE: Text("orang", "people"),
}
NO_UNIT = Text("satuan", "units")
NUMBERS = ("integer", "number")
REASONS = ("not_operating", "without", "zero", "unusable")


@dataclass(frozen=True, slots=True, eq=False)
class Capacities:
    """The capacity of facilities, in one unit.

    Attributes
    ----------
    used
        Which facilities have a capacity above 0, bool, on their order.
    amount
        The capacity of those, float64.
    unit
        Its unit; None where the data name none.
    by_standard
        Which of those used have it from a standard, bool, one for each `amount`.
    left_out
        Name, type and why of the others: ``without`` a capacity, ``zero``,
        ``unusable`` (negative or infinite), ``not_operating``.
    standards
        The rows of the standards that were used, by facility type.
    """

    used: NDArray[np.bool_]
    amount: Floats
    unit: str | None
    by_standard: NDArray[np.bool_]
    left_out: tuple[dict[str, Any], ...]
    standards: dict[str, Provision]

    @property
    def unit_text(self) -> Text:
        """The unit in words."""
        if self.unit is None:
            return NO_UNIT
        return UNIT_TEXTS.get(self.unit, Text(self.unit, self.unit))

    @property
    def trusts(self) -> tuple[Trust, ...]:
        """How far the numbers from standards can be trusted."""
        return tuple(row.values[SUPPORTED].trust for row in self.standards.values())

    def to_dict(self) -> dict[str, Any]:
        """Give what was used and left out as plain data."""
        return {
            "unit": self.unit,
            "unit_text": self.unit_text.to_dict(),
            "total": float(self.amount.sum()),
            "n_used": len(self.amount),
            "n_by_standard": int(self.by_standard.sum()),
            **{f"n_{why}": sum(one["why"] == why for one in self.left_out) for why in REASONS},
            "left_out": list(self.left_out),
            "standards": [
                {"facility_type": kind, "id": row.id, "areas": list(row.areas)}
                | row.values[SUPPORTED].to_dict()
                for kind, row in self.standards.items()
            ],
        }


def capacities(layer: Layer, sites: gpd.GeoDataFrame, field: str, standard: str) -> Capacities:
    """Read the capacity of facilities.

    Parameters
    ----------
    layer
        The layer they are from.
    sites
        The facilities.
    field
        Column of the capacity; the unit stands in ``<field>_unit``, or is told by the
        name of the column (``jumlah_siswa``: pupils).
    standard
        ``none``; ``missing``: those without a capacity get the number of people that
        the standard says their type serves; ``all``: every one gets it.

    Raises
    ------
    InputError
        If there is no such column of numbers, or the units differ: beds and pupils
        cannot be added.
    NoAnswerError
        `no-capacity`, if no facility has one.
    """
    rows = {} if standard == "none" else _standards(layer, sites)
    count = len(sites)
    if standard == "all":
        own, units = np.full(count, np.nan), np.full(count, None, dtype=object)
    else:
        own, units = _own(layer, sites, field)
    closed = is_idle(sites)
    taken = _of_standard(sites, rows)
    from_standard = np.isnan(own) & ~np.isnan(taken)
    amount = np.where(from_standard, taken, own)
    units[from_standard] = PEOPLE
    sorts = (closed, np.isnan(amount), amount == 0.0, (amount < 0.0) | np.isinf(amount))
    why = np.select(sorts, REASONS, "")
    used = why == ""
    if not used.any():
        raise NoAnswerError(
            Text(
                f"tidak satu pun dari {count} fasilitas punya kapasitas di {field!r}; pilih "
                "kolom lain, atau standard=all untuk jumlah orang yang menurut standar dilayani "
                "satu fasilitas",
                f"none of the {count} facilities has a capacity in {field!r}; choose another "
                "field, or standard=all for the number of people that standards say a facility "
                "serves",
            ),
            code="no-capacity",
        )
    names, types = column(sites, "name"), column(sites, TYPE_FIELD)
    named = {types[k] for k in np.flatnonzero(used & from_standard)}
    return Capacities(
        used=used,
        amount=amount[used],
        unit=_one_unit(units[used]),
        by_standard=from_standard[used],
        left_out=tuple(
            {"name": names[k], "type": types[k], "why": str(why[k])} for k in np.flatnonzero(~used)
        ),
        standards={kind: row for kind, row in rows.items() if kind in named},
    )


def _own(layer: Layer, sites: gpd.GeoDataFrame, field: str) -> tuple[Floats, NDArray[np.object_]]:
    """Read the capacity in the data and its unit, row by row."""
    numeric = [f.name for f in layer.schema.fields if f.type in NUMBERS]
    if field not in numeric:
        have = ", ".join(numeric)
        what = Text(
            f"lapisan {layer.id!r} tanpa kolom bilangan {field!r}; kolom bilangannya: "
            f"{have or 'tidak ada'}",
            f"layer {layer.id!r} has no field {field!r} of numbers; of numbers it has "
            f"{have or 'none'}",
        )
        raise InputError.of([("capacity", what)])
    amount = pd.to_numeric(sites[field]).to_numpy(dtype=np.float64, na_value=np.nan)
    told = capacity_units().get(field)
    words = column(sites, f"{field}_unit")
    units = [told if word is None else _unit_of(word) for word in words]
    return amount, np.array(units, dtype=object)


def _unit_of(word: Any) -> str:
    """Give the unit that a word stands for: ``Tempat tidur`` and ``beds`` are one."""
    folded = str(word).strip().casefold()
    return capacity_units().get(folded.replace(" ", "_"), folded)


def _one_unit(units: NDArray[np.object_]) -> str | None:
    """Give the one unit there is, or refuse several."""
    found = Counter(units.tolist())
    if len(found) > 1:
        none = Text("tanpa satuan", "no unit")
        listed = Text.joined(
            (
                UNIT_TEXTS.get(unit, Text.of(unit or none)) + f" ({n})"
                for unit, n in found.most_common()
            ),
            ", ",
        )
        what = (
            Text("kapasitas fasilitas dalam ", "the facilities have their capacity in ")
            + listed
            + Text(
                ", yang tidak dapat dijumlahkan; pilih jenis dengan satu satuan, atau standard=all "
                "untuk jumlah orang yang dilayani masing-masing",
                ", which cannot be added; choose types with one unit, or standard=all for people "
                "served by each",
            )
        )
        raise InputError.of([("capacity", what)])
    unit: str | None = next(iter(found))
    return unit


def _standards(layer: Layer, sites: gpd.GeoDataFrame) -> dict[str, Provision]:
    """Find what the standards say a facility of each type serves."""
    if TYPE_FIELD not in sites:
        what = Text(
            f"lapisan {layer.id!r} tanpa kolom 'type', jadi tidak ada standar yang menyebut "
            "berapa yang dilayani; pilih standard=none",
            f"layer {layer.id!r} has no field 'type', so no standard tells what they serve; choose "
            "standard=none",
        )
        raise InputError.of([("standard", what)])
    asked = set(column(sites, TYPE_FIELD))
    return {
        kind: row
        for row in provisions()
        for kind in row.facility_types
        if kind in asked and SUPPORTED in row.values
    }


def _of_standard(sites: gpd.GeoDataFrame, rows: dict[str, Provision]) -> Floats:
    """Give the people each facility serves by its standard, NaN where none says so."""
    served = {kind: row.values[SUPPORTED].number for kind, row in rows.items()}
    types = column(sites, TYPE_FIELD)
    return np.array([served.get(kind, np.nan) for kind in types], dtype=np.float64)
