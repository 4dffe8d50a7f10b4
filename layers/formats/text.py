"""Features as text, sent while it is made: GeoJSON, GeoJSON text sequences, CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import shapely

from layers.formats.table import Selection, free_name
from layers.packed.rewriting import KEPT, Rewriting, rewritten
from layers.reference.axes import Order
from layers.text import FORMULA, NUMBERS

Positions = npt.NDArray[np.int64]
RECORD = b"\x1e"
TEXT_BLOCK = 2_000
# Decimals of WKT: GEOS writes the shortest text that reads back the same, but cuts it here
# (at 16 unless told, which is too few below 1).
WKT_DIGITS = 25
_OPEN = b'{"type":"FeatureCollection"'
_CSV = pa.csv.WriteOptions(include_header=False)
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


def geojson(selection: Selection) -> Iterator[bytes]:
    """Give a FeatureCollection as a file has it: east before north.

    One that is not in longitude and latitude names its system in `crs`, as GDAL does.
    """
    yield _OPEN + _crs_member(selection) + b',"features":['
    before = b"\n"
    for block in features(selection):
        yield b"".join((before, b",\n".join(block)))
        before = b",\n"
    yield b"\n]}\n"


def geojsonseq(selection: Selection, order: Order = "east-north") -> Iterator[bytes]:
    """Give a GeoJSON text sequence (RFC 8142): each feature after a record separator, on a line."""
    for block in features(selection, order):
        yield b"".join(piece for one in block for piece in (RECORD, one, b"\n"))


def _crs_member(selection: Selection) -> bytes:
    system = selection.system
    if system.is_lonlat:
        return b""
    urn = f"urn:ogc:def:crs:{system.authority}::{system.code}"
    return b',"crs":' + orjson.dumps({"type": "name", "properties": {"name": urn}})


def features(selection: Selection, order: Order = "east-north") -> Iterator[list[bytes]]:
    """Give features as GeoJSON, a block at a time; nothing where there are none."""
    fragments = selection.packed.fragments()
    every = len(selection.fields) == len(selection.layer.schema.fields)
    wanted = None if every else tuple(one.name for one in selection.fields)
    how = _rewriting(selection, order)
    for positions in selection.blocks(TEXT_BLOCK):
        if len(positions):
            yield rewritten(fragments, positions, how, wanted)


def _rewriting(selection: Selection, order: Order) -> Rewriting:
    if selection.skip_geometry:
        return Rewriting(skip_geometry=True)
    turned = order == "authority" and selection.system.is_north_first
    if selection.reshape is None and selection.system.is_lonlat and not turned:
        return KEPT
    return Rewriting(partial(selection.place, order=order))


def comma_separated(selection: Selection) -> Iterator[bytes]:
    """Give a table: points as two columns, other geometries as WKT, east before north.

    The two columns are `lon` and `lat` in degrees, `x` and `y` in metres; that of WKT is
    called ``wkt_epsg_4326`` by its system, which `penyangga add` reads. A text that a
    spreadsheet would take for a formula gets an apostrophe in front. Missing values are
    empty, empty texts are ``""``.
    """
    names = tuple(one.name for one in selection.fields)
    heading = [free_name("id", names), *names, *_place_names(selection, names)]
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(heading)
    yield line.getvalue().encode()
    for positions in selection.blocks():
        if len(positions):
            yield _rows(selection, positions)


def _place_names(selection: Selection, names: tuple[str, ...]) -> list[str]:
    if selection.skip_geometry:
        return []
    if not _are_points(selection):
        system = selection.system
        short = "epsg:4326" if system.is_lonlat else system.short.lower()
        return [free_name(_NOT_A_NAME.sub("_", f"wkt_{short}"), names)]
    pair = ("lon", "lat") if selection.system.is_geographic else ("x", "y")
    return [free_name(name, names) for name in pair]


def _are_points(selection: Selection) -> bool:
    return selection.layer.schema.geometry == "Point"


def _rows(selection: Selection, positions: Positions) -> bytes:
    columns = [pa.array(selection.packed.ids[positions])]
    columns += [guarded(values) for values in selection.columns(positions, typed=False)]
    if not selection.skip_geometry:
        columns += _places(selection, positions)
    rows = pa.RecordBatch.from_arrays(columns, names=[str(n) for n in range(len(columns))])
    out = pa.BufferOutputStream()
    pyarrow.csv.write_csv(rows, out, _CSV)
    found: bytes = out.getvalue().to_pybytes()
    return found


def _places(selection: Selection, positions: Positions) -> list[pa.Array]:
    shapes = selection.shapes(positions)
    if not _are_points(selection):
        return [pa.array(shapely.to_wkt(shapes, rounding_precision=WKT_DIGITS), pa.string())]
    here = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return [
        pa.array(np.where(here, values, 0.0), mask=~here)
        for values in (shapely.get_x(shapes), shapely.get_y(shapes))
    ]


def guarded(values: pa.Array) -> pa.Array:
    """Give texts with an apostrophe before what a spreadsheet would run; others as they are.

    Examples
    --------
    >>> guarded(pa.array(["=1+1", "-2.5", "+62 541", None])).to_pylist()
    ["'=1+1", '-2.5', "'+62 541", None]
    """
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return values
    risky = pc.match_substring_regex(values, FORMULA)
    if not pc.any(risky).as_py():
        return values
    number = pc.match_substring_regex(values, NUMBERS)
    marked = pc.binary_join_element_wise(
        pa.scalar("'", values.type), values, pa.scalar("", values.type)
    )
    return pc.if_else(pc.and_not(risky, number), marked, values)
