"""Observations: readings of assets in time: asset, time, quantity, value and unit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from layers.infrastructure.columns import fields_of
from layers.infrastructure.moments import Moment, moment_of
from layers.infrastructure.utilities import NUMBER_AND_UNIT
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.themes.fitted import Fitted, as_text, found_column, missing_column
from layers.themes.normalising import added, in_order, named
from layers.themes.theme import Theme

FIELDS = fields_of("observations")
ASSET, TIME, QUANTITY = FIELDS["asset"], FIELDS["time"], FIELDS["quantity"]
VALUE, UNIT = FIELDS["value"], FIELDS["unit"]


def fit_observations(fitted: Fitted, layer_id: str) -> Fitted:  # noqa: ARG001 - as of every fit
    """Tell asset, time, quantity, value and unit of readings; a bad row is an error.

    Raises
    ------
    SchemaError
        `column-missing` without a column of assets, times or values.
    """
    columns = {f.name: _column(fitted, f.name) for f in (ASSET, TIME, VALUE)}
    value_title = next(f.title for f in fitted.fields if f.name == columns["value"])
    values = fitted.frame[columns["value"]]
    fitted = _timed(fitted, columns["time"])
    fitted = _valued(fitted, values, columns["value"])
    fitted = named(fitted, ASSET, QUANTITY)
    if QUANTITY.name not in fitted.frame:
        fitted = added(fitted, QUANTITY, [value_title.en] * len(fitted.frame))
    return in_order(_assets_named(fitted), FIELDS.values())


def _column(fitted: Fitted, name: str) -> str:
    names = (name, *FIELDS[name].aliases)
    found = found_column(fitted.frame, names)
    if found is None:
        raise missing_column(name, fitted.frame, names)
    return found


def _timed(fitted: Fitted, column: str) -> Fitted:
    """Read the times; the column of the file goes, its words are in the findings."""
    texts = fitted.frame[column].map(as_text)
    moments = {text: moment_of(text) for text in texts.dropna().unique()}
    told: list[Moment | None] = [moments.get(t) if isinstance(t, str) else None for t in texts]
    found: list[Finding] = [
        say.error(int(row), "time-unreadable", _cell(column, text))
        for row, text, moment in zip(texts.index, texts, told, strict=True)
        if moment is None
    ]
    known = [m for m in told if m is not None]
    assumed = sum(not m.zone_given for m in known)
    if assumed:
        said = Text(
            f"{assumed} waktu tanpa zona dibaca sebagai WITA (UTC+8)",
            f"{assumed} times without a zone read as WITA (UTC+8)",
        )
        found.append(say.note("zone-assumed", said))
    if any(m.day_first for m in known):
        said = Text("dibaca sebagai hari/bulan/tahun", "read as day/month/year")
        found.append(say.note("date-converted", said, "written as ISO"))
    stamps = [None if m is None else m.at.isoformat() for m in told]
    return _instead(fitted, column, TIME.name, stamps).with_(*found)


def _valued(fitted: Fitted, values: pd.Series[Any], column: str) -> Fitted:
    """Read the numbers, and the unit written behind them where there is no column of units."""
    numbers, units, found = [], [], []
    for row, value in zip(values.index, values, strict=True):
        text = as_text(value)
        parts = NUMBER_AND_UNIT.fullmatch(text) if text is not None else None
        if parts is None:
            found.append(say.error(int(row), "value-unreadable", _cell(column, text)))
        numbers.append(float(parts[1].replace(",", ".")) if parts else None)
        units.append(parts[2] if parts else None)
    fitted = _instead(fitted, column, VALUE.name, numbers)
    fitted = named(fitted, UNIT)
    if UNIT.name not in fitted.frame and any(units):
        fitted = added(fitted, UNIT, units)
    return fitted.with_(*found)


def _cell(column: str, text: Any) -> Text:
    return Text(f"kolom {column!r}: {text!r}", f"column {column!r}: {text!r}")


def _instead(fitted: Fitted, column: str, name: str, values: list[Any]) -> Fitted:
    """Put values as read in the place of a column of the file."""
    mapping = {k: name if v == column else v for k, v in fitted.mapping.items()}
    bare = fitted.with_(
        frame=fitted.frame.drop(columns=column),
        fields=tuple(f for f in fitted.fields if f.name != column),
        mapping=mapping,
    )
    return added(bare, FIELDS[name], values)


def _assets_named(fitted: Fitted) -> Fitted:
    """Refuse rows that name no asset."""
    names = fitted.frame[ASSET.name]
    empty = names.isna() | names.astype(str).str.strip().eq("")
    return fitted.with_(
        *(
            say.error(int(row), "asset-unknown", Text("tanpa kode aset", "no asset named"))
            for row in names.index[empty]
        )
    )


OBSERVATIONS = Theme(
    id="observations",
    title=Text("Pengamatan aset", "Observations of assets"),
    stored="observations",
    map_group="infrastructure",
    fit=fit_observations,
    hints=lambda _: {"visible": False},
)
