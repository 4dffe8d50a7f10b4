"""Fitting land cover: the legend told, each area given its common class, what is unclear said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from layers import landcover
from layers.errors import SchemaError
from layers.landcover.epochs import epoch_of
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.themes.fitted import Fitted, aside
from layers.themes.landcover.columns import as_code, code_column, name_column
from layers.themes.theme import Theme

COVER, CODE = "cover", "cover_code"
SHOWN = 12
YEARS = range(1985, 2061)


def fit_landcover(fitted: Fitted, layer_id: str) -> Fitted:
    """Give every area its common class (`cover`) and its code in the legend told (`cover_code`).

    The columns of the file stay. Codes come first; class names beside them settle
    which legend they follow, and stand for them where there are none.

    Raises
    ------
    SchemaError
        `column-missing` without codes and names; `legend-doubt`, `legend-unknown`;
        `epoch-mismatch`, `date-missing`.
    """
    asked: Mapping[str, Any] = fitted.asked
    legend_id = asked.get("legend")
    if legend_id is not None:
        landcover.legend(legend_id)
    frame = fitted.frame
    codes = code_column(frame)
    names = name_column(frame.drop(columns=codes) if codes else frame, legend_id)
    if codes is None and names is None:
        raise _no_column(frame)
    hints = [str(asked.get("file") or ""), *(c for c in (codes, names) if c)]
    epoch = epoch_of(layer_id, asked.get("data_date"), hints)
    found = []
    if not epoch.by_caller:
        found.append(say.note("epoch-told", epoch.sentence()))
    if codes is not None:
        told, more = _by_codes(frame, codes, names, legend_id)
    else:
        assert names is not None
        told, more = _by_names(frame[names], legend_id)
    told_by = codes or names
    fitted = _with_columns(fitted, told)
    method = f"common class told from column {told_by!r} by {told.attrs['legend']}"
    return fitted.with_(
        *found, *more, told={**fitted.told, "data_date": epoch.date, "method": method}
    )


def _no_column(frame: pd.DataFrame) -> SchemaError:
    have = ", ".join(str(c) for c in frame.columns if c != "geometry") or "none"
    return SchemaError(
        Text(
            f"tidak ada kolom kode atau nama kelas tutupan lahan; kolomnya {have}. Sebutkan "
            "kolom yang memuatnya (--column LAMA=kode, atau LAMA=kelas untuk nama), sebutkan "
            "legendanya (--legend), atau tambahkan layer dengan tema 'generic'",
            f"no column of land-cover codes or class names; the columns are {have}. Name the "
            "column that holds them (--column OLD=kode, or OLD=kelas for names), name the "
            "legend (--legend), or add the layer with theme 'generic'",
        ),
        code="column-missing",
    )


def _by_codes(
    frame: pd.DataFrame, codes: str, names: str | None, legend_id: str | None
) -> tuple[pd.DataFrame, list[Finding]]:
    """Tell the legend of a column of codes and look each code up."""
    values = frame[codes].map(as_code).astype(object)
    values = values.where(values.notna(), None)
    beside = _beside(values, frame[names]) if names else {}
    counts = {str(k): int(v) for k, v in values.value_counts().items()}
    verdict = landcover.tell(counts, beside, asked=legend_id)
    if verdict.legend is None:
        where = Text(f"kolom {codes!r}: ", f"column {codes!r}: ")
        raise SchemaError(where + verdict.doubt + " (--legend)", code="legend-doubt")
    found = [
        say.note(
            "legend-told",
            Text(
                f"kolom {codes!r}: {verdict.legend}, {verdict.evidence.id}",
                f"column {codes!r}: {verdict.legend}, {verdict.evidence.en}",
            ),
        )
    ]
    if verdict.remark:
        found.append(say.warning("legend-remark", verdict.remark))
    strange = [c for c in verdict.unknown if c != "0"]
    if strange:
        some = ", ".join(f"{c} ({counts[c]})" for c in strange[:SHOWN])
        found.append(
            say.warning(
                "class-unknown",
                Text(
                    f"tidak ada dalam {verdict.legend}: {some}", f"not in {verdict.legend}: {some}"
                ),
                "left without class",
            )
        )
    legend = landcover.legend(verdict.legend)
    common = {c.code: c.common for c in legend.classes}
    own = values.map(lambda c: c if c in common else None)
    return _told(own, own.map(common.get), legend), found


def _beside(values: pd.Series[Any], names: pd.Series[Any]) -> dict[str, str]:
    """Give the class name that most often stands beside each code."""
    pairs = pd.DataFrame({"code": values, "name": names}).dropna()
    pairs = pairs[pairs["name"].map(lambda v: isinstance(v, str))]
    return {
        str(code): str(group.value_counts().index[0])
        for code, group in pairs.groupby("code")["name"]
    }


def _by_names(names: pd.Series[Any], legend_id: str | None) -> tuple[pd.DataFrame, list[Finding]]:
    """Tell each class by its name; the legend is the one most names belong to."""
    counts = Counter(v for v in names.dropna() if isinstance(v, str))
    told = {v: landcover.name_class(v, legend_id) for v in counts}
    legends = Counter[str]()
    for value, named in told.items():
        if named is not None:
            legends[named.legend] += counts[value]
    main = landcover.legend(legend_id or legends.most_common(1)[0][0])
    found = [
        say.note(
            "class-by-name",
            Text(
                f"kolom {names.name!r}, nama dari {main.title.id}",
                f"column {names.name!r}, names of {main.title.en}",
            ),
        )
    ]
    near = [f"{v!r} → {n.code} ({n.score:.2f})" for v, n in told.items() if n and n.score < 1]
    if near:
        head = Text("nama yang mirip: ", "near names: ")
        found.append(say.warning("class-by-name", head + "; ".join(near[:SHOWN])))
    strange = [f"{v!r} ({counts[v]})" for v, n in told.items() if n is None]
    if strange:
        head = Text("tidak ada kelas bernama: ", "no class of that name: ")
        why = head + ", ".join(strange[:SHOWN])
        found.append(say.warning("class-unknown", why, "left without class"))
    own = names.map(lambda v: n.code if (n := told.get(v)) and n.legend == main.id else None)
    common = {
        v: landcover.legend(n.legend).cover(n.code).common for v, n in told.items() if n is not None
    }
    return _told(own, names.map(common.get), main), found


def _told(own: pd.Series[Any], common: pd.Series[Any], legend: landcover.Legend) -> pd.DataFrame:
    table = pd.DataFrame({COVER: common.astype(object), CODE: own.astype(object)})
    table = table.where(table.notna(), None)
    table.attrs["legend"] = legend.id
    return table


def _with_columns(fitted: Fitted, told: pd.DataFrame) -> Fitted:
    """Put the two columns in front, moving aside what has their names."""
    for name in (COVER, CODE):
        if name in fitted.frame:
            fitted = aside(fitted, name)
    frame = fitted.frame.copy()
    frame[COVER], frame[CODE] = told[COVER], told[CODE]
    legend = landcover.legend(told.attrs["legend"])
    common = landcover.legend(landcover.COMMON)
    fields = (
        Field(
            COVER, "text", Text("Kelas tutupan lahan", "Land-cover class"), codes=common.labels()
        ),
        Field(
            CODE,
            "text",
            Text(f"Kode ({legend.title.id})", f"Code ({legend.title.en})"),
            codes=legend.labels(),
        ),
    )
    return replace(fitted, frame=frame, fields=(*fields, *fitted.fields))


def _hints(fields: tuple[Field, ...]) -> Mapping[str, Any]:  # noqa: ARG001 - the signature of hints
    common = landcover.legend(landcover.COMMON)
    return {"class_field": COVER, "classes": common.map_classes(as_number=False)}


LANDCOVER = Theme(
    id="landcover",
    title=Text("Tutupan dan penggunaan lahan", "Land cover and land use"),
    stored="land",
    map_group="land",
    fit=fit_landcover,
    layer_ids=(
        *("land_cover", "landcover", "land_use", "landuse", "tutupan_lahan", "penutupan_lahan"),
        *(f"{name}_{year}" for name in ("land_cover", "land_use") for year in YEARS),
    ),
    aliases=("land_cover", "landuse", "land_use"),
    hints=_hints,
)
