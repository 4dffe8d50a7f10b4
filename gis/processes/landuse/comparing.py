"""Two epochs made comparable: one legend, one grid, and what was done to get there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from gis.landcover.aligning import METHODS, RULES, Rule, aligned
from gis.landcover.grids import Cells, cell_areas, same_grid
from gis.processes.landuse.epochs import Epoch, Shared, in_legend, shared_legend
from gis.processes.process import Input
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

GRIDS: Mapping[str, Text] = {
    "coarser": Text("yang selnya lebih besar", "the one with larger cells"),
    "from": Text("grid tanggal pertama", "that of the first date"),
    "to": Text("grid tanggal kedua", "that of the second date"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Two epochs in one legend on one grid; `alignment` tells how, as plain data."""

    before: Cells
    after: Cells
    shared: Shared
    alignment: Mapping[str, Any]


def aligning_inputs() -> tuple[Input, ...]:
    """Declare how epochs on different grids are brought together."""
    return (
        Input(
            "grid",
            Text("Grid", "Grid"),
            "choice",
            Text(
                "Pada grid siapa bila berbeda: coarser, from atau to",
                "On whose grid where they differ: coarser, from or to",
            ),
            choices=tuple(GRIDS.items()),
            default="coarser",
            quiet=True,
        ),
        Input(
            "align",
            Text("Penyejajaran", "Alignment"),
            "choice",
            Text(
                "Kelas sel pada grid lain: majority atau nearest",
                "Class of a cell on another grid: majority or nearest",
            ),
            choices=tuple((rule, METHODS[rule]) for rule in RULES),
            default="majority",
            quiet=True,
        ),
    )


def compared(
    catalogue: Catalogue, epochs: tuple[Epoch, Epoch], given: Mapping[str, Any]
) -> Compared:
    """Bring two epochs to one legend and one grid.

    Parameters
    ----------
    catalogue
        Where the layers are.
    epochs
        The earlier and the later.
    given
        Checked inputs: ``grid`` and ``align``.

    Raises
    ------
    CRSError, GeometryError
        If a raster is not north-up, or in no reference system.
    """
    shared = shared_legend(*epochs)
    one, other = (
        in_legend(catalogue[epoch.layer.id].raster_file(), epoch, shared) for epoch in epochs
    )
    if same_grid(one, other):
        return Compared(one, other, shared, {"needed": False, "grid": epochs[0].layer.id})
    rule = cast("Rule", given["align"])
    to_first = given["grid"] == "from"
    if given["grid"] == "coarser":
        to_first = _cell_ha(one) >= _cell_ha(other)
    grid, layer = (one, epochs[0].layer) if to_first else (other, epochs[1].layer)
    told = {
        "needed": True,
        "grid": layer.id,
        "rule": rule,
        "text": METHODS[rule].to_dict(),
        "n_rows": grid.shape[0],
        "n_columns": grid.shape[1],
        "crs": grid.crs.to_string(),
    }
    return Compared(aligned(one, grid, rule), aligned(other, grid, rule), shared, told)


def _cell_ha(cells: Cells) -> float:
    """Give the true area of a cell in the middle of a grid."""
    row, column = (size // 2 for size in cells.shape)
    return float(cell_areas(cells, slice(row, row + 1), slice(column, column + 1))[0, 0])


def comparing_text(found: Compared) -> Text:
    """Say in which legend and on which grid two epochs were compared."""
    shared, told = found.shared, found.alignment
    title = shared.legend.title
    text = Text(f"Legenda: {title.id}", f"Legend: {title.en}")
    if shared.walked:
        names = ", ".join(shared.walked)
        text += Text(
            f" (diubah dengan tabel padanan dari {names})", f" (by crosswalk from {names})"
        )
    text += ". "
    if not told["needed"]:
        return text + Text("Kedua tanggal segrid. ", "Both dates are on one grid. ")
    rule = METHODS[told["rule"]]
    return text + Text(
        f"Grid berbeda: keduanya dibaca pada grid {told['grid']}, setiap sel mendapat {rule.id}. ",
        f"The grids differ: both are read on that of {told['grid']}, a cell gets {rule.en}. ",
    )
