"""MapFigure: one map in the making, which knows what was drawn on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from layers.errors import QueryError
from layers.figures.cells import cells_of, of_class
from layers.figures.furniture import frame_to, north_arrow, scale_bar
from layers.layer import Layer, weakest_trust
from layers.query import BBox
from layers.text import Text
from layers.themes.rasters.legends import legend_classes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes

    from layers.catalog import LayerHandle

OTHER = "#9aa0a6"
PLAIN = "#277f8e"
NO_VALUE = "#e4e4df"
RINGS = 5
POINT_SIZE = 14


class MapFigure:
    """A map in longitude and latitude: layers, areas shaded by a number, points.

    Colours, names of classes, sources and trust are those that the layers carry, so that a
    printed map and the one in the browser say the same.

    Parameters
    ----------
    bounds
        What is shown: west, south, east, north in degrees; all that is drawn unless given.
    title
        What stands above it.
    lang
        Language of names, `id` or `en`; both unless given.
    ax
        Axes to draw on, a figure of its own unless given.

    Examples
    --------
    >>> import layers
    >>> from layers.figures import MapFigure
    >>> catalogue = layers.open(".workspace")  # doctest: +SKIP
    >>> MapFigure().layer(catalogue["roads"]).finish()  # doctest: +SKIP
    """

    def __init__(
        self,
        *,
        bounds: BBox | Sequence[float] | None = None,
        title: str = "",
        lang: Literal["id", "en"] | None = None,
        ax: Axes | None = None,
    ) -> None:
        self.bounds = None if bounds is None else _box(bounds)
        self.lang = lang
        self.ax: Axes = _axes() if ax is None else ax
        self.drawn: list[Layer] = []
        self.shaded = ""
        if title:
            self.ax.set_title(title, fontsize=10)

    def words(self, text: Text) -> str:
        """Give a text in the language of the figure, or in both."""
        if self.lang:
            return text.said(self.lang)
        return text.id if text.id == text.en else f"{text.id} · {text.en}"

    def layer(self, handle: LayerHandle, **asked: Any) -> MapFigure:
        """Draw a layer as it carries its look: a raster's cells, or features by class.

        Parameters
        ----------
        handle
            A layer of a catalogue.
        asked
            Which of its features, as of `LayerHandle.read`.

        Raises
        ------
        QueryError
            If nothing of it lies within the bounds.
        """
        self.drawn.append(handle.layer)
        if handle.layer.kind == "raster":
            return self._cells(handle)
        frame = handle.read(**({"bbox": self.bounds} if self.bounds else {}) | asked)
        if frame.empty:
            raise _nothing(handle.layer.id)
        hints = handle.layer.styling
        field = hints.get("class_field")
        if not field or field not in frame.columns:
            self._shapes(frame, hints.get("colour", PLAIN), handle.layer, handle.layer.title)
            return self
        rest = np.ones(len(frame), dtype=bool)
        for one in hints["classes"]:
            of_class = (frame[field] == one["value"]).to_numpy()
            rest &= ~of_class
            if of_class.any():
                self._shapes(frame[of_class], one["colour"], handle.layer, Text.of(one["label"]))
        if rest.any():
            other = Text("Lainnya", "Other")
            self._shapes(frame[rest], hints.get("other", OTHER), handle.layer, other)
        return self

    def shade(
        self,
        areas: gpd.GeoDataFrame,
        values: pd.Series[Any],
        *,
        label: Text,
        edges: Sequence[float] | None = None,
        sources: Sequence[Layer] = (),
    ) -> MapFigure:
        """Shade areas by a number, in steps of viridis that tell apart in grey too.

        Parameters
        ----------
        areas
            Polygons, or lines, in EPSG:4326, (n,).
        values
            A number for each, in their order; areas without one are drawn light grey.
        label
            What the number is, with its unit.
        edges
            Where steps begin and end, rising; five of equal counts unless given.
        sources
            Layers that the number comes from.
        """
        from matplotlib import colormaps

        numbers = np.asarray(values, dtype=float)
        if len(numbers) != len(areas):
            raise QueryError(
                Text(
                    f"{len(numbers)} nilai untuk {len(areas)} wilayah: berikan satu per wilayah",
                    f"{len(numbers)} values for {len(areas)} areas: give one for each",
                )
            )
        steps = np.asarray(edges if edges is not None else _quantiles(numbers), dtype=float)
        at = np.clip(np.searchsorted(steps, numbers, side="right") - 1, 0, len(steps) - 2)
        colours = colormaps["viridis"](np.linspace(0.05, 0.95, len(steps) - 1))
        missing = np.isnan(numbers)
        for low, high, colour in zip(steps, steps[1:], colours, strict=False):
            self.ax.fill([], [], color=colour, label=f"{_short(low)} – {_short(high)}")
        # What holds what is nearer, such as what 60 minutes reach, comes below it.
        for k in range(len(colours))[::-1]:
            here = (at == k) & ~missing
            if here.any():
                self._shaded(areas[here], colours[k])
        if missing.any():
            self._shaded(areas[missing], NO_VALUE)
            self.ax.fill([], [], color=NO_VALUE, label=self.words(Text("tanpa nilai", "no value")))
        self.shaded = self.words(label)
        self.drawn.extend(sources)
        return self

    def points(
        self, frame: gpd.GeoDataFrame, *, label: Text, colour: str = "#d7301f", size: float = 20
    ) -> MapFigure:
        """Draw points of one kind, with one line in the legend."""
        frame.plot(
            ax=self.ax, color=colour, markersize=size, edgecolor="white", linewidth=0.4, zorder=5
        )
        self._key("circle", colour, self.words(label))
        return self

    def outline(self, frame: gpd.GeoDataFrame, *, colour: str = "#33423f") -> MapFigure:
        """Draw the borders of areas, without a line in the legend."""
        frame.boundary.plot(ax=self.ax, color=colour, linewidth=0.7, zorder=4)
        return self

    def finish(self) -> Axes:
        """Add legend, scale bar, north arrow, and the line of sources with their trust."""
        bounds = self.bounds or _extent(self.ax)
        frame_to(self.ax, bounds)
        scale_bar(self.ax, bounds)
        north_arrow(self.ax)
        handles, labels = self.ax.get_legend_handles_labels()
        told = dict(zip(labels, handles, strict=True))
        if told:
            self.ax.legend(
                list(told.values()),
                list(told),
                loc="upper left",
                bbox_to_anchor=(1.01, 1),
                fontsize=8,
                title=self.shaded or None,
                title_fontsize=8,
                frameon=False,
            )
        self._sources()
        return self.ax

    def _shaded(self, shapes: gpd.GeoDataFrame, colour: Any) -> None:
        if _shape_of(shapes) == "line":
            shapes.plot(ax=self.ax, color=colour, linewidth=1.0)
        else:
            shapes.plot(ax=self.ax, color=colour, edgecolor="white", linewidth=0.4)

    def _sources(self) -> None:
        named = dict.fromkeys(one.attribution or one.source for one in self.drawn)
        dates = sorted({one.data_date for one in self.drawn if one.data_date})
        line = f"{weakest_trust(*self.drawn)} · {'; '.join(filter(None, named))}"
        if dates:
            line += f" · {dates[0]}" + (f" – {dates[-1]}" if len(dates) > 1 else "")
        self.ax.set_xlabel(line if self.drawn else "", fontsize=7)

    def _shapes(self, frame: gpd.GeoDataFrame, colour: str, layer: Layer, name: Text) -> None:
        shape = layer.styling.get("shape") or _shape_of(frame)
        if shape == "line":
            polygons = frame.geom_type.str.contains("Polygon").any()
            lines = frame.boundary if polygons else frame.geometry
            lines.plot(ax=self.ax, color=colour, linewidth=layer.styling.get("width", 1.0) * 0.7)
        elif shape == "circle":
            dots = frame if (frame.geom_type == "Point").all() else frame.representative_point()
            dots.plot(ax=self.ax, color=colour, markersize=POINT_SIZE, zorder=5)
        else:
            frame.plot(ax=self.ax, color=colour, edgecolor="none", alpha=0.85)
        self._key(shape, colour, self.words(name))

    def _cells(self, handle: LayerHandle) -> MapFigure:
        from matplotlib.colors import to_rgba

        cells = cells_of(handle.raster(bbox=self.bounds))
        classes = legend_classes(handle.layer)
        edges = [float(one["value"]) for one in classes]
        painted = np.zeros((*cells.values.shape, 4))
        exact = bool(handle.layer.styling.get("class_field"))
        for one, chosen in zip(classes, of_class(cells.values, edges, exact=exact), strict=True):
            if chosen.any():
                painted[chosen] = to_rgba(one["colour"])
                self._key("fill", one["colour"], self.words(Text.of(one["label"])))
        west, south, east, north = cells.bounds
        self.ax.imshow(painted, extent=(west, east, south, north), interpolation="nearest")
        return self

    def _key(self, shape: str, colour: str, name: str) -> None:
        if shape == "fill":
            self.ax.fill([], [], color=colour, label=name)
        elif shape == "line":
            self.ax.plot([], [], color=colour, label=name)
        else:
            self.ax.plot([], [], "o", color=colour, markersize=5, label=name)


def _axes() -> Axes:
    try:
        import matplotlib.pyplot as plt
    except ModuleNotFoundError as failure:
        raise QueryError(
            Text(
                "gambar perlu matplotlib: pip install 'penyangga[notebooks]'",
                "figures need matplotlib: pip install 'penyangga[notebooks]'",
            )
        ) from failure
    return plt.subplots(figsize=(8, 8))[1]


def _nothing(layer_id: str) -> QueryError:
    return QueryError(
        Text(
            f"layer {layer_id}: tidak ada fitur di sini; ubah batas atau saringannya",
            f"layer {layer_id}: no feature here; change the bounds or the filter",
        )
    )


def _shape_of(frame: gpd.GeoDataFrame) -> str:
    kinds = frame.geom_type.astype(str)
    if kinds.str.contains("Polygon").any():
        return "fill"
    return "line" if kinds.str.contains("Line").any() else "circle"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _quantiles(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    known = numbers[~np.isnan(numbers)]
    if known.size == 0:
        return np.array([0.0, 1.0])
    edges = np.unique(np.quantile(known, np.linspace(0, 1, RINGS + 1)))
    return edges if edges.size > 1 else np.array([edges[0], edges[0] + 1.0])


def _box(bounds: Sequence[float]) -> BBox:
    west, south, east, north = (float(v) for v in bounds)
    return west, south, east, north


def _extent(ax: Axes) -> BBox:
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    return west, south, east, north
