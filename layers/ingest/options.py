"""What an import is given: the workspace, as far as it needs one, and how to take the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import geopandas as gpd
import pyproj
from affine import Affine

from layers.layer import Layer, Trust
from layers.query import Query
from layers.raster import Raster
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.report import Mode


class Handle(Protocol):
    """The part of a layer handle that an import needs."""

    @property
    def layer(self) -> Layer:
        """The description as it stands now."""

    def grid(self) -> tuple[Affine, pyproj.CRS]:
        """Give the place of a raster's cells without reading them."""

    def read(self, query: Query | None = None, **asked: Any) -> gpd.GeoDataFrame:
        """Read features, or some columns of them."""


class Workspace(Protocol):
    """The part of a catalogue that an import needs."""

    path: Path

    def __contains__(self, layer_id: str) -> bool:
        """Say whether there is a layer of that id."""

    def __getitem__(self, layer_id: str) -> Handle:
        """Give the layer of that id."""

    def layers(self) -> list[Layer]:
        """Give the descriptions of all layers."""

    def write_raster(
        self,
        layer: Layer,
        raster: Raster,
        *,
        mode: Mode = "create",
        provenance: Mapping[str, Any] | None = None,
    ) -> Layer:
        """Write a raster layer: its file, then its description in one transaction."""

    def write(
        self,
        layer: Layer,
        frame: gpd.GeoDataFrame,
        *,
        mode: Mode = "create",
        provenance: Mapping[str, Any] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Layer:
        """Write a layer in one transaction, telling how many rows of how many are written."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be taken.

    Attributes
    ----------
    source_layer
        Which layer of a file that has several.
    crs
        Reference system of the coordinates; overrides what the file says.
    encoding
        Encoding of the letters of a table or shapefile; told from the bytes when None.
    theme
        `regions`, `facilities` or `generic`; told from the layer id when None.
    mode
        `create`, `replace`, `append`; None creates, or replaces a modelled layer.
    repair
        Mend invalid geometries instead of refusing the file.
    skip_invalid
        Take the file without its bad rows instead of refusing it.
    fix
        Codes of defects to repair where it is clear how; `layers.defects` lists them.
    dry_run
        Read, check and report; write nothing.
    title, source, licence, attribution, data_date, trust
        What the layer's description says.
    regulation, plan_revision, plan_region, scale
        Of a spatial plan or its rules: the regulation, its revision, the Kemendagri code of
        the regency or city, and n of its scale 1:n.
    osm_theme
        What to take from an OpenStreetMap file; told from the layer id when None.
    columns
        Name in the file → name in the layer, or None to leave the column out.
    bbox
        Only rows touching this box: west, south, east, north in degrees.
    codes
        Name in the file → value → what it means, for fields that hold codes.
    origin
        Where the file itself came from (URL, time, etag); kept in the audit.
    band
        Which band of a raster that has several, counted from 1.
    nodata
        The number that stands for no value in a raster; overrides what the file says.
    legend
        Legend of land-cover codes, where they do not tell it: `layers.landcover.LEGENDS`.
    keep_codes
        Keep the codes of a land-cover raster instead of converting to the common legend.
    unit
        Unit of a raster's values; `percent` slopes are converted to degrees.
    observations
        The rows are readings of the assets in the layer of this id.
    join
        The rows tell of the regions in the layer of this id and get their ground.
    on
        What they are joined by: ``COLUMN=COLUMN`` of the table and of the layer.
    code_family
        Family of the table's region codes, where they do not tell it.
    limits
        Sizes, counts and times.
    """

    source_layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    theme: str | None = None
    mode: Mode | None = None
    repair: bool = False
    skip_invalid: bool = False
    fix: tuple[str, ...] = ()
    dry_run: bool = False
    title: str | Text | None = None
    source: str | None = None
    licence: str | None = None
    attribution: str | None = None
    data_date: str | None = None
    trust: Trust | None = None
    columns: Mapping[str, str | None] | None = None
    regulation: str | None = None
    plan_revision: str | None = None
    plan_region: str | None = None
    scale: int | None = None
    osm_theme: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    codes: Mapping[str, Mapping[str, str]] | None = None
    origin: Mapping[str, Any] | None = None
    band: int | None = None
    nodata: float | None = None
    legend: str | None = None
    keep_codes: bool = False
    unit: str | None = None
    observations: str | None = None
    join: str | None = None
    on: str | None = None
    code_family: Literal["kemendagri", "bps"] | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def plan(self) -> dict[str, Any]:
        """What is said of the spatial plan the layer belongs to."""
        told = {
            "regulation": self.regulation,
            "revision": self.plan_revision,
            "region": self.plan_region,
            "scale": self.scale,
        }
        return {name: value for name, value in told.items() if value is not None}
