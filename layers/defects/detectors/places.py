"""Where features lie against what their attributes say: label points, coordinates, regions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.defects.defect import GEOMETRY, Detector, Places, Suspicion, Table
from layers.defects.detectors.coordinates import COUNTRY, inside, points_of
from layers.defects.detectors.shapes import METRES_PER_DEGREE, areas_of
from layers.defects.finding import rows_said
from layers.schema import Text

PAIRS = (
    *(("label_lon", "label_lat"), ("label_x", "label_y"), ("centroid_x", "centroid_y")),
    *(("centroid_lon", "centroid_lat"), ("x_centroid", "y_centroid"), ("lon", "lat")),
    *(("lng", "lat"), ("longitude", "latitude"), ("bujur", "lintang"), ("long", "lat")),
)
FAR_M = 100.0
CODE = re.compile(r"[1-9]\d(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?", re.ASCII)
CODE_COLUMNS = re.compile(
    r"(?:^|_)(?:kode(?:_prov|_kab|_kec|_desa|_wilayah)?|kd[pkcbe](?:pum|kab|kec|kel|prov)\w*|"
    r"(?:province|regency|district|village)_code|kemendagri\w*)$"
)
NAME_LEVELS: Mapping[str, int] = {
    **dict.fromkeys(("wadmpr", "provinsi", "province"), 1),
    **dict.fromkeys(("wadmkk", "kabupaten", "kabupaten_kota", "kab_kota", "regency", "county"), 2),
    **dict.fromkeys(("wadmkc", "kecamatan", "district"), 3),
    **dict.fromkeys(("wadmkd", "desa", "kelurahan", "village"), 4),
}
Objects = npt.NDArray[np.object_]


def _pair(table: Table) -> tuple[str, str] | None:
    numbers = set(table.of_kind("number", "integer"))
    return next((p for p in PAIRS if numbers.issuperset(p)), None)


def _labels(table: Table) -> list[Suspicion]:
    """Find label points that fall outside the polygon of their row."""
    pair, (places, shapes) = _pair(table), areas_of(table)
    if pair is None or not len(places):
        return []
    x, y = (table.numbers(name)[places] for name in pair)
    known = np.isfinite(x) & np.isfinite(y) & inside(x, y, COUNTRY)
    places, shapes, x, y = places[known], shapes[known], x[known], y[known]
    sound = shapes.copy()
    broken = ~shapely.is_valid(sound)
    sound[broken] = shapely.make_valid(sound[broken], method="structure", keep_collapsed=False)
    shapely.prepare(sound)
    away = ~shapely.intersects_xy(sound, x, y)
    if not away.any():
        return []
    at = places[away]
    rows = rows_said(table.rows[at])
    message = Text(
        f"kolom {pair[0]!r}, {pair[1]!r}: titik di luar poligon pada {rows.id}",
        f"columns {pair[0]!r}, {pair[1]!r}: the point is outside the polygon in {rows.en}",
    )
    before = [f"{a:.5f}, {b:.5f}" for a, b in zip(x[away], y[away], strict=True)]
    return [Suspicion("label-outside", message, at, pair[0], before)]


def _columns(table: Table) -> list[Suspicion]:
    """Find points more than 100 m from where their columns of coordinates say."""
    pair, (places, x, y) = _pair(table), points_of(table)
    if pair is None or not len(places):
        return []
    lon, lat = (table.numbers(name)[places] for name in pair)
    known = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    if inside(lon[known], lat[known], COUNTRY).sum() <= known.sum() / 2:
        return []
    off_m = np.hypot((lon - x) * np.cos(np.radians(y)), lat - y) * METRES_PER_DEGREE
    away = known & (off_m > FAR_M)
    if not away.any():
        return []
    at = places[away]
    rows = rows_said(table.rows[at])
    message = Text(
        f"kolom {pair[0]!r}, {pair[1]!r} sampai {off_m[away].max():,.0f} m dari titik ({rows.id})",
        f"columns {pair[0]!r}, {pair[1]!r} up to {off_m[away].max():,.0f} m from the point "
        f"({rows.en})",
    )
    before = [f"{a:.5f}, {b:.5f}" for a, b in zip(lon[away], lat[away], strict=True)]
    return [Suspicion("coordinates-differ", message, at, pair[0], before)]


@dataclass(frozen=True)
class Regions:
    """The units of one level that features are compared with: codes, names, polygons."""

    level: int
    codes: Sequence[str]
    names: Sequence[str]
    shapes: npt.NDArray[np.object_]


def against(regions: Regions) -> Detector:
    """Give the detector that compares attributes with the regions features lie in.

    It takes the first place of each feature: a point itself, a point inside of
    other shapes. Names are compared in any usual spelling.
    """

    def look_in(table: Table) -> list[Suspicion]:
        return _contradictions(table, regions)

    return Detector(
        ("region-name-differs", "code-place-differs", "region-not-found"), look_in, dear=True
    )


def _contradictions(table: Table, regions: Regions) -> list[Suspicion]:
    names = [c for c in table.of_kind("text") if NAME_LEVELS.get(c) == regions.level]
    codes = [c for c in table.of_kind("text") if CODE_COLUMNS.search(c)]
    places = np.flatnonzero(table.shape_kinds >= 0)
    if not (names or codes) or not len(places) or not len(regions.codes):
        return []
    lies_in = _home(table, places, regions)
    out = [_by_name(table, name, (places, lies_in), regions) for name in names]
    out += [_by_code(table, name, (places, lies_in), regions) for name in codes]
    nowhere = places[lies_in < 0]
    if len(nowhere) and any(names):
        rows = rows_said(table.rows[nowhere])
        message = Text(f"{rows.id}: di luar semua poligon", f"{rows.en}: in no polygon")
        out.append([Suspicion("region-not-found", message, nowhere, GEOMETRY)])
    return [seen for group in out for seen in group]


def _home(table: Table, places: Places, regions: Regions) -> npt.NDArray[np.intp]:
    """Give the place of the region each feature lies in, -1 for none."""
    spots = shapely.point_on_surface(table.geometry[places])
    sound = regions.shapes.copy()
    broken = ~shapely.is_valid(sound)
    sound[broken] = shapely.make_valid(sound[broken], method="structure", keep_collapsed=False)
    which, region = shapely.STRtree(sound).query(spots, predicate="intersects")
    out = np.full(len(places), -1, dtype=np.intp)
    out[which[::-1]] = region[::-1]
    return out


def _by_name(
    table: Table, column: str, where: tuple[Places, npt.NDArray[np.intp]], regions: Regions
) -> list[Suspicion]:
    places, lies_in = where
    given = table.values(column)[places]
    meant = _meant([str(v) for v in pd.unique(given) if v is not None], regions)
    codes = np.array([*regions.codes, ""], dtype=object)[lies_in]
    fits = [v is None or c in meant[str(v)] for v, c in zip(given, codes, strict=True)]
    bad = (lies_in >= 0) & ~np.array(fits, dtype=bool)
    names = np.array([*regions.names, ""], dtype=object)[lies_in]
    return _told("region-name-differs", table, column, (places[bad], given[bad], names[bad]))


def _meant(values: list[str], regions: Regions) -> dict[str, frozenset[str]]:
    """Give the codes each name may stand for: by the regions' own names, else by known ones."""
    from layers.boundaries.names import RegionNames, known_regions
    from layers.boundaries.provinces import province_spellings

    own = RegionNames.of(
        zip(regions.codes, regions.names, strict=True),
        spellings=[one for one in province_spellings() if one[0] in set(regions.codes)],
    )
    out = {}
    for value in values:
        found = own.match(value, regions.level)
        if found.how in ("similar", "none"):
            known = known_regions().match(value, regions.level)
            found = known if known.code in regions.codes else found
        out[value] = frozenset(code for code, _, _ in found.candidates if found.how != "none")
    return out


