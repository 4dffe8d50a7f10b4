"""Assets by status, the latest readings of each, and whether these are late."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from layers import assets
from layers.catalog import Catalogue
from layers.errors import LayerNotFoundError
from layers.layer import Layer
from layers.text import Text
from server.errors import NothingHereError

MOST_LISTED = 2000
MOST_READINGS = 2000
# A reading is late after so many of its asset's usual intervals.
LATE = 3
_TOLD = ("name", "type", "status", "condition", "owner", "installed", "district_code")
NONE_YET = Text(
    "Layer ini belum memuat status atau kode aset, sehingga tidak ada yang dapat didaftar.",
    "This layer has neither codes nor statuses of assets, so nothing can be listed.",
)


def assets_document(catalogue: Catalogue, layer: Layer) -> dict[str, Any]:
    """Give the assets of a layer: how many of each status, and each with its place.

    Parameters
    ----------
    catalogue, layer
        Which layer.

    Returns
    -------
    dict
        ``statuses``, ``assets`` (at most `MOST_LISTED`), ``observed`` (the layer of readings, or
        None with ``how``: what to do about it), ``codes`` (labels), ``trust``, ``data_date``.
    """
    frame = catalogue[layer.id].read()
    observed, how = _observed(catalogue, layer.id)
    listed = frame.head(MOST_LISTED) if "code" in frame else frame.head(0)
    statuses = frame["status"].value_counts() if "status" in frame else pd.Series(dtype=int)
    return {
        "layer": layer.id,
        "statuses": [{"status": str(key), "n": int(n)} for key, n in statuses.items()],
        "numberMatched": len(frame),
        "assets": [_asset(row) for _, row in listed.iterrows()],
        "observed": observed,
        "how": None if how is None else how.to_dict(),
        "codes": {
            field.name: {code: label.to_dict() for code, label in field.codes.items()}
            for field in layer.schema.fields
            if field.codes and field.name in _TOLD
        },
        "note": None if "code" in frame else NONE_YET.to_dict(),
        "trust": layer.trust,
        "data_date": layer.data_date,
    }


def readings_document(
    catalogue: Catalogue, layer: Layer, code: str, now: datetime | None = None
) -> dict[str, Any]:
    """Give the readings of one asset: of each quantity the latest with its age, and the series.

    A reading is ``late`` when it is older than three of the usual (median) intervals between
    readings of the same quantity; None where a single reading tells of no interval.

    Parameters
    ----------
    catalogue, layer, code
        Which asset of which layer.
    now
        When; the clock's time unless told.

    Raises
    ------
    NothingHereError
        `asset-unknown`.
    """
    if _observed(catalogue, layer.id)[0] is None:
        return {"layer": layer.id, "asset": code, "quantities": []}
    try:
        frame = assets.series(catalogue, layer.id, code)
    except LayerNotFoundError as error:
        raise NothingHereError(error.text, code=error.code) from None
    moment = pd.Timestamp(now or datetime.now(UTC))
    told = [_quantity(str(name), part, moment) for name, part in frame.groupby(_by(frame))]
    return {"layer": layer.id, "asset": code, "quantities": told}


def _by(frame: gpd.GeoDataFrame) -> Any:
    return frame["quantity"].fillna("") if "quantity" in frame else [""] * len(frame)


def _quantity(name: str, part: pd.DataFrame, now: pd.Timestamp) -> dict[str, Any]:
    times = pd.to_datetime(part["time"], utc=True)
    usual: Any = times.diff().median()
    last, age = times.iloc[-1], now - times.iloc[-1]
    units = part["unit"].dropna() if "unit" in part else pd.Series(dtype=str)
    recent = part.tail(MOST_READINGS)
    return {
        "quantity": name,
        "unit": str(units.iloc[-1]) if len(units) else "",
        "time": last.isoformat(),
        "value": float(part["value"].iloc[-1]),
        "age_s": round(age.total_seconds()),
        "usual_s": None if pd.isna(usual) else round(usual.total_seconds()),
        "late": None if pd.isna(usual) else bool(age > LATE * usual),
        "numberMatched": len(part),
        "series": [
            [time.isoformat(), float(value)]
            for time, value in zip(times.loc[recent.index], recent["value"], strict=True)
        ],
    }


def _observed(catalogue: Catalogue, layer_id: str) -> tuple[str | None, Text | None]:
    try:
        return assets.observations_of(catalogue, layer_id)[0], None
    except LayerNotFoundError as error:
        return None, error.text


def _asset(row: Any) -> dict[str, Any]:
    out: dict[str, Any] = {"code": str(row["code"])}
    for name in _TOLD:
        value = row.get(name)
        if value is not None and not pd.isna(value):
            out[name] = value.date().isoformat() if hasattr(value, "date") else str(value)
    point = row.geometry
    if isinstance(point, BaseGeometry) and not point.is_empty:
        inside = point.representative_point()
        out["at"] = [round(inside.x, 6), round(inside.y, 6)]
    return out
