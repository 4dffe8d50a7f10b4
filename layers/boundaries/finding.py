"""What a check of boundaries finds: which units, how much ground, in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.crs import to_equal_area
from layers.errors import SchemaError
from layers.schema import Text

Kind = Literal[
    "code-format",
    "duplicate-code",
    "parent-missing",
    "no-geometry",
    "invalid-geometry",
    "outside-parent",
    "overlap",
    "gap",
    "sum-differs",
    "people-differ",
]


@dataclass(frozen=True, slots=True)
class BoundaryFinding:
    """One thing that does not agree in a set of boundaries.

    `codes` are the units concerned, `area_ha` the ground concerned (equal-area,
    EPSG:6933) and `share` its part of the first unit, where there is any.
    """

    kind: Kind
    codes: tuple[str, ...]
    message: Text
    area_ha: float | None = None
    share: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as plain data for JSON."""
        return {
            "kind": self.kind,
            "codes": list(self.codes),
            "message": self.message.to_dict(),
            "area_ha": self.area_ha,
            "share": self.share,
        }


@dataclass(frozen=True, slots=True)
class Ground:
    """Units ready to be measured: codes and sound equal-area polygons, and what was amiss."""

    codes: tuple[str, ...]
    shapes: npt.NDArray[np.object_]
    findings: tuple[BoundaryFinding, ...]

    @property
    def area_ha(self) -> npt.NDArray[np.float64]:
        """Area of each unit in hectares."""
        return np.asarray(shapely.area(self.shapes) / 10_000, dtype=np.float64)


def ground(units: gpd.GeoDataFrame, code: str = "code") -> Ground:
    """Bring units to equal area; mend invalid polygons for measuring only, and say so.

    Raises
    ------
    CRSError
        If the frame has no CRS.
    SchemaError
        `column-missing` if there is no column of codes.
    """
    if code not in units:
        have = ", ".join(str(c) for c in units.columns)
        raise SchemaError(
            Text(
                f"tidak ada kolom {code!r} berisi kode Kemendagri; kolomnya {have}: ganti nama "
                "salah satunya",
                f"no column {code!r} of Kemendagri codes; the columns are {have}: rename one",
            ),
            code="column-missing",
        )
    codes = tuple(str(value) for value in units[code])
    given = units.geometry.to_numpy()
    shapes = to_equal_area(units).geometry.to_numpy().copy()
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    shapes[empty] = shapely.Polygon()
    found = [
        BoundaryFinding(
            "no-geometry",
            (codes[i],),
            Text(f"{codes[i]} tanpa geometri", f"{codes[i]} has no geometry"),
        )
        for i in np.flatnonzero(empty)
    ]
    for i in np.flatnonzero(~shapely.is_valid(given) & ~empty):
        why = shapely.is_valid_reason(given[i])
        found.append(
            BoundaryFinding(
                "invalid-geometry",
                (codes[i],),
                Text(
                    f"geometri {codes[i]} tidak sah ({why}); diukur setelah diperbaiki",
                    f"the geometry of {codes[i]} is invalid ({why}); measured after repair",
                ),
            )
        )
    # Projecting may close a ring of a few centimetres, which is no fault of the data.
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return Ground(codes, shapes, tuple(found))
