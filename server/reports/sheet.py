"""Sheet: one page of PDF with a picture of the map and all that belongs to it."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers.text import Text
from server.errors import BodyError

TEMPLATES = Path(__file__).parents[1] / "templates" / "views"
MOST_PIXELS = 16_000_000
# Starts of the frames that tell the size of a JPEG; others between C0 and CF tell tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
_Short = Annotated[str, Field(max_length=200)]
_Long = Annotated[str, Field(max_length=2000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Sign(_Part):
    """One entry of a legend."""

    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
    shape: Literal["fill", "line", "circle"]
    label: _Short


class Group(_Part):
    """What one layer, or the answer, has in the legend."""

    title: _Short
    signs: Annotated[list[Sign], Field(max_length=40)]
    side: Literal["left", "right", ""] = ""


class Table(_Part):
    """The first rows of an answer's table, and how many more there are in words."""

    head: Annotated[list[_Short], Field(min_length=1, max_length=6)]
    rows: Annotated[list[Annotated[list[_Short], Field(max_length=6)]], Field(max_length=20)]
    more: _Short = ""


class Scale(_Part):
    """A scale bar: its part of the width of the picture, and its length in words."""

    share: Annotated[float, Field(gt=0, le=1)]
    label: Annotated[str, Field(max_length=40)]


class Compared(_Part):
    """Two maps side by side: how they are called, and the picture of the right one."""

    left: _Short
    right: _Short
    picture: Annotated[str, Field(max_length=4_000_000)]


class Sheet(_Part):
    """What a sheet says; pictures are JPEG in base64."""

    lang: Literal["id", "en"]
    title: _Short
    sentence: _Long = ""
    legend: Annotated[list[Group], Field(max_length=60)]
    table: Table | None = None
    sources: _Long = ""
    modelled: _Long = ""
    printed: _Short = ""
    address: Annotated[str, Field(max_length=16_000)] = ""
    scale: Scale
    picture: Annotated[str, Field(max_length=4_000_000)]
    compared: Compared | None = None

    def pictures(self) -> list[str]:
        """Give the picture, or the left and the right one."""
        return [self.picture, *([self.compared.picture] if self.compared else [])]


def read_sheet(document: Any) -> Sheet:
    """Read a sheet as it was sent.

    Raises
    ------
    BodyError
        If a part is missing, too long, or not what it is to be; or a picture is no JPEG of a
        size that can be set.
    """
    try:
        sheet = Sheet.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "sheet"
        raise BodyError(
            Text(
                f"lembar peta: {where} tidak dapat dipakai ({first['msg']})",
                f"sheet of the map: {where} cannot be used ({first['msg']})",
            )
        ) from None
    for picture in sheet.pictures():
        width, height = jpeg_size(_bytes(picture))
        if not 0 < width * height <= MOST_PIXELS:
            raise _no_picture()
    return sheet


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Give width and height of a JPEG in pixels; nothing of it is unpacked.

    Raises
    ------
    BodyError
        If it is none.
    """
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 if marker in _ALONE else 2 + int.from_bytes(data[at + 2 : at + 4])
    raise _no_picture()


def sheet_pdf(sheet: Sheet, on: datetime | None = None) -> bytes:
    """Set a sheet as one page of A4 lying down; its words reach the page as data, never as markup.

    Parameters
    ----------
    sheet
        As `read_sheet` gives it.
    on
        When it was made; now unless told.

    Raises
    ------
    BodyError
        If a picture cannot be read.
    """
    import typst

    told = sheet.model_dump(exclude={"picture": True, "compared": {"picture"}})
    told["maps"] = [_drawing(picture) for picture in sheet.pictures()]
    try:
        made: bytes = typst.compile(
            str(TEMPLATES / "sheet.typ"),
            root=str(TEMPLATES),
            format="pdf",
            sys_inputs={"sheet": json.dumps(told, ensure_ascii=False)},
            ignore_system_fonts=True,
            timestamp=(on or datetime.now(UTC)).replace(microsecond=0),
        )
    except typst.TypstError:
        raise _no_picture() from None
    return made


def _drawing(picture: str) -> dict[str, Any]:
    """Put a picture within a drawing: so it reaches typst as text, and no file is written."""
    width, height = jpeg_size(_bytes(picture))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{picture}"/></svg>'
    )
    return {"svg": svg, "ratio": width / height}


def _bytes(picture: str) -> bytes:
    try:
        return base64.b64decode(picture, validate=True)
    except binascii.Error:
        raise _no_picture() from None


def _no_picture() -> BodyError:
    millions = MOST_PIXELS // 1_000_000
    return BodyError(
        Text(
            f"picture: yang diminta JPEG dalam base64, paling besar {millions} juta piksel",
            f"picture: wanted a JPEG in base64, of {millions} million pixels at most",
        ),
        code="bad-picture",
    )
