"""Land cover by cell: classes of a known legend, brought to the common one, with its epoch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from layers import landcover
from layers.errors import SchemaError
from layers.landcover.crosswalk import remap
from layers.landcover.epochs import epoch_of
from layers.schema import Field, Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.raster import StagedRaster
from layers.themes.rasters.theme import (
    Cells,
    FittedRaster,
    RasterAsked,
    RasterTheme,
    in_indonesian,
    narrowed,
)

NODATA = 0
CHUNK_CELLS = 4_000_000
SHOWN = 12
MOST_UNKNOWN = 0.5


def fit_cover(staged: StagedRaster, asked: RasterAsked) -> FittedRaster:
    """Take classes: tell the legend, convert to the common one (or keep the codes), date them.

    Raises
    ------
    SchemaError
        `not-classes`, `legend-doubt`, `legend-unknown`, `class-unknown`, `epoch-mismatch`,
        `date-missing`.
    """
    counts = _counts(staged)
    epoch = epoch_of(asked.layer_id, asked.data_date, [asked.file, staged.layer])
    verdict = landcover.tell(counts, None, staged.palette, asked=asked.legend)
    if verdict.legend is None:
        raise SchemaError(verdict.doubt + " (--legend)", code="legend-doubt")
    found = [
        say.note(
            "legend-told",
            Text(
                f"{verdict.legend}: {verdict.evidence.id}",
                f"{verdict.legend}: {verdict.evidence.en}",
            ),
        )
    ]
    if not epoch.by_caller:
        found.append(say.note("epoch-told", epoch.sentence()))
    if verdict.remark:
        found.append(say.warning("legend-remark", verdict.remark))
    legend = landcover.legend(verdict.legend)
    known = [c for c in counts if c in legend.codes]
    _require_known(legend, known, counts)
    found += _unknown(verdict, counts)
    if asked.keep_codes:
        return _kept(staged, legend, found, epoch.date)
    walk = landcover.crosswalk(legend.id, landcover.COMMON)
    to = walk.convert(known)
    found += _merged(walk, known)
    cells = _mapped(staged, {int(code): int(target) for code, target in to.items()})
    pairs = ", ".join(f"{code}→{target}" for code, target in to.items())
    method = f"classes of {legend.title.en} converted to the common legend ({pairs})"
    return _fitted(cells, NODATA, landcover.legend(landcover.COMMON), found).with_(
        data_date=epoch.date, method=method if legend.id != landcover.COMMON else ""
    )


def _counts(staged: StagedRaster) -> Mapping[str, int]:
    """Give the count of each class; refuse what cannot be classes."""
    census = staged.census
    if not census.whole or not census.values:
        some = (
            Text("tidak semua nilainya bilangan bulat", "not all values are whole numbers")
            if not census.whole
            else Text("lebih dari 1.000 nilai", "over 1,000 values")
        )
        raise SchemaError(
            Text(
                f"sel dari {census.minimum:g} sampai {census.maximum:g} bukan kelas ({some.id}); "
                "tambahkan raster dengan --theme generic, atau raster kelasnya sendiri",
                f"cells from {census.minimum:g} to {census.maximum:g} are no classes ({some.en}); "
                "add the raster with --theme generic, or the class raster itself",
            ),
            code="not-classes",
        )
    return census.values


def _require_known(legend: landcover.Legend, known: list[str], counts: Mapping[str, int]) -> None:
    """Refuse a raster most of whose cells are of no class of the legend: it is another one's."""
    strange = {c: n for c, n in counts.items() if c not in known and int(c) != NODATA}
    total = sum(counts[c] for c in known) + sum(strange.values())
    lost = sum(strange.values())
    if not total or lost <= MOST_UNKNOWN * total:
        return
    some = ", ".join(list(strange)[:SHOWN])
    legends = ", ".join(landcover.LEGENDS)
    n_lost, n_all = in_indonesian(f"{lost:,}"), in_indonesian(f"{total:,}")
    raise SchemaError(
        Text(
            f"{n_lost} dari {n_all} sel ({lost / total:.0%}) bukan kelas legenda {legend.id} "
            f"(kode {some}); sebut legenda yang benar dengan --legend ({legends}), atau tambahkan "
            "raster dengan --theme generic",
            f"{lost:,} of {total:,} cells ({lost / total:.0%}) are of no class of the legend "
            f"{legend.id} (codes {some}); name the right one with --legend ({legends}), or add the "
            "raster with --theme generic",
        ),
        code="class-unknown",
    )


