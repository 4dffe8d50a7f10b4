"""Assets and their observations: the latest value of each asset, and the series of one."""

from __future__ import annotations

from typing import Any, Protocol

import geopandas as gpd
import pandas as pd

from layers.crs import STORAGE_CRS
from layers.errors import LayerNotFoundError, SchemaError
from layers.layer import Layer, weakest_trust
from layers.query import Query
from layers.schema import Field, Schema, Text

OBSERVES = "observes"
READING = ("asset", "time", "quantity", "value", "unit")
TOLD = ("name", "type", "status", "owner", "district_code")


class Handle(Protocol):
    """The part of a layer handle that is needed here."""

    @property
    def layer(self) -> Layer:
        """The description as it stands now."""

    def read(self, query: Query | None = None, **asked: Any) -> gpd.GeoDataFrame:
        """Read features, or some columns of them."""


class Workspace(Protocol):
    """The part of a catalogue that is needed here."""

    def __getitem__(self, layer_id: str) -> Handle:
        """Give the layer of that id."""

    def layers(self) -> list[Layer]:
        """Give the descriptions of all layers."""


def observations_of(catalogue: Workspace, layer_id: str) -> tuple[str, str]:
    """Give the ids of observations and of the assets they observe.

    Parameters
    ----------
    layer_id
        A layer of observations, or one of assets that has one.

    Raises
    ------
    LayerNotFoundError
        If there is no such layer, or none observes it.
    """
    layer = catalogue[layer_id].layer
    if layer.styling.get(OBSERVES):
        return layer_id, str(layer.styling[OBSERVES])
    found = [one.id for one in catalogue.layers() if one.styling.get(OBSERVES) == layer_id]
    if len(found) == 1:
        return found[0], layer_id
    if found:
        raise LayerNotFoundError(
            Text(
                f"beberapa layer memuat pengamatan {layer_id!r}: {', '.join(found)}; sebutkan "
                "salah satu",
                f"several layers hold observations of {layer_id!r}: {', '.join(found)}; name one",
            )
        )
    raise LayerNotFoundError(
        Text(
            f"tidak ada lapisan yang memuat pengamatan {layer_id!r}; tambahkan dengan "
            f"'penyangga add FILE --as {layer_id}_observations --observations {layer_id}'",
            f"no layer holds observations of {layer_id!r}; add some with "
            f"'penyangga add FILE --as {layer_id}_observations --observations {layer_id}'",
        )
    )


def latest(catalogue: Workspace, layer_id: str, *, quantity: str | None = None) -> gpd.GeoDataFrame:
    """Give the latest reading of each asset and quantity, where the asset stands.

    Parameters
    ----------
    layer_id
        A layer of observations, or one of assets that has one.
    quantity
        Only this one.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per asset and quantity (EPSG:4326): `asset`, `time` (UTC), `quantity`,
        `value`, `unit`, and what is known of the asset.
    """
    readings = _readings(catalogue, layer_id, quantity=quantity)
    last = readings.drop_duplicates(["asset", "quantity"], keep="last")
    return _placed(catalogue, layer_id, last.sort_values(["asset", "quantity"]))


def series(
    catalogue: Workspace, layer_id: str, asset: str, *, quantity: str | None = None
) -> gpd.GeoDataFrame:
    """Give all readings of one asset, oldest first, where the asset stands.

    Raises
    ------
    LayerNotFoundError
        `asset-unknown` if neither the assets nor the readings know it.
    """
    readings = _readings(catalogue, layer_id, quantity=quantity, asset=asset)
    found = _placed(catalogue, layer_id, readings)
    _, assets = observations_of(catalogue, layer_id)
    if found.empty and asset not in set(_assets(catalogue, assets)["code"]):
        raise LayerNotFoundError(
            Text(
                f"aset {asset!r} tidak ada dalam layer {assets!r}; yang diminta salah satu kodenya",
                f"asset {asset!r} is not in layer {assets!r}; wanted one of its codes",
            ),
            code="asset-unknown",
        )
    return found


def described(catalogue: Workspace, layer_id: str, new_id: str, frame: gpd.GeoDataFrame) -> Layer:
    """Describe readings placed at their assets, as `latest` and `series` give them.

    Trust is the weakest of observations and assets; the revisions read are in `method`.
    """
    observations, assets = observations_of(catalogue, layer_id)
    seen, placed = catalogue[observations].layer, catalogue[assets].layer
    held = {f.name: f for f in (*seen.schema.fields, *placed.schema.fields)}
    fields = tuple(
        held.get(str(name)) or Field(str(name), "text", Text(str(name), str(name)))
        for name in frame.columns
        if name != frame.geometry.name
    )
    title = Text(f"{placed.title.id}: pengamatan", f"{placed.title.en}: observations")
    return Layer(
        new_id,
        title,
        "observations",
        Schema(fields, placed.schema.geometry),
        source=seen.source,
        licence=seen.licence,
        attribution=seen.attribution,
        data_date=seen.data_date,
        method=f"readings of {observations} (revision {seen.revision}) at the places of {assets} "
        f"(revision {placed.revision})",
        trust=weakest_trust(seen, placed),
        styling={"group": "infrastructure", "shape": "circle", "label_field": "value"},
    )


def _readings(
    catalogue: Workspace, layer_id: str, *, quantity: str | None, asset: str | None = None
) -> pd.DataFrame:
    """Read the readings asked for, in the order of time."""
    observations, _ = observations_of(catalogue, layer_id)
    handle = catalogue[observations]
    names = [name for name in READING if name in handle.layer.schema.names]
    wanted = {"asset": asset, "quantity": quantity}
    given = {key: value for key, value in wanted.items() if value is not None}
    frame = handle.read(equals=given, properties=tuple(names)) if given else handle.read()
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))[names]
    return table.sort_values("time", kind="stable").reset_index(drop=True)


def _assets(catalogue: Workspace, assets: str) -> gpd.GeoDataFrame:
    frame = catalogue[assets].read()
    if "code" not in frame:
        raise SchemaError(
            Text(
                f"layer {assets!r} tidak memiliki kolom 'code'",
                f"layer {assets!r} has no column 'code'",
            ),
            code="column-missing",
        )
    kept = ["code", *(name for name in TOLD if name in frame), frame.geometry.name]
    return frame[kept].drop_duplicates("code")


def _placed(catalogue: Workspace, layer_id: str, readings: pd.DataFrame) -> gpd.GeoDataFrame:
    _, assets = observations_of(catalogue, layer_id)
    known = _assets(catalogue, assets).rename(columns={"code": "asset"})
    known["asset"] = known["asset"].astype(str)
    joined = readings.merge(pd.DataFrame(known), on="asset", how="left")
    return gpd.GeoDataFrame(joined, geometry=known.geometry.name, crs=STORAGE_CRS)
