"""Tables joined to regions: codes read with care, never matched on digits across families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from layers.boundaries import RegionNames, known_regions, level_of, normalise_code, translate_bps
from layers.boundaries.codes import CODE
from layers.boundaries.families import read_codes
from layers.errors import SchemaError
from layers.fieldnames import safe_names
from layers.geometry import promote
from layers.ingest.options import Workspace
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding, rows_said
from layers.sources.reading import geometry_array
from layers.sources.staging import Staged

Family = Literal["kemendagri", "bps"]
NAME_WORDS = ("nama", "name", "wadm")
REGION = {
    "region_code": Text("Kode wilayah", "Region code"),
    "region_name": Text("Nama wilayah", "Region name"),
}
SHOWN = 20


@dataclass(frozen=True, slots=True)
class _Keys:
    """What each row of the table is joined by, and what was done to find it."""

    values: Sequence[str | None]
    findings: tuple[Finding, ...] = ()


def join(
    staged: Staged,
    catalogue: Workspace,
    layer_id: str,
    on: str,
    *,
    family: Family | None = None,
) -> Staged:
    """Give the rows of a table the ground of the regions they tell of.

    Parameters
    ----------
    staged
        The table, read; positions it may have are left aside.
    catalogue
        The workspace.
    layer_id
        The layer of regions.
    on
        ``COLUMN=COLUMN``: of the table, and of the layer. Columns of codes are joined
        by Kemendagri code (BPS codes through the crosswalk), the layer's `name` by
        name, any other by equal text.
    family
        That of the table's codes, where they do not tell it.

    Returns
    -------
    Staged
        All rows, `region_code` and `region_name` added; rows without a region keep
        no geometry and are listed, as are regions without a row.

    Raises
    ------
    LayerNotFoundError, SchemaError
        `column-missing`, `code-family-unclear`, `join-none` where no row fits.
    """
    frame = staged.frame
    if frame is None:
        return staged
    mine, theirs = _columns(on)
    column = _column_of(staged, mine)
    regions = _regions(catalogue, layer_id, theirs)
    keys = _keys(staged, column, regions, theirs, family)
    place = _places(regions, theirs)
    at = [place.get(key) if key is not None else None for key in keys.values]
    if not any(p is not None for p in at):
        raise _none(frame[column], regions, theirs, layer_id)
    return _with_ground(staged, regions, at, keys, layer_id)


def _columns(on: str) -> tuple[str, str]:
    mine, equals, theirs = on.partition("=")
    if not equals or not mine.strip() or not theirs.strip():
        raise SchemaError(
            Text(
                f"{on!r}; yang diminta KOLOM=KOLOM, dari tabel dan dari layer, misalnya kode=code",
                f"{on!r}; wanted COLUMN=COLUMN, of the table and of the layer, e.g. kode=code",
            ),
            code="column-missing",
        )
    return mine.strip(), theirs.strip()


def _column_of(staged: Staged, given: str) -> str:
    for field in staged.fields:
        if given in (field["title"], field["name"]):
            return field["name"]
    have = ", ".join(f["title"] for f in staged.fields) or "none"
    raise SchemaError(
        Text(
            f"tidak ada kolom {given!r}; tabel ini memiliki {have}",
            f"no column {given!r}; the table has {have}",
        ),
        code="column-missing",
    )


def _regions(catalogue: Workspace, layer_id: str, theirs: str) -> gpd.GeoDataFrame:
    layer = catalogue[layer_id].layer
    if layer.kind != "vector" or theirs not in layer.schema.names:
        have = ", ".join(layer.schema.names) or "none"
        raise SchemaError(
            Text(
                f"layer {layer_id!r} tidak memiliki kolom {theirs!r}; yang ada {have}",
                f"layer {layer_id!r} has no column {theirs!r}; it has {have}",
            ),
            code="column-missing",
        )
    wanted = [n for n in dict.fromkeys((theirs, "code", "name")) if n in layer.schema.names]
    return catalogue[layer_id].read(properties=tuple(wanted)).reset_index(drop=True)


def _places(regions: gpd.GeoDataFrame, theirs: str) -> Mapping[str, int]:
    """Give the place of each region by what rows are joined to; the first of equal ones."""
    by_name = theirs == "name" and "code" in regions
    values = regions["code" if by_name else theirs]
    out: dict[str, int] = {}
    for place, value in enumerate(values):
        if not pd.isna(value):
            out.setdefault(str(value), place)
    return out


def _keys(
    staged: Staged, column: str, regions: gpd.GeoDataFrame, theirs: str, family: Family | None
) -> _Keys:
    assert staged.frame is not None
    values = [None if pd.isna(v) else v for v in staged.frame[column]]
    known = [str(v) for v in regions[theirs].dropna()]
    if known and all(CODE.fullmatch(v) for v in known):
        return _by_code(staged, column, values, frozenset(known), family)
    if theirs == "name" and "code" in regions:
        return _by_name(staged, values, regions)
    return _Keys([None if v is None else str(v) for v in values])


def _by_code(
    staged: Staged, column: str, values: Sequence[Any], known: frozenset[str], family: Family | None
) -> _Keys:
    assert staged.frame is not None
    names = _names_beside(staged, column)
    read = read_codes(values, names)
    told_family = family or read.family
    if told_family == "unclear" and "bps" in column:
        told_family = "bps"
    if told_family == "unclear":
        raise SchemaError(
            Text(
                f"kolom {column!r}: kode BPS atau Kemendagri? {read.why.id}. Angka yang sama "
                "berarti wilayah lain dalam masing-masing; sebutkan --code-family kemendagri "
                "atau bps, atau gabungkan menurut nama",
                f"column {column!r}: BPS or Kemendagri codes? {read.why.en}. The same digits mean "
                "other regions in each; say --code-family kemendagri or bps, or join by name",
            ),
            code="code-family-unclear",
        )
    if told_family == "bps":
        translated = translate_bps([None if v is None else v for v in values])
        told = Text(
            f"kolom {column!r}: kode BPS, diterjemahkan dengan tabel padanan ({read.why.id})",
            f"column {column!r}: BPS codes, translated by the crosswalk ({read.why.en})",
        )
        return _Keys(translated.codes, (say.note("join-code-read", told),))
    readings = [normalise_code(value, known=known) for value in values]
    changed = [
        (row, r) for row, r in zip(staged.frame.index, readings, strict=True) if r.code and r.remark
    ]
    found: list[Finding] = []
    if changed:
        some = "; ".join(f"{r.given} → {r.code}" for _, r in changed[:SHOWN])
        more = f" … (+{len(changed) - SHOWN})" if len(changed) > SHOWN else ""
        said = f"{column!r}: {some}{more}"
        found.append(say.note("join-code-read", Text(f"kolom {said}", f"column {said}")))
    return _Keys([r.code for r in readings], tuple(found))


def _names_beside(staged: Staged, column: str) -> list[str | None] | None:
    """Give the column of names beside the codes, which tells the family where digits do not."""
    assert staged.frame is not None
    for field in staged.fields:
        name = field["name"]
        if name != column and field["type"] == "text" and any(w in name for w in NAME_WORDS):
            return [None if pd.isna(v) else str(v) for v in staged.frame[name]]
    return None


def _by_name(staged: Staged, values: Sequence[Any], regions: gpd.GeoDataFrame) -> _Keys:
    assert staged.frame is not None
    codes = [str(c) for c in regions["code"].dropna()]
    level = max(map(level_of, codes))
    names = _region_names(regions, codes)
    out: list[str | None] = []
    other: list[str] = []
    doubtful: list[Finding] = []
    for row, value in zip(staged.frame.index, values, strict=True):
        match = names.match(str(value), level) if value is not None else None
        out.append(match.code if match else None)
        if match and match.how == "ambiguous":
            said = match.sentence()
            doubtful.append(
                Finding(int(row), "join-by-name", said.en, "warning", message_id=said.id)
            )
        elif match and match.code and match.how != "same":
            other.append(f"{match.given} → {match.code} ({match.score:.2f})")
    some = "; ".join(other[:SHOWN])
    told = Text(some, some) if some else Text("semua bernama sama", "all by the same name")
    return _Keys(out, (say.note("join-by-name", told), *doubtful))


def _region_names(regions: gpd.GeoDataFrame, codes: Sequence[str]) -> RegionNames:
    """Give the names with all spellings known, or those of the layer where it knows others."""
    known = known_regions()
    if all(code in known.names for code in codes):
        return known
    pairs = regions[["code", "name"]].dropna().astype(str)
    return RegionNames.of(list(pairs.itertuples(index=False, name=None)))


def _none(
    values: pd.Series[Any], regions: gpd.GeoDataFrame, theirs: str, layer_id: str
) -> SchemaError:
    mine = ", ".join(str(v) for v in values.dropna().head(3)) or "nothing"
    held = ", ".join(str(v) for v in regions[theirs].dropna().head(3)) or "nothing"
    return SchemaError(
        Text(
            f"tidak ada baris yang cocok dengan wilayah {layer_id!r}: tabel memuat {mine}, …; "
            f"layer memuat {held}, …. Gabungkan dengan layer bertingkat dan berkeluarga kode "
            "yang sama",
            f"no row fits a region of {layer_id!r}: the table has {mine}, …; the layer has "
            f"{held}, …. Join to the layer of the same level and family of codes",
        ),
        code="join-none",
    )


def _with_ground(
    staged: Staged,
    regions: gpd.GeoDataFrame,
    at: Sequence[int | None],
    keys: _Keys,
    layer_id: str,
) -> Staged:
    assert staged.frame is not None
    table = pd.DataFrame(staged.frame.drop(columns="geometry"))
    shapes = [None if p is None else regions.geometry.iloc[p] for p in at]
    added = {
        new: [None if p is None else _text(regions[own].iloc[p]) for p in at]
        for new, own in (("region_code", "code"), ("region_name", "name"))
        if own in regions
    }
    names = safe_names([*table.columns, *added])[len(table.columns) :]
    fields = list(staged.fields)
    for name, (new, values) in zip(names, added.items(), strict=True):
        table[name] = pd.Series(values, index=table.index, dtype=object)
        fields.append({"name": name, "type": "text", "title": REGION[new].en})
    ground, kind, _ = promote(geometry_array(shapes))
    frame = gpd.GeoDataFrame(
        table, geometry=gpd.GeoSeries(ground, index=table.index, crs=regions.crs)
    )
    found = (*staged.findings, *keys.findings, *_remarks(staged.frame, regions, at, layer_id))
    return replace(staged, frame=frame, fields=tuple(fields), findings=found, geometry_type=kind)


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _remarks(
    frame: gpd.GeoDataFrame, regions: gpd.GeoDataFrame, at: Sequence[int | None], layer_id: str
) -> list[Finding]:
    """List rows without a region, regions without a row and regions with several."""
    fit = [p for p in at if p is not None]
    told = Text(
        f"{len(fit)} dari {len(at)} baris, {len(set(fit))} dari {len(regions)} wilayah {layer_id}",
        f"{len(fit)} of {len(at)} rows, {len(set(fit))} of {len(regions)} regions of {layer_id}",
    )
    found = [say.note("join-done", told)]
    lost = [int(row) for row, p in zip(frame.index, at, strict=True) if p is None]
    if lost:
        found.append(say.warning("join-row-unmatched", rows_said(lost), "kept without geometry"))
    alone = sorted(set(range(len(regions))) - set(fit))
    if alone:
        found.append(say.warning("join-region-unmatched", _named(regions, alone)))
    twice = sorted(p for p, n in Counter(fit).items() if n > 1)
    if twice:
        found.append(say.warning("join-region-twice", _named(regions, twice), "kept"))
    return found


def _named(regions: gpd.GeoDataFrame, places: Iterable[int]) -> str:
    """Name regions by code and name, the first twenty of them."""
    columns = [c for c in ("code", "name") if c in regions] or [regions.columns[0]]
    listed = list(places)
    some = (" ".join(str(regions[c].iloc[p]) for c in columns) for p in listed[:SHOWN])
    more = f" … (+{len(listed) - SHOWN})" if len(listed) > SHOWN else ""
    return ", ".join(some) + more
