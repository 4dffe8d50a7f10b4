"""Gathering: the features of many pages written to one file, whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.remote.client import Page

Box = tuple[float, float, float, float]
Listener = Callable[[int, int], None]
MAX_PAGES, MAX_FEATURES, MAX_BYTES = 20_000, 5_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a service.

    Attributes
    ----------
    url
        Of the service or of one collection of it.
    collection
        Collection, feature type or layer; None if the URL says it, or there is one.
    box
        Only what touches it: west, south, east, north in degrees.
    page_size
        Features to ask for at a time.
    """

    url: str
    collection: str | None = None
    box: Box | None = None
    page_size: int = 1000


@dataclass(frozen=True, slots=True)
class About:
    """What a service says of the features it gave.

    `codes` goes from a field's name to its values and their meanings; `matched`
    is how many features the service said there were, `suffix` that of the file.
    """

    title: str = ""
    licence: str = ""
    attribution: str = ""
    crs: str | None = None
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    matched: int | None = None
    suffix: str = ".geojsonl"
    details: Mapping[str, Any] = field(default_factory=dict)


class Gathering:
    """A file on its way: takes page after page, and guards against pages without end.

    Parameters
    ----------
    file
        Where the features go when all have come.
    host
        Who sends them, for messages.
    listener
        Called with the features that came and all there are (0: not known).
    """

    def __init__(self, file: Path, host: str, listener: Listener) -> None:
        self.file, self.host, self._listener = file, host, listener
        self.n_features = self.n_pages = self.n_bytes = 0
        self._part = file.with_name(f"{file.name}.part")
        self._pages: set[bytes] = set()
        self._ids: set[str | int] = set()
        self._out: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Open the file under another name."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._out = self._part.open("wb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the file in place if all went well, else take it away."""
        assert self._out is not None
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        if kind is None:
            self._part.replace(self.file)
        else:
            self._part.unlink(missing_ok=True)

    def turn(self, content: bytes) -> None:
        """Count a page of features, and refuse one that came before.

        Raises
        ------
        RemoteError
            `page-loop`, `remote-too-big`.
        """
        seen = hashlib.sha256(content).digest()
        self.n_pages += 1
        if seen in self._pages or self.n_pages > MAX_PAGES:
            raise RemoteError(
                Text(
                    f"{self.host} memberi halaman yang sama berulang-ulang (halaman "
                    f"{self.n_pages}); penghalamannya rusak, tidak ada yang diambil",
                    f"{self.host} gives the same page again and again (page {self.n_pages}); "
                    "its paging is broken, nothing was taken",
                ),
                code="page-loop",
            )
        self._pages.add(seen)

    def take(self, features: Sequence[Mapping[str, Any]], total: int | None = None) -> None:
        """Write the features of a page as lines of GeoJSON.

        Raises
        ------
        RemoteError
            `page-loop`, `changed-while-reading` for a feature that came before,
            `remote-too-big`.
        """
        lines = [orjson.dumps(f, option=orjson.OPT_APPEND_NEWLINE) for f in features]
        if lines:
            self.turn(b"".join(lines))
        for feature, line in zip(features, lines, strict=True):
            self._know(feature.get("id"))
            self.write(line)
            self.n_features += 1
        self.tell(total)

    def know(self, ids: Iterable[str]) -> None:
        """Count features that are written in another form, and refuse one twice.

        Raises
        ------
        RemoteError
            `changed-while-reading`.
        """
        for one in ids:
            self._know(one or None)
            self.n_features += 1

    def write(self, data: bytes) -> None:
        """Write bytes, up to the most that is taken."""
        assert self._out is not None
        self.n_bytes += len(data)
        if self.n_features > MAX_FEATURES or self.n_bytes > MAX_BYTES:
            raise RemoteError(
                Text(
                    f"{self.host} memuat lebih dari {MAX_FEATURES:,} fitur atau "
                    f"{MAX_BYTES / 1e6:,.0f} MB; berikan --bbox atau --region",
                    f"{self.host} has more than {MAX_FEATURES:,} features or "
                    f"{MAX_BYTES / 1e6:,.0f} MB; give --bbox or --region",
                ),
                code="remote-too-big",
            )
        self._out.write(data)

    def tell(self, total: int | None) -> None:
        """Tell how far it is."""
        self._listener(self.n_features, total or 0)

    def require_all(self, matched: int | None) -> None:
        """Refuse fewer or more features than the service said there were.

        Raises
        ------
        RemoteError
            `incomplete`; `nothing-there` when there are none.
        """
        if matched is not None and matched != self.n_features:
            raise RemoteError(
                Text(
                    f"{self.host} menyebut ada {matched:,} fitur dan memberi {self.n_features:,}; "
                    "data barangkali berubah sementara itu: coba lagi",
                    f"{self.host} said there were {matched:,} features and gave "
                    f"{self.n_features:,}; the data may have changed meanwhile: try again",
                ),
                code="incomplete",
            )
        if not self.n_features:
            raise RemoteError(
                Text(
                    f"{self.host} tidak memuat fitur di sana; periksa koleksi dan kotaknya",
                    f"{self.host} has no features there; look at the collection and the box",
                ),
                code="nothing-there",
            )

    def _know(self, feature_id: Any) -> None:
        if not isinstance(feature_id, str | int):
            return
        if feature_id in self._ids:
            raise RemoteError(
                Text(
                    f"{self.host} memberi fitur {str(feature_id)[:60]!r} pada dua halaman; data "
                    "berubah selagi dibaca: coba lagi",
                    f"{self.host} gave feature {str(feature_id)[:60]!r} on two pages; the data "
                    "changed while it was read: try again",
                ),
                code="changed-while-reading",
            )
        self._ids.add(feature_id)


def document_of(page: Page, host: str) -> dict[str, Any]:
    """Read a page as one JSON object.

    Raises
    ------
    RemoteError
        `web-page`, `not-json`.
    """
    head = page.body[:300].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if page.content_type in ("text/html", "application/xhtml+xml") or head.startswith(b"<"):
        what = "web-page" if b"html" in head or "html" in page.content_type else "not-json"
        raise RemoteError(
            Text(
                f"{host} mengirim {page.content_type or 'sebuah halaman'}, padahal yang diminta "
                f"JSON: {head[:80].decode('utf-8', 'replace')!r}; periksa URL-nya",
                f"{host} sends {page.content_type or 'a page'} where JSON was wanted: "
                f"{head[:80].decode('utf-8', 'replace')!r}; look at the URL",
            ),
            code=what,
        )
    try:
        document = orjson.loads(page.body)
    except orjson.JSONDecodeError as fault:
        raise RemoteError(
            Text(f"{host} mengirim JSON yang rusak: {fault}", f"{host} sends broken JSON: {fault}"),
            code="not-json",
        ) from fault
    if not isinstance(document, dict):
        raise RemoteError(
            Text(f"{host} mengirim JSON yang bukan objek", f"{host} sends JSON that is no object"),
            code="not-json",
        )
    return document


def features_of(document: Mapping[str, Any], host: str) -> Sequence[dict[str, Any]]:
    """Give the features of a GeoJSON page.

    Raises
    ------
    RemoteError
        `not-features` when it holds anything else.
    """
    features = document.get("features")
    listed: list[Any] = features if isinstance(features, list) else []
    fine = document.get("type") == "FeatureCollection" and isinstance(features, list)
    if not fine or not all(isinstance(f, dict) and f.get("type") == "Feature" for f in listed):
        raise RemoteError(
            Text(
                f"{host} mengirim JSON yang bukan FeatureCollection GeoJSON "
                f"({', '.join(str(k)[:30] for k in list(document)[:8])}); periksa URL-nya",
                f"{host} sends JSON that is no GeoJSON FeatureCollection "
                f"({', '.join(str(k)[:30] for k in list(document)[:8])}); look at the URL",
            ),
            code="not-features",
        )
    return listed


def text_of(value: Any, longest: int = 300) -> str:
    """Give a text from a stranger's JSON on one line and not too long, else nothing."""
    return " ".join(value.split())[:longest] if isinstance(value, str) else ""


def whole_number(value: Any) -> int | None:
    """Give a count from a stranger's JSON, None for anything else."""
    plain = isinstance(value, int) and not isinstance(value, bool)
    return int(value) if plain and 0 <= value < 2**53 else None
