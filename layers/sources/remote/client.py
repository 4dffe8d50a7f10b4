"""Client: asks one server at a time, patiently, and follows it no further than it may."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.remote.addresses import (
    Lookup,
    Reach,
    Target,
    follow,
    resolve,
    system_lookup,
    without_secrets,
)
from layers.sources.remote.politeness import RETRIED, Politeness, user_agent
from layers.sources.remote.wire import Answer, Patience, ask, cut_off

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGE_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """A body that was read whole: what it says it is, and where it came from at last."""

    url: str
    body: bytes
    content_type: str
    etag: str = ""
    target: Target | None = None


@dataclass
class Client:
    """Asks servers for files and pages, by GET and nothing else."""

    reach: Reach = field(default_factory=Reach)
    patience: Patience = field(default_factory=Patience)
    politeness: Politeness = field(default_factory=Politeness)
    lookup: Lookup = system_lookup
    _asked_at: dict[str, float] = field(default_factory=dict)

    def open(
        self, url: str, headers: Mapping[str, str] | None = None, *, base: Target | None = None
    ) -> Answer:
        """Ask for a URL until there is an answer of 2xx, 304, 412 or 416.

        Parameters
        ----------
        url
            What to ask for.
        headers
            More than the usual ones.
        base
            The page on which the URL was found, None for a URL the caller gave.

        Raises
        ------
        RemoteError
            `http-404` and the like, `too-many-redirects`, and what `resolve` and
            `wire.ask` raise.
        """
        tried = 0
        while True:
            tried += 1
            try:
                answer = self._followed(url, headers or {}, base)
            except RemoteError as fault:
                wait = self.politeness.wait_s(tried, "", time.time())
                if fault.code not in ("cut-off", "remote-too-slow") or wait is None:
                    raise
                self.politeness.sleep(wait)
                continue
            if answer.status < 300 or answer.status in (304, 412, 416):
                return answer
            retry_after = answer.header("Retry-After")
            answer.close()
            again = answer.status in RETRIED
            wait = self.politeness.wait_s(tried, retry_after, time.time()) if again else None
            if wait is None:
                raise _refused(answer, url, retry_after)
            self.politeness.sleep(wait)

    def page(
        self,
        url: str,
        *,
        accept: str = "*/*",
        base: Target | None = None,
        max_bytes: int = PAGE_BYTES,
    ) -> Page:
        """Read a whole body into memory, unpacked, `max_bytes` at most.

        Raises
        ------
        RemoteError
            `remote-too-big`, `bad-encoding`, and what `open` raises.
        """
        tried = 0
        while True:
            tried += 1
            try:
                return self._page(url, accept, base, max_bytes)
            except RemoteError as fault:
                wait = self.politeness.wait_s(tried, "", time.time())
                if fault.code != "cut-off" or wait is None:
                    raise
                self.politeness.sleep(wait)

    def _page(self, url: str, accept: str, base: Target | None, max_bytes: int) -> Page:
        headers = {"Accept": accept, "Accept-Encoding": "gzip"}
        with self.open(url, headers, base=base) as answer:
            if answer.status != 200:
                raise _refused(answer, url, "")
            body = bytearray()
            for piece in unpacked(answer, max_bytes):
                body += piece
            where, etag = answer.target, answer.header("ETag")
            return Page(where.url, bytes(body), answer.content_type, etag, where)

    def _followed(self, url: str, headers: Mapping[str, str], base: Target | None) -> Answer:
        target = resolve(url, self.reach, came_from=base, lookup=self.lookup)
        for _ in range(self.politeness.redirects + 1):
            answer = self._asked(target, headers)
            if answer.status not in REDIRECTS:
                return answer
            location = answer.header("Location")
            answer.close()
            if not location:
                raise RemoteError(
                    Text(
                        f"{target.host} mengalihkan tanpa tujuan",
                        f"{target.host} redirects nowhere",
                    ),
                    code="bad-redirect",
                )
            onward = follow(target, location)
            target = resolve(onward, self.reach, came_from=target, lookup=self.lookup)
        raise RemoteError(
            Text(
                f"{target.host} mengalihkan lebih dari {self.politeness.redirects} kali",
                f"{target.host} redirects more than {self.politeness.redirects} times",
            ),
            code="too-many-redirects",
        )

    def _asked(self, target: Target, headers: Mapping[str, str]) -> Answer:
        since = time.monotonic() - self._asked_at.get(target.host, float("-inf"))
        if since < self.politeness.pause_s:
            self.politeness.sleep(self.politeness.pause_s - since)
        try:
            return ask(target, {"User-Agent": user_agent(), **headers}, self.patience)
        finally:
            self._asked_at[target.host] = time.monotonic()


def unpacked(answer: Answer, max_bytes: int) -> Iterator[bytes]:
    """Give the body piece by piece, gzip undone, and stop when it grows too big.

    Raises
    ------
    RemoteError
        `remote-too-big`, `bad-encoding`, `cut-off`.
    """
    encoding = answer.header("Content-Encoding").lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise RemoteError(
            Text(
                f"{answer.target.host} mengemas jawabannya dengan {encoding[:40]!r}; yang diminta "
                "gzip",
                f"{answer.target.host} packs its answer with {encoding[:40]!r}; gzip was asked for",
            ),
            code="bad-encoding",
        )
    inflater = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    if inflater is None and (answer.length or 0) > max_bytes:
        raise too_big(answer.target.host, max_bytes)
    total = 0
    for piece in whole(answer):
        for out in [piece] if inflater is None else _inflated(inflater, piece, answer):
            total += len(out)
            if total > max_bytes:
                raise too_big(answer.target.host, max_bytes)
            yield out
    if inflater is not None and not inflater.eof:
        raise cut_off(answer.target.host)


def whole(answer: Answer) -> Iterator[bytes]:
    """Give the body piece by piece as sent; a slow drip or an early end is an error.

    Raises
    ------
    RemoteError
        `cut-off`, `remote-too-slow`.
    """
    patience, began, got = answer.patience, time.monotonic(), 0
    while piece := answer.read():
        got += len(piece)
        took = time.monotonic() - began
        if took > patience.slow_s and got < patience.least_bytes_s * took:
            raise RemoteError(
                Text(
                    f"{answer.target.host} mengirim {got / took:,.0f} bita per detik; coba lagi "
                    "nanti",
                    f"{answer.target.host} sends {got / took:,.0f} bytes a second; try again later",
                ),
                code="remote-too-slow",
            )
        yield piece
    if answer.length is not None and got < answer.length:
        raise cut_off(answer.target.host)


def _inflated(inflater: zlib._Decompress, piece: bytes, answer: Answer) -> Iterator[bytes]:
    try:
        out = inflater.decompress(piece, 1 << 20)
        while out:
            yield out
            out = inflater.decompress(inflater.unconsumed_tail, 1 << 20)
    except zlib.error as fault:
        raise RemoteError(
            Text(
                f"{answer.target.host} menyebut jawabannya gzip, padahal bukan",
                f"{answer.target.host} says its answer is gzip, and it is not",
            ),
            code="bad-encoding",
        ) from fault


def too_big(host: str, max_bytes: int) -> RemoteError:
    """Give the error for a body without end."""
    return RemoteError(
        Text(
            f"{host} mengirim lebih dari {max_bytes / 1e6:,.0f} MB, melebihi yang diambil; "
            "minta lebih sedikit (kotak yang lebih kecil, satu petak)",
            f"{host} sends more than {max_bytes / 1e6:,.0f} MB, which is more than is taken; "
            "ask for less (a smaller box, a tile)",
        ),
        code="remote-too-big",
    )


def _refused(answer: Answer, url: str, retry_after: str) -> RemoteError:
    known = {
        401: Text("meminta nama dan kata sandi", "wants a name and password"),
        403: Text("menolak akses", "refuses access"),
        404: Text("tidak memuat apa-apa di sana", "has nothing there"),
        410: Text("tidak memuatnya lagi", "has it no more"),
        429: Text("meminta lebih sedikit permintaan", "asks for fewer requests"),
        503: Text("terlalu sibuk", "is too busy"),
    }
    says = known.get(answer.status, Text("menjawab dengan galat", "answers with an error"))
    wait, what = retry_after[:40], without_secrets(url)[:300]
    later = Text(f"; diminta menunggu {wait}", f"; it asks to wait {wait}") if wait else ""
    where = Text(f" (HTTP {answer.status}) untuk {what}", f" (HTTP {answer.status}) for {what}")
    told = f"{answer.target.host} " + says + where + later
    return RemoteError(told, code=f"http-{answer.status}")
