"""How the layers of the starter region are described: words, fields and map hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pandas as pd

from layers.layer import Layer
from layers.schema import Field, FieldType, GeometryType, Schema, Text

LICENCE = "CC-BY-4.0"
ATTRIBUTION = "Penyangga (model); Kepmendagri/BIG via cahyadsn/wilayah (MIT); Natural Earth"
MODELLED = Text(
    id="Data model, bukan hasil survei: ganti dengan data resmi bila ada.",
    en="Modelled, not surveyed: replace it with official data where there is some.",
)
Group = Literal["boundaries", "zoning", "infrastructure", "land", "population", "plan"]
Shape = Literal["fill", "line", "circle", "raster"]


def field(
    name: str,
    kind: FieldType,
    title: tuple[str, str],
    *,
    unit: str | None = None,
    codes: Mapping[str, Text] | None = None,
    required: bool = False,
) -> Field:
    """Describe one column; `title` is (Indonesian, English)."""
    return Field(name, kind, Text(*title), unit=unit, codes=codes, required=required)


TRUST_FIELD = field("trust", "text", ("Tingkat kepercayaan", "Trust"))
SOURCE_FIELD = field("source", "text", ("Sumber (kunci atau uraian)", "Source (key or text)"))
CODE_FIELD = field("code", "text", ("Kode Kemendagri", "Kemendagri code"), required=True)
NAME_FIELD = field("name", "text", ("Nama", "Name"))


def modelled(
    layer_id: str,
    title: tuple[str, str],
    fields: Iterable[Field],
    *,
    geometry: GeometryType,
    theme: str,
    **more: Any,
) -> Layer:
    """Describe a vector layer whose geometry the project modelled.

    `more` may give `about` (Indonesian, English), `source`, `method`, `data_date`,
    `trust` and `styling`; the notice that the layer is modelled is added to `about`.
    """
    about = more.pop("about", ("", ""))
    return Layer(
        layer_id,
        Text(*title),
        theme,
        Schema(tuple(fields), geometry),
        description=notice(about),
        licence=LICENCE,
        attribution=ATTRIBUTION,
        trust=more.pop("trust", "modelled"),
        data_date=more.pop("data_date", "2024"),
        **more,
    )


def modelled_raster(
    layer_id: str,
    title: tuple[str, str],
    value: Field,
    *,
    theme: str,
    about: tuple[str, str],
    **more: Any,
) -> Layer:
    """Describe a raster that the project modelled; `value` says what a cell holds."""
    return Layer(
        layer_id,
        Text(*title),
        theme,
        Schema((value,), "Geometry"),
        kind="raster",
        description=notice(about),
        licence=LICENCE,
        attribution=ATTRIBUTION,
        trust="modelled",
        **more,
    )


def notice(about: tuple[str, str]) -> Text:
    """Put the notice that data is modelled behind a description."""
    return Text(f"{about[0]} {MODELLED.id}".strip(), f"{about[1]} {MODELLED.en}".strip())


def styling(group: Group, order: int, shape: Shape, **more: Any) -> dict[str, Any]:
    """Give map hints: group and order in the layer tree, shape, colours, sizes.

    `more` may give `visible`, `class_field`, `classes`, `colour`, `label_field`,
    `label_minzoom`, `label_colour`, `minzoom`, `width`, `radius` and `focus` (the
    map opens around this layer). A class may give `minzoom` and `label_size`.
    """
    hints: dict[str, Any] = {
        "group": group,
        "order": order,
        "visible": False,
        "shape": shape,
        "class_field": None,
        "classes": [],
        "label_field": None,
    }
    return hints | more


def class_(value: str | int, label: tuple[str, str], colour: str, **more: Any) -> dict[str, Any]:
    """Give one class of a legend: value, label (Indonesian, English) and colour."""
    return {"value": value, "label": {"id": label[0], "en": label[1]}, "colour": colour, **more}


def code_list(frame: pd.DataFrame, key: str, label_id: str, label_en: str) -> dict[str, Text]:
    """Turn a table of facts into a code list."""
    labels = zip(frame[key], frame[label_id], frame[label_en], strict=True)
    return {str(code): Text(str(i), str(e)) for code, i, e in labels}