def _unknown(verdict: landcover.Verdict, counts: Mapping[str, int]) -> list[Finding]:
    strange = [c for c in verdict.unknown if int(c) != NODATA]
    if not strange:
        return []
    total = sum(n for c, n in counts.items() if int(c) != NODATA)
    share = sum(counts[c] for c in strange) / total
    said = Text(
        f"tidak ada dalam {verdict.legend}: "
        + ", ".join(f"{c} ({in_indonesian(f'{counts[c]:,}')} sel)" for c in strange[:SHOWN])
        + f"; {in_indonesian(f'{share:.1%}')} sel",
        f"not in {verdict.legend}: "
        + ", ".join(f"{c} ({counts[c]:,} cells)" for c in strange[:SHOWN])
        + f"; {share:.1%} of the cells",
    )
    return [say.warning("class-unknown", said, "stored as no data")]


def _merged(walk: landcover.Crosswalk, codes: list[str]) -> list[Finding]:
    together = walk.merged(codes)
    if not together or walk.source == walk.target:
        return []
    names = landcover.legend(walk.target)
    some = Text.joined(
        f"{'+'.join(sources)} → {target} " + names.cover(target).name
        for target, sources in together.items()
    )
    apart = Text("; --keep-codes memisahkannya", "; --keep-codes keeps them apart")
    return [say.note("classes-merged", some + apart)]


def _mapped(staged: StagedRaster, mapping: Mapping[int, int]) -> Cells:
    """Replace codes by classes, a run of rows at a time."""
    cells = staged.cells
    assert cells is not None
    out = np.empty(cells.shape, dtype=np.uint8)
    rows = max(1, CHUNK_CELLS // cells.shape[1])
    own = {k: v for k, v in mapping.items() if k != staged.nodata}
    for first in range(0, len(cells), rows):
        part = cells[first : first + rows]
        if np.issubdtype(part.dtype, np.floating):
            part = np.where(np.isnan(part), -1, part).astype(np.int64)
        out[first : first + rows] = remap(part, own, default=NODATA)
    return out


def _kept(
    staged: StagedRaster, legend: landcover.Legend, found: list[Finding], date: str
) -> FittedRaster:
    cells, nodata = narrowed(staged)
    if np.issubdtype(cells.dtype, np.floating):
        cells, nodata = np.where(np.isnan(cells), 0, cells).astype(np.int32), 0.0
    found = [f for f in found if f.code != "class-unknown"] + [
        replace(f, action="kept") for f in found if f.code == "class-unknown"
    ]
    method = f"classes of {legend.title.en} as in the file"
    return _fitted(cells, nodata, legend, found).with_(data_date=date, method=method)


def _fitted(
    cells: Cells, nodata: float | None, legend: landcover.Legend, found: list[Finding]
) -> FittedRaster:
    title = Text("Kelas tutupan lahan", "Land-cover class")
    hints = {
        "class_field": "value",
        "classes": legend.map_classes(as_number=True),
        "legend": legend.id,
    }
    field = Field("value", "integer", title, codes=legend.labels())
    return FittedRaster(cells, nodata, field, hints, tuple(found))


COVER = RasterTheme(
    "landcover",
    Text("Tutupan lahan", "Land cover"),
    stored="land",
    map_group="land",
    fit=fit_cover,
    layer_ids=re.compile(r"(land_?(cover|use)|tutupan_lahan|penutupan_lahan)(_.*)?"),
    aliases=("land_cover", "landuse", "land_use", "land"),
    classes=True,
)
