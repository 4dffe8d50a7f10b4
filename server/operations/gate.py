"""The gate: what every request passes on its way in, and every answer on its way out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from layers.text import Text
from server.config import ServerSettings
from server.errors import (
    AddressTooLongError,
    QueueFullError,
    TooManyRequestsError,
    TooSlowError,
)
from server.exchange.answer import Answer
from server.exchange.language import Language, preferred_language
from server.exchange.problem import problem_answer
from server.operations.journal import access_log, told_of
from server.operations.limiting import Buckets, client_of
from server.operations.metrics import OTHER, Metrics
from server.operations.turns import RUNNING, Turns
from server.operations.watching import StoppedError, Watch

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

    AtOnce = Callable[[dict[str, Any], StartResponse], Iterable[bytes] | None]

# Longest path and query together; a filter alone may have 8,000 bytes.
MAX_ADDRESS = 16_000
# What running an analysis costs, of what a page of items costs.
RUN_COST = 20.0
ROUTE = "penyangga.route"
RUNS = ("POST", "PUT", "PATCH", "DELETE")
_HOT = (
    ("/collections/", "/items", "/collections/{layer_id}/items"),
    ("/tiles/", ".pbf", "/tiles/{layer_id}/{zoom}/{column}/{row}.pbf"),
)
_REASONS = {414: "URI Too Long", 429: "Too Many Requests", 503: "Service Unavailable"}


class Gate:
    """A WSGI callable round the application: limits, deadline, counts and the log of requests.

    Parameters
    ----------
    application
        What answers.
    settings
        With the limits.
    metrics
        Where requests are counted.
    buckets
        Rate limits; None for none.
    at_once
        Answers what cannot take long, for which no deadline is kept; None for anything else.
    """

    def __init__(
        self,
        application: WSGIApplication,
        settings: ServerSettings,
        metrics: Metrics,
        buckets: Buckets | None,
        at_once: AtOnce = lambda *_: None,
    ) -> None:
        self._application = application
        self._at_once = at_once
        self._settings = settings
        self._limits = settings.limits
        self._metrics = metrics
        self._buckets = buckets
        self._watch = Watch(metrics.flush)
        self._turns = Turns()
        self._log = access_log() if settings.access_log else None

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        passage = _Passage(self, environ, start)
        self._metrics.begin(passage)
        try:
            refusal = self._refusal(environ)
            if refusal is None:
                body = self._answered(environ, passage)
            else:
                body = passage.refused(refusal, self._language(environ))
            passage.begin()
        except BaseException:
            passage.end(500)
            raise
        if passage.size is not None:
            passage.end()
            return body
        return _Sent(body, passage)

    def _answered(self, environ: dict[str, Any], passage: _Passage) -> Iterable[bytes]:
        runs = _runs(environ)
        limits = self._limits
        seconds = limits.run_seconds if runs else limits.request_seconds
        statement = seconds if runs else limits.statement_seconds
        try:
            with self._turns.of(environ.get("PATH_INFO", "")):
                self._watch.start()
                body = self._at_once(environ, passage.start)
                if body is not None:
                    return body
                with self._watch.over(seconds, statement_seconds=statement):
                    return self._application(environ, passage.start)
        except StoppedError:
            return passage.refused(_too_slow(seconds), self._language(environ))
        except QueueFullError as refusal:
            return passage.refused(refusal, self._language(environ))

    def _refusal(self, environ: dict[str, Any]) -> Exception | None:
        size = len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", ""))
        if size > MAX_ADDRESS:
            return _too_long(size)
        if self._buckets is None:
            return None
        cost = RUN_COST if _runs(environ) else 1.0
        wait = self._buckets.take(client_of(environ, self._limits.proxies), cost)
        return _too_many(wait) if wait else None

    def _language(self, environ: dict[str, Any]) -> Language:
        return preferred_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), "en")

    def told(
        self, passage: _Passage, environ: dict[str, Any], answered: tuple[int, float, int, str]
    ) -> None:
        """Count and log one request that is answered."""
        status, seconds, size, _ = answered
        route = environ.get(ROUTE) or _hot_route(environ.get("PATH_INFO", ""), status)
        told = (route, environ["REQUEST_METHOD"], str(status))
        self._metrics.end(passage, told, seconds, size)
        if self._log is not None:
            self._log.info("", extra=told_of(environ, route, answered))


def _runs(environ: dict[str, Any]) -> bool:
    return environ["REQUEST_METHOD"] in RUNS or environ.get("PATH_INFO", "").endswith(RUNNING)


def _too_long(size: int) -> AddressTooLongError:
    return AddressTooLongError(
        Text(
            f"alamat sepanjang {size} huruf; paling banyak {MAX_ADDRESS} yang dibaca",
            f"the address has {size} characters; at most {MAX_ADDRESS} are read",
        )
    )


def _too_many(wait: float) -> TooManyRequestsError:
    seconds = math.ceil(wait)
    return TooManyRequestsError(
        Text(
            f"terlalu banyak permintaan dari alamat Anda; coba lagi {seconds} detik lagi",
            f"too many requests from your address; try again after {seconds} s",
        ),
        wait_s=wait,
    )


def _too_slow(seconds: float) -> TooSlowError:
    return TooSlowError(
        Text(
            f"jawabannya belum selesai setelah {seconds:g} detik dan dihentikan; minta lebih "
            "sedikit, misalnya dengan bbox atau filter yang lebih sempit",
            f"the answer was not ready after {seconds:g} seconds and was stopped; ask for less, "
            "by a narrower bbox or filter for one",
        )
    )


def _hot_route(path: str, status: int) -> str:
    """Name the route of what is answered before routing; others have named theirs."""
    if status < 400:
        for begins, ends, route in _HOT:
            if path.startswith(begins) and path.endswith(ends):
                return route
    return OTHER


def _unwritten(data: bytes) -> object:
    raise TypeError(f"{len(data)} bytes by write(): an application gives its body as iterable")


class _Passage:
    """One request on its way: when it came, and what was answered."""

    __slots__ = (
        *("_began", "_begin", "_done", "_environ", "_gate", "_problem", "_status", "_told"),
        "size",
    )

    def __init__(self, gate: Gate, environ: dict[str, Any], start: StartResponse) -> None:
        self._gate, self._environ, self._begin = gate, environ, start
        self._told: tuple[str, list[tuple[str, str]]] = ("", [])
        self._began = time.perf_counter()
        self._status, self._problem = 0, ""
        self._done = False
        self.size: int | None = None

    def start(
        self,
        status: str,
        headers: list[tuple[str, str]],
        failed: Any = None,  # noqa: ARG002 - as WSGI has it: nothing is sent yet
    ) -> Any:
        """Note what is answered; it is begun when there is a body, so that it may change."""
        self._told = (status, headers)
        self._status = int(status[:3])
        for name, value in headers:
            if name == "Content-Length":
                self.size = int(value)
                if self._status < 400:
                    break
            elif name == "X-Request-Id":
                self._problem = value
        if self._environ["REQUEST_METHOD"] == "HEAD" or self._status in (204, 304):
            self.size = 0
        return _unwritten

    def begin(self) -> None:
        """Begin the answer."""
        self._begin(*self._told)

    def refused(self, error: Exception, language: Language) -> Iterable[bytes]:
        """Answer with a problem instead."""
        answer: Answer = problem_answer(error, language)
        reason = _REASONS.get(answer.status, "Error")
        self.size = None
        self.start(f"{answer.status} {reason}", list(answer.headers))
        head = self._environ["REQUEST_METHOD"] == "HEAD"
        return [] if head or not isinstance(answer.body, bytes) else [answer.body]

    def end(self, status: int = 0) -> None:
        """Count and log the request, once."""
        if self._done:
            return
        self._done = True
        seconds = time.perf_counter() - self._began
        told = (status or self._status, seconds, self.size or 0, self._problem)
        self._gate.told(self, self._environ, told)


class _Sent:
    """A body whose size is known when it is sent."""

    def __init__(self, body: Iterable[bytes], passage: _Passage) -> None:
        self._body = body
        self._passage = passage

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        try:
            for chunk in self._body:
                size += len(chunk)
                yield chunk
        finally:
            self._passage.size = size
            self.close()

    def close(self) -> None:
        """Close the body, and count the request."""
        close = getattr(self._body, "close", None)
        if close is not None:
            close()
        self._passage.end()
