"""Appending: rows of a file brought to the columns of the layer they are added to."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from layers.errors import SchemaError
from layers.ingest.options import ImportOptions
from layers.layer import TRUST_ORDER, Layer, Trust
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.readers.positions import find_if_any
from layers.themes import THEMES, Fitted

# What each row may say of itself, and the options that say it of all of them.
OF_ROWS = ("source", "trust")


def as_held(asked: ImportOptions, held: Layer | None) -> ImportOptions:
    """Ask for the theme of the layer added to, where none is asked for and it tells which.

    Parameters
    ----------
    asked
        What the caller says.
    held
        The layer, if there is one.
    """
    if held is None or asked.theme is not None:
        return asked
    themes = [one.id for one in THEMES.values() if one.stored == held.theme]
    return replace(asked, theme=themes[0]) if len(themes) == 1 else asked


def fitted_to(fitted: Fitted, held: Layer, asked: ImportOptions) -> Fitted:
    """Leave out columns that were read into others, and write down what is said of the rows.

    Columns of positions are the geometry by now, words that the theme read are in its own
    columns. Where rows of the layer name their source and trust, those added get the caller's.

    Parameters
    ----------
    fitted
        The rows by their theme.
    held
        The layer that they are added to.
    asked
        What the caller says.

    Raises
    ------
    SchemaError
        `schema-mismatch` where the layer has no such column, or the rows lack one that it
        requires; each is named.
    """
    fitted = _without_read(fitted, held)
    _require_columns(fitted, held)
    frame = fitted.frame
    for name in OF_ROWS:
        told = getattr(asked, name) or ("compiled" if name == "trust" else None)
        if told is not None and name in held.schema.names and name not in frame:
            frame = frame.assign(**{name: pd.Series(told, index=frame.index, dtype=object)})
    return fitted.with_(frame=frame)


def described_with(layer: Layer, held: Layer, asked: ImportOptions) -> Layer:
    """Describe a layer that was added to: no surer than the weaker of both.

    Parameters
    ----------
    layer
        As the caller says.
    held
        As it was.
    asked
        What the caller says.
    """
    marks: list[Trust] = [held.trust, asked.trust or "compiled"]
    layer = replace(layer, trust=max(marks, key=TRUST_ORDER.index))
    return replace(layer, source=held.source) if "source" in held.schema.names else layer


def _columns(fitted: Fitted) -> list[str]:
    return [str(name) for name in fitted.frame.columns if name != "geometry"]


def _without_read(fitted: Fitted, held: Layer) -> Fitted:
    names = _columns(fitted)
    spare = [name for name in names if name not in held.schema.names]
    read = set(THEMES[fitted.theme].read_from)
    where = find_if_any(names)
    if where.kind in ("pair", "wkt") and fitted.frame.geometry.notna().all():
        read |= {names[place] for place in where.columns}
    gone = [name for name in spare if name in read and _is_read(fitted, name)]
    of_file = set(fitted.mapping.values())
    # What the theme adds to the file's own columns is no loss where the layer has no place for it.
    added = [name for name in spare if name not in of_file and name not in gone]
    told = ", ".join(gone)
    found = [say.note("columns-read", Text(f"kolom {told}", f"columns {told}"))] if gone else []
    gone += added
    return fitted.with_(
        *found,
        frame=fitted.frame.drop(columns=gone),
        fields=tuple(one for one in fitted.fields if one.name not in gone),
        mapping={given: name for given, name in fitted.mapping.items() if name not in gone},
    )


def _is_read(fitted: Fitted, name: str) -> bool:
    """Say whether nothing is lost with a column: the theme's answers to it are all there."""
    into = THEMES[fitted.theme].read_from.get(name)
    return into is None or bool(fitted.frame[into].notna().all())


def _require_columns(fitted: Fitted, held: Layer) -> None:
    names = _columns(fitted)
    faults, have = [], ", ".join(held.schema.names)
    strange = [name for name in names if name not in held.schema.names]
    if strange:
        titles = {name: given for given, name in fitted.mapping.items()}
        ways = " ".join(f'--column "{titles.get(name, name)}="' for name in strange)
        given = ", ".join(strange)
        faults.append(
            Text(
                f"layer {held.id!r} tidak memiliki kolom {given}; yang ada {have}. Ganti nama "
                f"kolomnya (--column LAMA=BARU), atau hilangkan: {ways}",
                f"layer {held.id!r} has no column {given}; it has {have}. Rename the columns "
                f"(--column OLD=NEW), or leave them out: {ways}",
            )
        )
    lacking = (one for one in held.schema.fields if one.required and one.name not in names)
    faults += [
        Text(
            f"layer {held.id!r} mewajibkan kolom {one.name!r} ({one.title.id}), yang tidak ada di "
            f"berkas; tambahkan, atau sebutkan kolomnya (--map {one.name}=KOLOM)",
            f"layer {held.id!r} requires the column {one.name!r} ({one.title.en}), which the file "
            f"lacks; add it, or name the one that holds it (--map {one.name}=COLUMN)",
        )
        for one in lacking
    ]
    if faults:
        told = faults[0]
        for fault in faults[1:]:
            told = told + Text("; ", "; ") + fault
        raise SchemaError(told, code="schema-mismatch")
