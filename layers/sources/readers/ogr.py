"""Formats read through GDAL, one driver allowed for each and all others off.

Only the reading process imports this module: GDAL chooses a driver by content,
so the list of allowed drivers must be in force before it is loaded.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.columns import wkb
from layers.sources.columns.attributes import clean
from layers.sources.findings import Finding
from layers.sources.isolation import DRIVERS
from layers.sources.limits import Limits
from layers.sources.readers import arrow, encodings
from layers.sources.readers.encodings import Encoding
from layers.sources.reading import Progress, Reading, silent

BATCH = 5000


def foreign_drivers(kind: str) -> list[str]:
    """List the vector drivers GDAL has ready besides the one of a kind."""
    import pyogrio

    return sorted(set(pyogrio.list_drivers()) - {DRIVERS[kind], "MEM"})


def choose_layer(path: Path, wanted: str | None) -> tuple[str, list[Finding]]:
    """Give the layer to read: the one named, or the only one that has geometry.

    Raises
    ------
    SourceError
        `no-layer`, `layer-unknown`, `layer-ambiguous`, each naming what there is.
    """
    import pyogrio

    try:
        listed = [(str(n), g) for n, g in pyogrio.list_layers(path).tolist()]
    except pyogrio.errors.DataSourceError as fault:
        raise SourceError(
            Text(
                f"GDAL tidak dapat membukanya: {_sentence(fault)}",
                f"GDAL cannot open it: {_sentence(fault)}",
            )
        ) from fault
    spatial = [name for name, kind in listed if kind is not None]
    if wanted is not None:
        if wanted in spatial:
            return wanted, []
        raise SourceError(
            Text(
                f"tidak ada layer {wanted!r}; berkas ini memuat "
                f"{', '.join(spatial) or 'tidak satu pun yang bergeometri'}",
                f"no layer {wanted!r}; the file has {', '.join(spatial) or 'none with geometry'}",
            ),
            code="layer-unknown",
        )
    if not spatial:
        raise SourceError(
            Text(
                "berkas ini tidak memuat layer bergeometri", "the file has no layer with geometry"
            ),
            code="no-layer",
        )
    if len(spatial) > 1:
        raise SourceError(
            Text(
                f"berkas ini memuat {len(spatial)} layer: {', '.join(spatial)}; sebutkan salah "
                "satu dengan --layer",
                f"the file has {len(spatial)} layers: {', '.join(spatial)}; name one with --layer",
            ),
            code="layer-ambiguous",
        )
    found = [say.note("layer-chosen", spatial[0])] if len(listed) > 1 else []
    return spatial[0], found


def read(
    path: Path,
    kind: str,
    limits: Limits,
    *,
    layer: str | None = None,
    encoding: Encoding | None = None,
    progress: Progress = silent,
) -> Reading:
    """Read one layer through GDAL.

    Raises
    ------
    SourceError
        `source-unreadable`, `too-big` and those of `choose_layer`.
    """
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

    with warnings.catch_warnings(record=True) as spoken:
        warnings.simplefilter("always")
        name, found = choose_layer(path, layer)
        try:
            meta, table = _table(path, name, limits, encoding, progress)
        except (
            DataLayerError,
            DataSourceError,
            FieldError,
            GeometryError,
            pa.ArrowException,
        ) as bad:
            raise SourceError(
                Text(
                    f"layer {name!r} tidak terbaca: {_sentence(bad)}",
                    f"layer {name!r} cannot be read: {_sentence(bad)}",
                )
            ) from bad
        except UnicodeDecodeError as bad:
            raise SourceError(
                Text(
                    f"ada teks yang bukan {meta_encoding(encoding)}: {bad}",
                    f"a text is not {meta_encoding(encoding)}: {bad}",
                ),
                code="encoding-unknown",
            ) from bad
    said = dict.fromkeys(str(w.message).splitlines()[0][:200] for w in spoken)
    found += [say.warning("reader-warning", text) for text in said]
    return _reading(path, kind, (name, meta, table), limits, encoding, found)


def meta_encoding(encoding: Encoding | None) -> str:
    """Give the name of the encoding in use."""
    return encoding.name if encoding else "utf-8"


def _table(
    path: Path, layer: str, limits: Limits, encoding: Encoding | None, progress: Progress
) -> tuple[dict[str, Any], pa.Table]:
    import pyogrio

    total = int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])
    if total > limits.rows:
        raise SourceError(
            Text(
                f"{total:,} fitur; paling banyak {limits.rows:,}",
                f"{total:,} features; at most {limits.rows:,}",
            ),
            code="too-big",
        )
    # GDAL's quick way for FlatGeobuf gives damaged offsets where a geometry is null.
    pyogrio.set_gdal_config_options({"OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES"})
    batches = []
    done = 0
    with pyogrio.open_arrow(
        path,
        layer=layer,
        encoding=_gdal_name(encoding),
        batch_size=BATCH,
        use_pyarrow=True,
    ) as (meta, reader):
        for batch in reader:
            batches.append(batch)
            done += batch.num_rows
            if done > limits.rows:
                raise SourceError(
                    Text(
                        f"lebih dari {limits.rows:,} fitur", f"more than {limits.rows:,} features"
                    ),
                    code="too-big",
                )
            progress(done, max(total, done))
        return meta, pa.Table.from_batches(batches, schema=reader.schema)


def _gdal_name(encoding: Encoding | None) -> str | None:
    return None if encoding is None else encoding.name.upper().removesuffix("-SIG")


def _straight(path: Path, layer: str) -> pa.Array:
    """Read the geometries once more by the way on which GDAL turns arcs into lines."""
    import pyogrio.raw

    blobs = pyogrio.raw.read(path, layer=layer, columns=[])[2]
    return pa.array(blobs.tolist(), type=pa.large_binary())


def _reading(
    path: Path,
    kind: str,
    table: tuple[str, dict[str, Any], pa.Table],
    limits: Limits,
    encoding: Encoding | None,
    found: list[Finding],
) -> Reading:
    layer, meta, rows = table
    geometry_name = str(meta["geometry_name"] or "wkb_geometry")
    column = wkb.whole(rows.column(geometry_name))
    if wkb.heads(column).has_arcs:
        column = _straight(path, layer)
        found.append(
            say.note(
                "curves-straightened",
                Text(
                    "busur ditulis sebagai garis-garis pendek",
                    "arcs are written as chains of short lines",
                ),
            )
        )
    geometry, faults = arrow.shapes(column, limits)
    frame, dropped = arrow.attributes(rows, {geometry_name, str(meta.get("fid_column") or "")})
    if encoding:
        found += encodings.told(encoding)
    return clean(
        Reading(
            attributes=frame,
            geometry=geometry,
            rows=np.arange(1, rows.num_rows + 1, dtype=np.int64),
            driver=DRIVERS[kind],
            crs=meta["crs"],
            encoding=meta_encoding(encoding),
            layer=layer,
            n_read=rows.num_rows,
            findings=(*found, *faults, *dropped),
        )
    )


def _sentence(fault: Exception) -> str:
    return str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__
