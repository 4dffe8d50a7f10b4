"""Observing: readings of assets checked against the assets and the readings there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.errors import ImportRefusedError, SchemaError
from layers.ingest.options import ImportOptions, Workspace
from layers.layer import Layer
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
            f"layer {assets!r} has no column 'code' that readings could name their asset by; add "
            "it anew with --theme assets, or rename the column (--column OLD=code)",
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
        say.error(int(row), "asset-unknown", f"asset {frame.at[row, 'asset']!r}")
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
    """Give rows that say again what another does, and errors for those that contradict it."""
    mine = pd.DataFrame(good[[*KEY, "value"]]).assign(row=good.index)
    theirs = held.assign(row=0)
    both = pd.concat([theirs, mine], ignore_index=True) if len(theirs) else mine
    both["time"] = pd.to_datetime(both["time"], format="ISO8601", utc=True)
    first = both.groupby(KEY, dropna=False)["value"].transform("first")
    again = both.duplicated(KEY).to_numpy() & (both["row"] != 0).to_numpy()
    same = (both["value"] == first).to_numpy()
    clashes = [
        say.error(
            int(one["row"]),
            "reading-conflict",
            f"asset {one['asset']!r} at {one['time'].isoformat()}: {one['value']:g} and {was:g}",
        )
        for (_, one), was in zip(both[again & ~same].iterrows(), first[again & ~same], strict=True)
    ]
    return both["row"][again & same].astype(int).tolist(), clashes


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
    rows = [(str(f.row), f.code, f.message) for f in errors]
    some = "; ".join(f"row {row}: {code}: {why}" for row, code, why in rows[:5])
    more = f"; and {len(rows) - 5} more" if len(rows) > 5 else ""
    codes = {code for _, code, _ in rows}
    fault = ImportRefusedError(
        f"{len({row for row, _, _ in rows})} of {n_rows} readings cannot be taken: {some}{more}. "
        "Nothing was changed; correct them, or give --skip-invalid",
        rows=rows,
        code=codes.pop() if len(codes) == 1 else None,
    )
    fault.findings = (*(f for f in findings if f.severity != "error"), *errors)
    return fault
