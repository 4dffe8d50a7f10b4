"""Observing: readings of assets checked against the assets and the readings there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.errors import ImportRefusedError, SchemaError
from layers.ingest.options import ImportOptions, Workspace
from layers.ingest.refusals import advice_for, rows_refused
from layers.layer import Layer
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.themes import Fitted

KEY = ["asset", "time", "quantity"]
OBSERVES = "observes"


def require_assets(catalogue: Workspace, assets: str) -> frozenset[str]:
    """Give the codes of the assets that readings may name.

    Raises
    ------
    LayerNotFoundError, SchemaError
        If there is no such layer, or it has no column `code`.
    """
    layer = catalogue[assets].layer
    if layer.kind != "vector" or "code" not in layer.schema.names:
        raise SchemaError(
            Text(
                f"layer {assets!r} tidak memiliki kolom 'code' yang dapat disebut pengamatan; "
                "tambahkan lagi dengan --theme assets, atau ganti nama kolomnya (--column "
                "LAMA=code)",
                f"layer {assets!r} has no column 'code' that readings could name their asset by; "
                "add it anew with --theme assets, or rename the column (--column OLD=code)",
            ),
            code="column-missing",
        )
    codes = catalogue[assets].read(properties=("code",))["code"]
    return frozenset(str(code) for code in codes.dropna())


def settled(fitted: Fitted, catalogue: Workspace, asked: ImportOptions, held: str | None) -> Fitted:
    """Check readings against the assets and each other; refuse bad ones, or leave them out.

    Parameters
    ----------
    fitted
        From the theme `observations`, with an error for each row it could not read.
    held
        Id of the layer that the rows are appended to, whose readings count too.

    Raises
    ------
    ImportRefusedError
        If rows are bad and the caller did not ask to leave them out.
    """
    known = require_assets(catalogue, asked.observations or "")
    frame = fitted.frame
    strange = frame["asset"].notna() & ~frame["asset"].isin(known)
    found = [
        say.error(int(row), "asset-unknown", Text("aset ", "asset ") + repr(frame.at[row, "asset"]))
        for row in frame.index[strange]
    ]
    unread = [f for f in fitted.findings if f.severity == "error"]
    bad = {f.row for f in (*unread, *found)}
    good = frame[~frame.index.isin(bad)]
    repeated, clashes = _repeated(good, _held(catalogue, held))
    found += clashes
    bad |= {f.row for f in clashes}
    errors = [*unread, *found]
    if errors and not asked.skip_invalid:
        raise _refusal(errors, len(frame), fitted.findings)
    kept = frame[~frame.index.isin(bad | set(repeated))]
    return fitted.with_(*found, *_left_out(repeated, bad), frame=kept)


def observing(layer: Layer, assets: str) -> Layer:
    """Say in a layer's description which layer of assets it observes."""
    return layer.with_(styling={**layer.styling, OBSERVES: assets})


def _held(catalogue: Workspace, held: str | None) -> pd.DataFrame:
    if held is None:
        return pd.DataFrame(columns=[*KEY, "value"])
    rows = catalogue[held].read(properties=(*KEY, "value"))
    return pd.DataFrame(rows.drop(columns=rows.geometry.name))


def _repeated(good: gpd.GeoDataFrame, held: pd.DataFrame) -> tuple[list[int], list[Finding]]:
    """Give rows that say again what another does, and errors for those in conflict.

    Of two values in one file neither is known to be right: both rows are in conflict. A
    reading that is held already stays, and the row that contradicts it is.
    """
    mine = pd.DataFrame(good[[*KEY, "value"]]).assign(row=good.index)
    theirs = held.assign(row=0)
    both = pd.concat([theirs, mine], ignore_index=True) if len(theirs) else mine
    both["time"] = pd.to_datetime(both["time"], format="ISO8601", utc=True)
    groups = both.groupby(KEY, dropna=False)
    first, is_held = groups["value"].transform("first"), groups["row"].transform("min") == 0
    new = (both["row"] != 0).to_numpy()
    within = (groups["value"].transform("nunique") > 1) & ~is_held
    differs = (within | (is_held & (both["value"] != first))).to_numpy()
    again = both.duplicated(KEY).to_numpy() & new & ~differs
    return both["row"][again].astype(int).tolist(), _conflicts(both, new & differs)


def _conflicts(both: pd.DataFrame, wrong: npt.NDArray[np.bool_]) -> list[Finding]:
    """Name the values given for one asset, moment and quantity; row 0 is what is stored."""
    keys = pd.MultiIndex.from_frame(both[KEY].astype(object).fillna(""))
    concerned = np.asarray(keys.isin(keys[wrong]))
    given: dict[Any, dict[str, int]] = {}
    rows = both["row"].to_numpy()
    for key, value, row in zip(
        keys[concerned], both["value"][concerned], rows[concerned], strict=True
    ):
        given.setdefault(key, {}).setdefault(f"{value:g}", int(row))
    found = []
    for key, row in zip(keys[wrong], rows[wrong], strict=True):
        stored = [value for value, at in given[key].items() if at == 0]
        said = f" {key[0]!r} · {key[1].isoformat()}: {' / '.join(given[key])}"
        there = (
            Text(f" ({stored[0]} sudah tersimpan)", f" ({stored[0]} is stored)") if stored else ""
        )
        why = Text("aset", "asset") + said + there
        found.append(say.error(int(row), "reading-conflict", why))
    return found


def left_out(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Say of rows that occur twice what is done with readings: the later ones are left out."""
    return tuple(
        replace(f, action="left out") if f.code == "duplicate-row" and f.action == "kept" else f
        for f in findings
    )


def _left_out(repeated: Iterable[int], bad: set[Any]) -> list[Finding]:
    found = []
    for code, rows in (("reading-repeated", sorted(repeated)), ("row-skipped", sorted(bad))):
        if rows:
            action = "left out" if code == "reading-repeated" else "left out as asked"
            found.append(say.warning(code, say.rows_said(rows), action))
    return found


def _refusal(
    errors: list[Finding], n_rows: int, findings: tuple[Finding, ...]
) -> ImportRefusedError:
    fault = rows_refused("", errors, n_rows, advice_for(errors))
    fault.findings = (*(f for f in findings if f.severity != "error"), *errors)
    return fault
