"""ASCII grid: six lines of head and numbers, read by our own hand, every token checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from affine import Affine

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.raster.head import Cells, Head
from layers.sources.reading import Progress

KEYS = frozenset(
    {"ncols", "nrows", "xllcorner", "yllcorner", "xllcenter", "yllcenter"}
    | {"cellsize", "dx", "dy", "nodata_value"}
)
LINE = re.compile(rb"\s*([A-Za-z_]+)[ \t]+(\S+)[ \t]*\r?\n")
CHUNK_BYTES = 4_000_000
HEAD_BYTES = 4096


def read(path: Path, companions: dict[str, Path], progress: Progress) -> Head:
    """Read the head of an ASCII grid; the cells follow in chunks, always as float64.

    Parameters
    ----------
    path
        The file.
    companions
        The .prj beside it, by suffix.
    progress
        Called with rows done and rows in all.

    Raises
    ------
    SourceError
        `source-unreadable` if the head is incomplete or not of numbers.
    """
    with path.open("rb") as handle:
        said, start = _head(handle.read(HEAD_BYTES))
    numbers, comma = _numbers(said)
    missing = [k for k in ("ncols", "nrows") if k not in numbers]
    if "cellsize" not in numbers and not {"dx", "dy"} <= set(numbers):
        missing.append("cellsize")
    missing += [f"{a}llcorner" for a in "xy" if not {f"{a}llcorner", f"{a}llcenter"} & set(numbers)]
    if missing:
        raise SourceError(
            Text(
                f"kepala ASCII grid tidak memuat {', '.join(missing)}",
                f"the head of the ASCII grid lacks {', '.join(missing)}",
            ),
            code="source-unreadable",
        )
    width, height = _size(numbers["ncols"]), _size(numbers["nrows"])
    found: list[Finding] = []
    if comma:
        found.append(
            say.note(
                "decimal-comma",
                Text(
                    "angka ditulis dengan koma desimal", "numbers are written with decimal commas"
                ),
            )
        )
    return Head(
        driver="AAIGrid",
        width=width,
        height=height,
        dtype="float64",
        transform=_transform(numbers, height),
        nodata=numbers.get("nodata_value"),
        crs=projection(companions[".prj"]) if ".prj" in companions else None,
        chunks=lambda _: _chunks(path, start, (height, width), progress),
        findings=tuple(found),
    )


def _head(raw: bytes) -> tuple[dict[str, bytes], int]:
    said: dict[str, bytes] = {}
    at = 0
    while (line := LINE.match(raw, at)) is not None:
        key = line[1].decode().lower()
        if key not in KEYS:
            break
        said[key] = line[2]
        at = line.end()
    return said, at


def _numbers(said: dict[str, bytes]) -> tuple[dict[str, float], bool]:
    out = {}
    for key, raw in said.items():
        try:
            out[key] = float(raw.replace(b",", b"."))
        except ValueError:
            value = repr(raw[:20].decode("ascii", "replace"))
            told = Text(
                f"kepala ASCII grid menyebut {key} {value}; yang diminta bilangan",
                f"the head of the ASCII grid says {key} {value}; wanted a number",
            )
            raise SourceError(told, code="source-unreadable") from None
    return out, any(b"," in raw for raw in said.values())


def _size(value: float) -> int:
    if not (1 <= value < 2**31 and value == int(value)):
        raise SourceError(
            Text(
                f"kepala ASCII grid menyebut {value:g} baris atau kolom",
                f"the head of the ASCII grid says {value:g} rows or columns",
            ),
            code="source-unreadable",
        )
    return int(value)


def _transform(head: dict[str, float], height: int) -> Affine:
    dx, dy = head.get("dx", head.get("cellsize", 0)), head.get("dy", head.get("cellsize", 0))
    west = head.get("xllcorner", head.get("xllcenter", 0) - dx / 2)
    south = head.get("yllcorner", head.get("yllcenter", 0) - dy / 2)
    return Affine(dx, 0, west, 0, -dy, south + dy * height)


def _chunks(path: Path, start: int, shape: tuple[int, int], progress: Progress) -> Iterator[Cells]:
    """Turn the numbers into rows, and count that there are neither too few nor too many."""
    height, width = shape
    rest = np.zeros(0)
    done = 0
    with path.open("rb") as handle:
        handle.seek(start)
        for tokens in _tokens(handle):
            rest = np.concatenate([rest, _values(tokens, done * width + len(rest), width)])
            rows = min(len(rest) // width, height - done + 1)
            if rows:
                done += rows
                if done > height:
                    break
                progress(done, height)
                yield rest[: rows * width].reshape(rows, width)
                rest = rest[rows * width :]
    if done != height or len(rest):
        got = done * width + len(rest)
        raise SourceError(
            Text(
                f"kepala berkas menjanjikan {height} x {width} = {height * width:,} nilai, tetapi "
                f"ada {'lebih' if got > height * width else f'{got:,}'}: berkas terpotong atau "
                "kepalanya salah",
                f"the head promises {height} x {width} = {height * width:,} values, but there "
                f"are {('more' if got > height * width else f'{got:,}')}: the file is cut off or "
                "its head is wrong",
            ),
            code="raster-damaged",
        )


def _tokens(handle: object) -> Iterator[list[bytes]]:
    tail = b""
    while chunk := handle.read(CHUNK_BYTES):  # type: ignore[attr-defined]  # a binary file
        chunk = tail + chunk
        cut = max(chunk.rfind(b) for b in (b" ", b"\n", b"\t", b"\r"))
        tail, chunk = chunk[cut + 1 :], chunk[: cut + 1]
        if len(tail) > HEAD_BYTES:
            raise SourceError(
                Text(
                    "ASCII grid ini memuat sesuatu yang lebih panjang daripada bilangan",
                    "the ASCII grid holds something longer than a number",
                ),
                code="bad-row",
            )
        yield chunk.split()
    yield tail.split()


def _values(tokens: list[bytes], before: int, width: int) -> Cells:
    if not tokens:
        return np.zeros(0)
    try:
        return np.array([t.replace(b",", b".") for t in tokens], dtype=bytes).astype(np.float64)
    except ValueError:
        for place, token in enumerate(tokens, before):
            try:
                float(token.replace(b",", b"."))
            except ValueError:
                row, column = divmod(place, width)
                raise SourceError(
                    Text(
                        f"baris {row + 1}, kolom {column + 1} berisi "
                        f"{token[:20].decode('ascii', 'replace')!r}; yang diminta bilangan",
                        f"row {row + 1}, column {column + 1} holds "
                        f"{token[:20].decode('ascii', 'replace')!r}; wanted a number",
                    ),
                    code="raster-damaged",
                ) from None
        raise


def projection(path: Path) -> str | None:
    """Give the reference system a .prj names: WKT, or the older lines of keywords.

    Raises
    ------
    CRSError
        `crs-unknown` from whoever reads the text, if it names none.
    """
    text = path.read_bytes()[:20_000].decode("utf-8", "replace").strip()
    words = {
        parts[0].lower(): parts[1].lower()
        for line in text.splitlines()
        if len(parts := line.split()) >= 2
    }
    if "projection" not in words or "[" in text:
        return text or None
    wgs = words.get("datum", "").replace("_", "").replace("19", "") in ("wgs84", "dwgs84")
    if wgs and words["projection"] == "geographic":
        return "EPSG:4326"
    zone = words.get("zone", "")
    if wgs and words["projection"] == "utm" and zone.lstrip("-").isdigit():
        south = zone.startswith("-") or float(words.get("yshift", "0")) > 0
        return f"EPSG:{(32700 if south else 32600) + abs(int(zone))}"
    return text
