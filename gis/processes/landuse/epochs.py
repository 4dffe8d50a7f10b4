"""Epochs of land cover in a catalogue: which layer is meant by a year, and in which legend."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gis.errors import InputError, NoAnswerError
from gis.landcover.aligning import Recoded
from gis.landcover.classes import Classes
from gis.landcover.grids import Cells
from gis.processes.process import Input
from layers import landcover
from layers.landcover.epochs import YEAR
from layers.landcover.legends import LegendId
from layers.layer import Layer, Trust
from layers.standards.value import weakest
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

COVER = Input(
    "cover",
    Text("Tutupan lahan", "Land cover"),
    "text",
    Text(
        "Tahun, mis. 2024, atau id lapisan; yang terbaru bila kosong",
        "A year, e.g. 2024, or a layer id; the latest unless given",
    ),
)
DAYS = 365.25
NO_DATA = "0"  # of the common legend: clouds and missing cells of any legend belong to it


@dataclass(frozen=True, slots=True)
class Epoch:
    """Land cover at one date: its layer, the date as the layer has it, and its legend."""

    layer: Layer
    date: str
    legend: LegendId

    def to_dict(self) -> dict[str, object]:
        """Give it as plain data."""
        return {
            "layer": self.layer.id,
            "title": self.layer.title.to_dict(),
            "date": self.date,
            "legend": self.legend,
        }


def epoch_of(catalogue: Catalogue, word: str, name: str) -> Epoch:
    """Find the land cover that a year, a date or a layer id means.

    Parameters
    ----------
    catalogue
        Where the layers are.
    word
        A layer id, or the beginning of an ISO date.
    name
        The input, for messages.

    Raises
    ------
    NoAnswerError
        `no-epoch`, if no land cover is of that date; the message tells which there are.
    InputError
        If several are, or the layer named is no land cover of a known legend.
    """
    layers = [layer for layer in catalogue.layers() if layer.kind == "raster"]
    named = next((layer for layer in catalogue.layers() if layer.id == word), None)
    if named is not None:
        return _epoch(named, name)
    covers = [layer for layer in layers if legend_of(layer) is not None]
    found = [layer for layer in covers if _date(layer).startswith(word)]
    if len(found) == 1:
        return _epoch(found[0], name)
    there = ", ".join(f"{_date(layer) or '?'} ({layer.id})" for layer in covers)
    if not found:
        raise NoAnswerError(
            Text(
                f"{name}: tidak ada tutupan lahan {word!r}; yang ada {there or 'tidak satu pun'}: "
                "tambahkan dengan 'penyangga add'",
                f"{name}: no land cover of {word!r}; there are {there or 'none'}: add one with "
                "'penyangga add'",
            ),
            code="no-epoch",
        )
    ids = ", ".join(layer.id for layer in found)
    raise InputError.of(
        [
            (
                name,
                Text(
                    f"{word} berarti {len(found)} lapisan: {ids}; sebutkan satu id",
                    f"{word} means {len(found)} layers: {ids}; name one id",
                ),
            )
        ]
    )


def cover_of(catalogue: Catalogue, word: str | None) -> Epoch:
    """Find the land cover that `COVER` means, the latest unless given; errors as in `epoch_of`."""
    if word is not None:
        return epoch_of(catalogue, word, COVER.id)
    return latest_epoch(catalogue, COVER.id)


def epochs_in(catalogue: Catalogue) -> tuple[Epoch, ...]:
    """Give every land cover whose date and legend are known, the oldest first."""
    covers = [layer for layer in catalogue.layers() if legend_of(layer) is not None]
    found = [_epoch(layer, COVER.id) for layer in covers if _date(layer)]
    return tuple(sorted(found, key=lambda one: one.date))


def latest_epoch(catalogue: Catalogue, name: str) -> Epoch:
    """Find the land cover of the latest date; errors as in `epoch_of`."""
    dates = [_date(layer) for layer in catalogue.layers() if legend_of(layer) is not None]
    return epoch_of(catalogue, max(dates, default="?") or "?", name)


def legend_of(layer: Layer) -> LegendId | None:
    """Give the legend of a layer of land cover; None where it is none of a known legend.

    It is the one the layer was imported with, else the common one where the cells have
    the codes of that.
    """
    told = layer.styling.get("legend")
    if told in landcover.LEGENDS:
        return landcover.legend(told).id
    codes = next((set(f.codes) for f in layer.schema.fields if f.codes), set())
    common = landcover.legend(landcover.COMMON)
    is_cover = layer.kind == "raster" and len(codes) > 1 and codes <= set(common.codes)
    return common.id if is_cover else None


def _epoch(layer: Layer, name: str) -> Epoch:
    legend = legend_of(layer)
    if legend is None:
        raise InputError.of(
            [
                (
                    name,
                    Text(
                        f"lapisan {layer.id!r} bukan raster tutupan lahan berlegenda dikenal "
                        f"({', '.join(landcover.LEGENDS)}); impor dengan --theme landcover",
                        f"layer {layer.id!r} is no raster of land cover with a known legend "
                        f"({', '.join(landcover.LEGENDS)}); import it with --theme landcover",
                    ),
                )
            ]
        )
    return Epoch(layer, _date(layer), legend)


def _date(layer: Layer) -> str:
    year = YEAR.search(layer.id)
    return layer.data_date or (year[1] if year else "")


def years_between(one: Epoch, other: Epoch) -> float:
    """Give the years from one date to another; whole years where only years are known.

    Raises
    ------
    InputError
        If a date is not known, or the second is not later.
    """
    faults = [
        (
            name,
            Text(
                f"lapisan {epoch.layer.id!r} tidak bertanggal; impor lagi dengan --data-date",
                f"layer {epoch.layer.id!r} has no date; import it again with --data-date",
            ),
        )
        for name, epoch in (("from", one), ("to", other))
        if not epoch.date
    ]
    if faults:
        raise InputError.of(faults)
    parts = min(one.date.count("-"), other.date.count("-"))
    days = [_day("-".join(e.date.split("-")[: parts + 1])) for e in (one, other)]
    years = (days[1] - days[0]).days / DAYS
    if years <= 0:
        what = Text(
            f"{other.date} tidak sesudah {one.date}; tukar awal dan akhirnya",
            f"{other.date} is not after {one.date}; swap from and to",
        )
        if years == 0:
            what = Text(
                f"{other.date} adalah awal dan akhir sekaligus; berikan dua tanggal",
                f"{other.date} is both the beginning and the end; give two dates",
            )
        raise InputError.of([("to", what)])
    return float(round(years)) if parts == 0 else years


def _day(date: str) -> dt.date:
    """Read an ISO date of which month and day may be missing."""
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


@dataclass(frozen=True, slots=True)
class Shared:
    """The legend two epochs are compared in, and how they came to it.

    `walked` names the legends that were converted by crosswalk, `trusts` the marks of
    the steps.
    """

    legend: landcover.Legend
    classes: Classes
    walked: tuple[LegendId, ...]
    trusts: tuple[Trust, ...]

    def to_dict(self) -> dict[str, object]:
        """Tell the legend, its classes, and where each class of another one went."""
        legend = self.legend
        return {
            "id": legend.id,
            "title": legend.title,
            "classes": [
                {"code": c.code, "name": c.name, "colour": c.colour}
                for c in legend.classes
                if int(c.code) in self.classes.codes
            ],
            "crosswalks": [
                {"from": one, "to": legend.id, "steps": landcover.crosswalk(one, legend.id).rows()}
                for one in self.walked
            ],
        }


def shared_legend(*epochs: Epoch) -> Shared:
    """Choose the legend to compare epochs in: their own if it is one, else the common one.

    Examples
    --------
    >>> from layers import Layer, Schema
    >>> epoch = Epoch(Layer("a", Text("", ""), "land", Schema(), kind="raster"), "2020", "klhk")
    >>> shared_legend(epoch, epoch).walked
    ()
    """
    own = {epoch.legend for epoch in epochs}
    return shared_in(own.pop() if len(own) == 1 else landcover.COMMON, *epochs)


def shared_in(legend_id: LegendId, *epochs: Epoch) -> Shared:
    """Take epochs to one legend by crosswalk."""
    legend = landcover.legend(legend_id)
    walked = tuple(dict.fromkeys(e.legend for e in epochs if e.legend != legend.id))
    steps = [step for one in walked for step in landcover.crosswalk(one, legend.id).steps]
    classes = Classes(
        tuple(int(c.code) for c in legend.classes if c.common != NO_DATA),
        tuple(int(c.code) for c in legend.classes if c.common == NO_DATA),
    )
    trusts = (weakest([step.trust for step in steps]),) if steps else ()
    return Shared(legend, classes, walked, trusts)


def in_legend(cells: Cells, epoch: Epoch, shared: Shared) -> Cells:
    """Give the cells of an epoch in the legend that is shared."""
    if epoch.legend == shared.legend.id:
        return cells
    steps = landcover.crosswalk(epoch.legend, shared.legend.id).steps
    kept = tuple((int(s.code), int(s.targets[0])) for s in steps if len(s.targets) == 1)
    return Recoded(cells, kept)
