"""A server on this machine that does what tests tell it, and a guard: nothing else is asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from layers.sources.remote.cache import Cache
from layers.sources.remote.client import Client
from layers.sources.remote.politeness import Politeness
from layers.sources.remote.wire import Patience

Headers = dict[str, str]
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Asked:
    """One request that the server got."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Site:
    """What the server answers: path → function of (request, handler)."""

    pages: dict[str, Callable[[Asked, Any], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def says(
        self, path: str, body: bytes | str, *, status: int = 200, headers: Headers | None = None
    ) -> str:
        """Answer a path with one body."""
        content = body.encode() if isinstance(body, str) else body

        def answer(_: Asked, handler: Any) -> None:
            handler.reply(status, content, headers or {})

        self.pages[path] = answer
        return self.url(path)

    def tells(self, path: str, answers: Callable[[Asked], tuple[int, bytes | str, Headers]]) -> str:
        """Answer a path by what a function makes of the request."""

        def answer(asked: Asked, handler: Any) -> None:
            status, body, headers = answers(asked)
            handler.reply(status, body.encode() if isinstance(body, str) else body, headers)

        self.pages[path] = answer
        return self.url(path)

    def does(self, path: str, act: Callable[[Asked, Any], None]) -> str:
        """Let a function write to the connection itself."""
        self.pages[path] = act
        return self.url(path)

    def holds(self, path: str, content: bytes, *, etag: str = '"one"', modified: str = "") -> str:
        """Answer like a file server: ranges, If-Range, If-None-Match."""

        def answer(asked: Asked) -> tuple[int, bytes, Headers]:
            known = {"ETag": etag} if etag else {}
            known |= {"Last-Modified": modified} if modified else {}
            if etag and asked.headers.get("If-None-Match") == etag:
                return 304, b"", known
            first, same = range_asked(asked), asked.headers.get("If-Range") in (etag, modified)
            if first is None or not same:
                return 200, content, known
            if first >= len(content):
                return 416, b"", {"Content-Range": f"bytes */{len(content)}"}
            span = f"bytes {first}-{len(content) - 1}/{len(content)}"
            return 206, content[first:], known | {"Content-Range": span}

        return self.tells(path, answer)


def range_asked(asked: Asked) -> int | None:
    """Give the first byte that a request wants, None without a Range."""
    text = asked.headers.get("Range", "")
    return int(text.removeprefix("bytes=").rstrip("-")) if text else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = Asked(
            parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), dict(self.headers)
        )
        self.site.asked.append(asked)
        act = self.site.pages.get(parts.path)
        self.close_connection = True
        try:
            if act is None:
                self.reply(404, b"nothing here", {})
            else:
                act(asked, self)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def reply(self, status: int, body: bytes, headers: Headers) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on this machine."""
    served = Site()
    handler = type("Handler", (Handler,), {"site": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Fail a test that connects to, or asks for the name of, any other machine."""
    strangers: list[object] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            strangers.append(address)
            raise OSError("the test asked another machine")
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in LOOPBACK:
            strangers.append(host)
            raise OSError("the test asked for another name")
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield strangers
    assert not strangers


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client would have slept."""
    return []


@pytest.fixture
def client(waits: list[float]) -> Client:
    """A client that waits on paper only, and is out of patience soon."""
    politeness = Politeness(tries=3, pause_s=0.0, sleep=waits.append, chance=lambda: 1.0)
    patience = Patience(connect_s=2.0, idle_s=0.5, head_s=1.0, slow_s=0.6, least_bytes_s=1000.0)
    return Client(politeness=politeness, patience=patience)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache(tmp_path / "cache")
