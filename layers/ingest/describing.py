"""Describing what is imported: columns, title, origin and zooms of a layer made from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from layers import themes
from layers.ingest.appending import described_with
from layers.ingest.options import ImportOptions
from layers.layer import Layer
from layers.schema import Schema, Text
from layers.sources.report import Mode
from layers.sources.staging import Staged
from layers.themes import Fitted
from layers.themes.zooming import zoom_hints


def described(
    layer_id: str,
    file: str,
    fitted: Fitted,
    staged: Staged,
    how: tuple[ImportOptions, Mode, Layer | None],
) -> Layer:
    """Describe the layer that a file becomes, or is added to.

    Parameters
    ----------
    layer_id, file
        Its id, and the name of the file.
    fitted, staged
        The rows by their theme, and what the file says of them.
    how
        What the caller says, what is done, and the layer that is there already.
    """
    asked, mode, held = how
    layer = _layer(layer_id, fitted, staged, held, mode)
    layer = _described(layer, file, staged, asked, keep=mode == "append")
    if mode == "append" and held is not None:
        layer = described_with(layer, held, asked)
    return _told(layer, fitted)


def _layer(layer_id: str, fitted: Fitted, staged: Staged, held: Layer | None, mode: Mode) -> Layer:
    if mode == "append" and held is not None:
        return held
    new = themes.describe(layer_id, fitted.theme, fitted.fields, staged.geometry_type)
    if held is not None and mode == "replace":
        new = themes.succeed(held, new)
    return new.with_(styling={**new.styling, **zoom_hints(fitted.frame.geometry)})


def _described(
    layer: Layer, name: str, staged: Staged, asked: ImportOptions, *, keep: bool
) -> Layer:
    """Fill in where the content comes from; for rows appended only what the caller says."""
    given = {
        "title": Text.of(asked.title) if asked.title else None,
        "source": asked.source,
        "licence": asked.licence,
        "attribution": asked.attribution,
        "data_date": asked.data_date,
        "trust": asked.trust,
        "plan": {**layer.plan, **asked.plan} if asked.plan else None,
    }
    if not keep:
        about = Text(f"Ditambahkan dari berkas {name}.", f"Added from the file {name}.")
        layer = layer.with_(
            description=about,
            source=name,
            method=f"imported ({staged.driver}, {staged.crs})",
            trust="compiled",
        ).with_(**staged.about)
    layer = layer.with_(**{k: v for k, v in given.items() if v is not None})
    return _coded(layer, asked.codes or {})


def _told(layer: Layer, fitted: Fitted) -> Layer:
    """Add what the theme tells of the data as a whole: for when they hold, and by which legend."""
    method = "; ".join(filter(None, (layer.method, fitted.told.get("method", ""))))
    return layer.with_(method=method, data_date=fitted.told.get("data_date", layer.data_date))


def _coded(layer: Layer, codes: Mapping[str, Mapping[str, str]]) -> Layer:
    """Give text fields the meanings of their codes, by their titles in the file."""
    fields = tuple(
        replace(f, codes={k: Text.of(v) for k, v in codes[f.title.en].items()})
        if f.codes is None and f.title.en in codes and f.type in ("text", "integer")
        else f
        for f in layer.schema.fields
    )
    return layer.with_(schema=Schema(fields, layer.schema.geometry))
