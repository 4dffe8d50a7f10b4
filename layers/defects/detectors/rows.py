"""Rows that repeat: the same in all, the same id, the same place, the same name at one place."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from layers.defects.defect import Detector, Places, Suspicion, Table, pair_keys, repeated
from layers.defects.finding import rows_said
from layers.schema import Text

ID_NAMES = frozenset(
    {"source_id", "source_fid", "objectid", "gid", "kode", "code", "uuid", "osm_id", "full_id"}
)
ID_LIKE = re.compile(r"(?:^|_)(?:id|fid|gid|uuid|objectid\w*|kode|code|kd\w+|icao|npsn)(?:$|_)")
NAMES = ("name", "nama", "namobj", "nama_tempat", "nama_pelabuhan", "nama_objek", "title", "city")
# Positions are the same where they agree to five decimals of a degree: about a metre.
DECIMALS = 5
LEAST_ROWS = 20


def _keys(table: Table, places: Places) -> pd.Series[Any]:
    """Give a number for each of some rows that is the same where all of their content is."""
    out = table.shape_keys[places]
    for name in table.attributes.columns:
        values = table.attributes[name].iloc[places].astype(object)
        texts = values.where(values.notna(), "\0").map(str).to_numpy(dtype=object)
        out = out * np.uint64(1_000_003) + pd.util.hash_array(texts, categorize=False)
    return pd.Series(out, index=places)


def _whole_twins(table: Table) -> pd.Series[Any]:
    """Give the keys of the rows that stand where another stands; only those can be twins."""
    return _keys(table, table.stacked)


def _twins(table: Table) -> list[Suspicion]:
    keys = _whole_twins(table)
    at = keys.index[keys.duplicated()].to_numpy(dtype=np.intp)
    if not len(at):
        return []
    first = keys.drop_duplicates()
    place = dict(zip(first.to_numpy().tolist(), first.index.tolist(), strict=True))
    before = [f"= {table.rows[place[k]]}" for k in keys.loc[keys.index.isin(at)].tolist()]
    rows = rows_said(table.rows[at])
    message = Text(
        f"{rows.id}: sama seluruhnya dengan baris sebelumnya",
        f"{rows.en}: the same in all as an earlier row",
    )
    return [Suspicion("duplicate-row", message, at, before=before, clear=True)]


def without(table: Table, places: Places) -> Table:
    """Give the table without the rows at some places."""
    keep = np.ones(len(table), dtype=bool)
    keep[places] = False
    return table.with_(
        attributes=table.attributes[keep].reset_index(drop=True),
        geometry=table.geometry[keep],
        rows=table.rows[keep],
    )


def _drop(table: Table, seen: Suspicion) -> Table:
    return without(table, seen.places)


def _ids(table: Table) -> list[Suspicion]:
    out = []
    for name in table.attributes.columns:
        if name not in ID_NAMES:
            continue
        values, seen = table.attributes[name], table.distinct.get(str(name))
        if seen is not None and len(seen) == seen.sum():
            continue
        twice = (values.duplicated(keep=False) & values.notna()).to_numpy(dtype=bool)
        if not twice.any() or twice.mean() >= 0.5:  # then it is a class, not an id
            continue
        at = np.flatnonzero(twice)
        before = list(table.values(name)[at])
        some = ", ".join(str(v) for v in dict.fromkeys(before[:20]))
        rows = rows_said(table.rows[at])
        message = Text(
            f"kolom {name!r}: {some} ({rows.id})", f"column {name!r}: {some} ({rows.en})"
        )
        out.append(Suspicion("duplicate-id", message, at, str(name), before))
    return out


def _stacked(table: Table) -> list[Suspicion]:
    """Say how many points stand where another stands."""
    places = table.stacked[table.shape_kinds[table.stacked] == 0]
    keys = pd.Series(table.shape_keys[places])
    twice = keys.duplicated().to_numpy(dtype=bool)
    if not twice.any():
        return []
    count = keys.value_counts()
    at = places[keys.duplicated(keep=False).to_numpy(dtype=bool)]
    same, spots, most = int(twice.sum()), int((count > 1).sum()), int(count.iloc[0])
    message = Text(
        f"{same} titik berdiri di tempat titik lain; {spots} tempat, paling banyak {most}",
        f"{same} points stand where another stands; {spots} places, {most} at most",
    )
    before = list(table.geometry[at])
    return [Suspicion("same-position", message, at, "geometry", before)]


def _near(table: Table) -> list[Suspicion]:
    """Find rows of one name at one place that differ in something else."""
    name = next((n for n in NAMES if n in table.attributes.columns), None)
    if name is None or not len(table.points[0]):
        return []
    places, *xy = table.points
    # Adding zero: where -0.0 is 0.0 the keys are one too.
    x, y = (np.round(along, DECIMALS) + 0.0 for along in xy)
    near = repeated(pair_keys(x, y))
    named = table.attributes[name].notna().to_numpy()[places[near]]
    near = near[named]
    frame = pd.DataFrame({"x": x[near], "y": y[near]}, index=places[near])
    given = table.attributes[name].iloc[frame.index.to_numpy()]
    frame["name"] = [str(v).casefold().strip() for v in given]
    at = frame.index[frame.duplicated()].to_numpy(dtype=np.intp)
    if not len(at):
        return []
    keys = _whole_twins(table)
    at = np.setdiff1d(at, keys.index[keys.duplicated()].to_numpy(dtype=np.intp))
    if not len(at):
        return []
    rows = rows_said(table.rows[at])
    message = Text(
        f"{rows.id}: nama dan tempat sama dengan baris sebelumnya",
        f"{rows.en}: name and place of an earlier row",
    )
    before = list(table.values(name)[at])
    return [Suspicion("near-duplicate", message, at, name, before)]


def _nameless(table: Table) -> list[Suspicion]:
    """Say that no column tells the rows apart."""
    columns = [str(c) for c in table.attributes.columns]
    if len(table) < LEAST_ROWS or not columns:
        return []
    if any(ID_LIKE.search(c) for c in columns):
        return []
    if any(table.attributes[c].is_unique for c in table.of_kind("integer", "text")):
        return []
    listed = ", ".join(table.title(c) for c in columns[:8])
    return [Suspicion("no-id", Text(f"kolom: {listed}", f"columns: {listed}"))]


DETECTORS = (
    Detector(("duplicate-row",), _twins, _drop),
    Detector(("duplicate-id",), _ids),
    Detector(("same-position",), _stacked),
    Detector(("near-duplicate",), _near),
    Detector(("no-id",), _nameless),
)