def _by_code(
    table: Table, column: str, where: tuple[Places, npt.NDArray[np.intp]], regions: Regions
) -> list[Suspicion]:
    places, lies_in = where
    given = table.values(column)[places]
    width = len(regions.codes[0])
    own = [
        str(v)[:width] if v is not None and CODE.fullmatch(str(v)) and len(str(v)) >= width else ""
        for v in given
    ]
    said = np.array([*own, ""], dtype=object)[:-1]
    codes = np.array([*regions.codes, ""], dtype=object)[lies_in]
    bad = (lies_in >= 0) & (said != "") & (said != codes)
    return _told("code-place-differs", table, column, (places[bad], given[bad], codes[bad]))


def _told(
    code: str, table: Table, column: str, found: tuple[Places, Objects, Objects]
) -> list[Suspicion]:
    at, given, real = found[0], list(found[1]), list(found[2])
    if not len(at):
        return []
    pairs = pd.Series([f"{a} → {b}" for a, b in zip(given, real, strict=True)]).value_counts()
    some = "; ".join(f"{pair} ({n})" for pair, n in pairs.head(5).items())
    title = table.title(column)
    message = Text(
        f"kolom {title!r} dan letak bertentangan pada {len(at)} baris: {some}",
        f"column {title!r} and place contradict in {len(at)} rows: {some}",
    )
    before = [f"{a} (↔ {b})" for a, b in zip(given, real, strict=True)]
    return [Suspicion(code, message, at, column, before)]


DETECTORS = (
    Detector(("label-outside",), _labels),
    Detector(("coordinates-differ",), _columns),
)
