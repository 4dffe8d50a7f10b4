"""The map in a notebook: a workspace served on loopback, for as long as the kernel runs."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from werkzeug.serving import WSGIRequestHandler, make_server

import layers as region
from server.app import create_app
from server.config import ServerSettings
from server.framing import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.exchange.language import Language

# Of a frame in a notebook, and of the whole earth at zoom 0.
WIDTH_PX, TILE_PX = 480, 512
_lock = threading.Lock()
_served: dict[Path, str] = {}


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests below the cell."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leave it out."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that a notebook shows.

    Attributes
    ----------
    address
        Of the map, on this machine only.
    height_px
        How high the frame is.
    """

    address: str
    height_px: int

    def _repr_html_(self) -> str:
        return (
            f'<iframe src="{escape(self.address)}" title="Penyangga" width="100%" '
            f'height="{self.height_px}" style="border: 1px solid #999"></iframe>'
        )

    def __repr__(self) -> str:
        return f"Map at {self.address}"


def show(
    layers: str | Sequence[str],
    workspace: str | Path = ".workspace",
    *,
    bbox: Sequence[float] | None = None,
    language: Language = "id",
    height_px: int = 480,
) -> Frame:
    """Show layers of a workspace on the served map, for reading.

    Parameters
    ----------
    layers
        Id of a layer, or several.
    workspace
        Folder of the workspace; it is served once, on a free port of 127.0.0.1.
    bbox
        West, south, east and north in degrees (EPSG:4326); the whole region where not given.
    language
        Of the map.
    height_px
        Height of the frame.

    Raises
    ------
    LayersError
        If there is no such workspace or layer.
    """
    ids = [layers] if isinstance(layers, str) else list(layers)
    folder = Path(workspace).resolve()
    catalogue = region.open(folder)
    try:
        for layer_id in ids:
            catalogue[layer_id]
    finally:
        catalogue.close()
    given = {"l": ",".join(ids), "embed": "1", "lang": language}
    camera = "" if bbox is None else f"#map={_camera(bbox)}"
    return Frame(f"{_address_of(folder)}/map?{urlencode(given, safe=',')}{camera}", height_px)


def _camera(bbox: Sequence[float]) -> str:
    """Give zoom, latitude and longitude at which a box fills a frame of the usual width."""
    west, south, east, north = bbox
    widest = max(east - west, north - south, 1e-4)
    zoom = math.log2(360 * WIDTH_PX / (TILE_PX * widest))
    return f"{zoom:.2f}/{(south + north) / 2:.5f}/{(west + east) / 2:.5f}"


def _address_of(folder: Path) -> str:
    """Give where a workspace is served; the first asker begins it."""
    with _lock:
        if folder not in _served:
            app = create_app(ServerSettings(folder, framed_by=(ANYWHERE,)))
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            _served[folder] = f"http://127.0.0.1:{server.server_port}"
        return _served[folder]
