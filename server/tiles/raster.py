"""Raster tiles as answers: what is asked of a picture, its bytes, tag and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from layers.errors import StoreError
from layers.layer import Layer
from layers.picturing import (
    FORMS,
    Form,
    StyleId,
    forest_classes,
    require_classes,
    require_comparable,
    style_ids,
)
from layers.text import Text
from layers.tiling import TileGrid
from server.errors import NothingHereError, ParameterError
from server.exchange.answer import Answer, fingerprint, full_answer, not_modified
from server.exchange.ask import Ask
from server.exchange.forms import unoffered
from server.exchange.parameters import refuse_unknown
from server.tiles.request import REVISION, STALE, read_grid, read_place, revision_mark
from server.workspace import Workspace

MEDIA: Mapping[Form, str] = {"png": "image/png", "webp": "image/webp"}
SIZES = (256, 512)
DRAWING = ("style", "since", "classes", "size")
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a raster is to be drawn.

    `since` is the earlier raster whose difference is drawn, with the `classes` whose loss
    and gain are told; None draws the raster itself in a `style`, of its `classes` those
    named, or all.
    """

    layer: Layer
    style: StyleId
    since: Layer | None
    classes: tuple[int, ...]

    @property
    def mark(self) -> str:
        """The word for what the rasters hold now."""
        both = (self.layer,) if self.since is None else (self.layer, self.since)
        return ".".join(revision_mark(layer) for layer in both)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters that ask for this drawing; none for the usual one."""
        if self.since is not None:
            classes = ",".join(map(str, self.classes))
            return (("since", self.since.id), ("classes", classes))
        usual = self.style == style_ids(self.layer)[0]
        chosen = (("classes", ",".join(map(str, self.classes))),) if self.classes else ()
        return (() if usual else (("style", self.style),)) + chosen


def read_drawing(workspace: Workspace, layer_id: str, given: Mapping[str, str]) -> Drawing:
    """Understand which raster is asked for, and how it is to be drawn.

    Raises
    ------
    LayerNotFoundError
        If there is no such raster, or none to compare with.
    ParameterError
        `unknown-style`, or parameters that do not go together.
    SchemaError
        If two rasters cannot be compared, or a raster has no such classes.
    """
    layer = workspace.raster(layer_id)
    since = given.get("since")
    if since is None:
        chosen = _classes(given["classes"], layer) if "classes" in given else ()
        if "classes" in given:
            require_classes(layer, chosen)
        return Drawing(layer, _style(layer, given.get("style")), None, chosen)
    if "style" in given:
        raise ParameterError(
            Text(
                "gambar perubahan (since) memiliki warnanya sendiri; tinggalkan style",
                "the picture of change (since) has colours of its own; leave out style",
            )
        )
    before = workspace.raster(since)
    classes = _classes(given.get("classes"), layer)
    require_comparable(layer, before, classes)
    return Drawing(layer, "default", before, classes)


def _style(layer: Layer, text: str | None) -> StyleId:
    known = style_ids(layer)
    if text is None:
        return known[0]
    found = next((style for style in known if style == text), None)
    if found is None:
        raise ParameterError(
            Text(
                f"raster {layer.id} tidak memiliki gaya {text[:40]!r}; yang ada {', '.join(known)}",
                f"the raster {layer.id} has no style {text[:40]!r}; it has {', '.join(known)}",
            ),
            code="unknown-style",
        )
    return found


def _classes(text: str | None, layer: Layer) -> tuple[int, ...]:
    if text is None:
        return forest_classes(layer)
    parts = text.split(",")
    if not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        raise ParameterError(
            Text(
                f"classes={text[:40]!r}: yang diminta kode kelas dengan koma, misalnya 1,2",
                f"classes={text[:40]!r}: wanted codes of classes, comma between, such as 1,2",
            )
        )
    return tuple(sorted({int(part) for part in parts if len(part.strip()) < 9}))


def raster_tile_answer(
    workspace: Workspace,
    ask: Ask,
    address: tuple[str, str, tuple[str, str, str]],
    given: Mapping[str, str],
    form: Form | None = None,
) -> Answer:
    """Give a raster tile: 200, 204 where the raster has no value, 304 when the client holds it.

    Parameters
    ----------
    workspace, ask
        Where it is from, and who asks.
    address
        Layer, grid, and (zoom, column, row) as written.
    given
        The parameters of the query.
    form
        The form the address names; None lets `f` say it.
    """
    refuse_unknown(given, (REVISION, *DRAWING, *(() if form else ("f",))))
    layer_id, grid_id, written = address
    drawing = read_drawing(workspace, layer_id, given)
    grid = read_grid(grid_id)
    tile = _Tile(
        grid,
        read_place(grid, *written),
        read_size(given.get("size")),
        form or _form(given.get("f")),
    )
    try:
        return _answer(workspace, ask, tile, drawing, given.get(REVISION))
    except StoreError:
        # Its file may have given way to a newer one meanwhile.
        now = read_drawing(workspace, layer_id, given)
        if now.mark == drawing.mark:
            raise
        return _answer(workspace, ask, tile, now, given.get(REVISION))


@dataclass(frozen=True, slots=True)
class _Tile:
    """Which tile is asked for, and how it is to be written."""

    grid: TileGrid
    place: tuple[int, int, int]
    size: int
    form: Form

    def tag(self, drawing: Drawing) -> str:
        """Give the entity tag: revision, and a hash of all that the bytes depend on."""
        what = repr((self.grid.id, self.place, drawing.query, self.form, self.size))
        return f"r{drawing.layer.revision}-{fingerprint(drawing.mark, what)}"


def _answer(
    workspace: Workspace, ask: Ask, tile: _Tile, drawing: Drawing, revision: str | None
) -> Answer:
    pinned = _pinned(revision, drawing)
    known = not_modified(ask, tile.tag(drawing))
    if known is not None:
        return _kept(known, pinned=pinned)
    drawn, body = _drawn(workspace, drawing, tile)
    # A picture is packed already: it is sent as it is.
    plain = replace(ask, accept_encoding="")
    answer = full_answer(plain, body, media=MEDIA[tile.form], tag=tile.tag(drawn))
    if not body:
        bare = tuple(h for h in answer.headers if h[0] not in {"Content-Type", "Content-Length"})
        answer = replace(answer, status=204, headers=bare)
    return _kept(answer, pinned=pinned and drawn.mark == drawing.mark)


def _drawn(workspace: Workspace, drawing: Drawing, tile: _Tile) -> tuple[Drawing, bytes]:
    """Draw a tile; tell of which revision, which may be later than the one asked for."""
    picture = workspace.picture(drawing.layer)
    if drawing.since is None:
        body = picture.tile(
            tile.grid,
            tile.place,
            style=drawing.style,
            size=tile.size,
            form=tile.form,
            classes=drawing.classes,
        )
        return replace(drawing, layer=picture.layer), body
    before = workspace.picture(drawing.since)
    body = picture.change_tile(
        before, drawing.classes, tile.grid, tile.place, size=tile.size, form=tile.form
    )
    return replace(drawing, layer=picture.layer, since=before.layer), body


def _form(text: str | None) -> Form:
    found = next((form for form in FORMS if form == (text or "png")), None)
    if found is None:
        raise unoffered("f", text or "", FORMS)
    return found


def read_size(text: str | None) -> int:
    """Give the pixels to a side that are asked for."""
    found = next((size for size in SIZES if str(size) == (text or "256")), None)
    if found is None:
        raise ParameterError(
            Text(
                f"size={(text or '')[:40]!r}: petak dibuat 256 atau 512 piksel",
                f"size={(text or '')[:40]!r}: tiles are made of 256 or 512 pixels",
            )
        )
    return found


def _pinned(revision: str | None, drawing: Drawing) -> bool:
    if revision is not None and revision != drawing.mark:
        raise NothingHereError(
            Text(
                f"revisi {revision[:40]!r} dari {drawing.layer.id} tidak disimpan sebagai petak; "
                f"kini {drawing.mark}",
                f"revision {revision[:40]!r} of {drawing.layer.id} is not kept as tiles; it is "
                f"now at {drawing.mark}",
            ),
            code=STALE,
        )
    return revision is not None


def _kept(answer: Answer, *, pinned: bool) -> Answer:
    """Let a tile whose address names the revision be kept for good."""
    if not pinned:
        return answer
    headers = tuple((n, FOREVER if n == "Cache-Control" else v) for n, v in answer.headers)
    return replace(answer, headers=headers)
