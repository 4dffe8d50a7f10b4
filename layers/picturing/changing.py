"""Change: two epochs of classes in one picture: what stayed, what was lost, what was gained."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from layers.colours import rgb
from layers.errors import SchemaError
from layers.landcover import COMMON, legend
from layers.layer import Layer
from layers.picturing.encoding import Indices, Palette
from layers.picturing.sampling import Sampled
from layers.picturing.styles import Entry, holds_classes, listed_classes
from layers.text import Text

KEPT, LOST, GAINED, OTHER, SAME = "#4f8f63", "#c0391f", "#2f6fd0", "#d8b24a", "#e7e3d8"
PALETTE = Palette.of(rgb((KEPT, LOST, GAINED, OTHER, SAME)))


def changed(now: Sampled, before: Sampled, classes: Collection[int]) -> Indices:
    """Give each pixel the number of what became of it; 0 where either epoch has no value.

    Parameters
    ----------
    now, before
        Classes at the same pixels.
    classes
        Those whose loss and gain are told.

    Returns
    -------
    array of int
        1 kept, 2 lost, 3 gained, 4 changed otherwise, 5 unchanged and of no such class.
    """
    wanted = np.array(sorted(classes), dtype=np.int64)
    here, there = np.isin(now.values, wanted), np.isin(before.values, wanted)
    same = now.values == before.values
    out = np.where(same, np.where(here, 1, 5), 4).astype(np.uint8)
    out[there & ~here] = 2
    out[here & ~there] = 3
    out[now.missing | before.missing] = 0
    return out


def forest_classes(layer: Layer) -> tuple[int, ...]:
    """Give the classes of a land-cover layer that count as forest, or whose common class does."""
    named = str(layer.styling.get("legend") or COMMON)
    green = {c.code for c in legend(COMMON).classes if c.forest}
    held = legend(named).classes
    return tuple(int(c.code) for c in held if c.code.isdigit() and c.common in green)


def require_comparable(now: Layer, before: Layer, classes: Collection[int]) -> None:
    """Refuse two rasters whose classes are not those of one legend, and classes it has not.

    Raises
    ------
    SchemaError
        `not-classes`, `legends-differ` or `class-unknown`.
    """
    for layer in (now, before):
        if not holds_classes(layer):
            raise SchemaError(
                Text(
                    f"{layer.id} bukan raster kelas; perubahan digambar antara dua raster kelas, "
                    "misalnya tutupan lahan dua tahun",
                    f"{layer.id} is no raster of classes; change is drawn between two of them, "
                    "such as land cover of two years",
                ),
                code="not-classes",
            )
    mine, other = _names(now), _names(before)
    differ = sorted(v for v in mine.keys() & other.keys() if mine[v] != other[v])
    if differ or not mine.keys() & other.keys():
        raise SchemaError(
            Text(
                f"{now.id} dan {before.id} memakai legenda berlainan (kelas "
                f"{', '.join(map(str, differ[:6])) or 'tanpa kesamaan'}); ubah ke satu legenda "
                "saat menambahkannya",
                f"{now.id} and {before.id} have different legends (classes "
                f"{', '.join(map(str, differ[:6])) or 'with nothing in common'}); bring them to "
                "one legend when adding them",
            ),
            code="legends-differ",
        )
    _require_known(classes, mine.keys() | other.keys(), mine)


def require_classes(layer: Layer, classes: Collection[int]) -> None:
    """Refuse classes that the legend of a raster does not have.

    Raises
    ------
    SchemaError
        `not-classes` or `class-unknown`.
    """
    if not holds_classes(layer):
        raise SchemaError(
            Text(
                f"{layer.id} tidak berisi kelas: tidak ada yang dapat dipilih dengan classes",
                f"{layer.id} does not hold classes: there is nothing to choose by classes",
            ),
            code="not-classes",
        )
    mine = _names(layer)
    _require_known(classes, mine.keys(), mine)


def _require_known(classes: Collection[int], known: Collection[int], mine: Collection[int]) -> None:
    strange = sorted(set(classes) - set(known))
    if strange or not classes:
        raise SchemaError(
            Text(
                f"kelas {', '.join(map(str, strange)) or '(tidak ada)'} tidak ada dalam legenda; "
                f"yang ada {', '.join(map(str, sorted(mine)))}",
                f"classes {', '.join(map(str, strange)) or '(none)'} are not in the legend; "
                f"there are {', '.join(map(str, sorted(mine)))}",
            ),
            code="class-unknown",
        )


def _names(layer: Layer) -> dict[int, Text]:
    return {int(one["value"]): Text.of(one["label"]) for one in listed_classes(layer)}


def change_legend(now: Layer, classes: Collection[int]) -> tuple[Entry, ...]:
    """Give the legend of the picture of change."""
    names = _names(now)
    told = [names[c] for c in sorted(classes) if c in names]
    of = Text(", ".join(t.id.lower() for t in told), ", ".join(t.en.lower() for t in told))
    if set(classes) == set(forest_classes(now)):
        of = Text("hutan", "forest")
    return (
        Entry(1, Text(f"tetap {of.id}", f"unchanged {of.en}"), KEPT),
        Entry(2, Text(f"{of.id} hilang", f"{of.en} lost"), LOST),
        Entry(3, Text(f"{of.id} bertambah", f"{of.en} gained"), GAINED),
        Entry(4, Text("perubahan lain", "other change"), OTHER),
        Entry(5, Text("tetap, kelas lain", "unchanged, other classes"), SAME),
    )
