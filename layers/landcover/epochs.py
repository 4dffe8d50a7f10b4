"""Epochs: for which year land cover holds, as the caller, the layer id or the file say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from layers.errors import SchemaError
from layers.schema import Text

YEAR = re.compile(r"(?<!\d)(19[89]\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Epoch:
    """For when data holds (year, month or day), and what said so."""

    date: str
    told_by: Text
    by_caller: bool = False

    def sentence(self) -> Text:
        """Say for when the data hold, and what said so."""
        return Text(f"{self.date}, menurut {self.told_by.id}", f"{self.date}, by {self.told_by.en}")


def epoch_of(layer_id: str, given: str | None, hints: Iterable[str]) -> Epoch:
    """Tell the epoch of land-cover data.

    Parameters
    ----------
    layer_id
        May end in a year, such as ``land_cover_2024``.
    given
        What the caller says; taken, unless the layer id says another year.
    hints
        Names of the file and of columns that may hold the year.

    Raises
    ------
    SchemaError
        `epoch-mismatch` where two of them disagree; `date-missing` where none says it.

    Examples
    --------
    >>> epoch = epoch_of("land_cover_2024", None, [])
    >>> epoch.date, epoch.told_by.en
    ('2024', 'the layer id')
    """
    years = {year for hint in hints for year in YEAR.findall(hint)}
    own = YEAR.search(layer_id)
    if given:
        if own and own[1] != given[:4]:
            raise SchemaError(
                Text(
                    f"id layer {layer_id!r} menyebut {own[1]}, sedangkan tanggal data {given}; "
                    f"namai layer {layer_id.replace(own[1], given[:4])} atau perbaiki tanggalnya",
                    f"the layer id {layer_id!r} says {own[1]}, the date of the data {given}; "
                    f"call the layer {layer_id.replace(own[1], given[:4])} or correct the date",
                ),
                code="epoch-mismatch",
            )
        return Epoch(given, Text("permintaan", "the caller"), by_caller=True)
    if own:
        if years and own[1] not in years:
            raise SchemaError(
                Text(
                    f"id layer {layer_id!r} menyebut {own[1]}, tetapi berkas menyebut "
                    f"{', '.join(sorted(years))}; sebutkan waktu datanya dengan --data-date",
                    f"the layer id {layer_id!r} says {own[1]}, but the file speaks of "
                    f"{', '.join(sorted(years))}; say for when the data hold with --data-date",
                ),
                code="epoch-mismatch",
            )
        return Epoch(own[1], Text("id layer", "the layer id"))
    if len(years) == 1:
        return Epoch(years.pop(), Text("nama-nama dalam berkas", "the names in the file"))
    some = ", ".join(sorted(years))
    several = Text(f"berkas menyebut {some}", f"the file speaks of {some}")
    if not years:
        several = Text("tidak ada yang menyebutnya", "nothing says it")
    raise SchemaError(
        Text(
            f"untuk tahun berapa tutupan lahan ini? {several.id}; berikan --data-date, "
            "misalnya --data-date 2024",
            f"for which year does the land cover hold? {several.en}; give --data-date, "
            "for example --data-date 2024",
        ),
        code="date-missing",
    )
