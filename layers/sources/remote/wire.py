"""The wire: one request sent and one answer's head read, to one address, before a deadline."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from types import TracebackType
from typing import Any, Self, cast

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.remote.addresses import Target, offline

Clock = Callable[[], float]
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds.

    `idle_s` is the longest silence; `head_s` is for the answer to begin; a body
    slower than `least_bytes_s` over `slow_s` is given up.
    """

    connect_s: float = 10.0
    idle_s: float = 30.0
    head_s: float = 60.0
    slow_s: float = 60.0
    least_bytes_s: float = 1000.0


class _Deadline(io.RawIOBase):
    """A socket read byte by byte or not, that ends at a deadline all the same."""

    def __init__(self, connection: socket.socket, patience: Patience, clock: Clock) -> None:
        self._connection, self._idle_s, self._clock = connection, patience.idle_s, clock
        self.ends_at = clock() + patience.head_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self.ends_at - self._clock()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(min(self._idle_s, left))
        return self._connection.recv_into(buffer)

    def hang_up(self) -> None:
        self._connection.close()


class _Readable:
    """What `HTTPResponse` takes for a socket."""

    def __init__(self, raw: _Deadline) -> None:
        self._raw = raw

    def makefile(self, mode: str) -> io.BufferedReader:
        del mode
        return io.BufferedReader(self._raw, CHUNK)


class Answer:
    """The answer of a server: status and headers, and the body piece by piece."""

    def __init__(
        self, target: Target, response: HTTPResponse, raw: _Deadline, patience: Patience
    ) -> None:
        self.target, self._response, self._raw, self.patience = target, response, raw, patience
        self.status = response.status

    def header(self, name: str) -> str:
        """Give a header, or nothing."""
        return (self._response.headers.get(name) or "").strip()

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def length(self) -> int | None:
        """How many bytes of body were announced, None if nothing was."""
        text = self.header("Content-Length")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    def read(self, clock: Clock = time.monotonic) -> bytes:
        """Read the next piece of the body; nothing at its end.

        Raises
        ------
        RemoteError
            `too-slow` when the server falls silent, `cut-off` when it ends early.
        """
        self._raw.ends_at = clock() + self.patience.slow_s
        try:
            piece = self._response.read1(CHUNK)
        except TimeoutError as fault:
            raise _slow(self.target.host) from fault
        except (OSError, HTTPException, ValueError) as fault:
            raise cut_off(self.target.host) from fault
        return piece

    def close(self) -> None:
        """Hang up."""
        self._response.close()
        self._raw.hang_up()

    def __enter__(self) -> Self:
        """Begin reading."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up, whatever happened."""
        self.close()


def cut_off(host: str) -> RemoteError:
    """Give the error for a body that ends before its end."""
    return RemoteError(
        Text(f"{host} terputus di tengah jawaban", f"{host} broke off in the middle of the answer"),
        code="cut-off",
    )


def _slow(host: str) -> RemoteError:
    return RemoteError(
        Text(
            f"{host} mengirim terlalu lambat atau tidak sama sekali; coba lagi nanti",
            f"{host} sends too slowly or not at all; try again later",
        ),
        code="remote-too-slow",
    )


def ask(
    target: Target, headers: Mapping[str, str], patience: Patience, clock: Clock = time.monotonic
) -> Answer:
    """Send a GET and read the head of the answer.

    Raises
    ------
    RemoteError
        `offline`, `tls-failed`, `remote-too-slow`, `not-http`.
    """
    connection = _connected(target, patience)
    try:
        raw = _Deadline(connection, patience, clock)
        connection.sendall(_request(target, headers))
        response = HTTPResponse(cast("socket.socket", _Readable(raw)), method="GET")
        response.begin()
    except TimeoutError as fault:
        connection.close()
        raise _slow(target.host) from fault
    except HTTPException as fault:
        connection.close()
        raise RemoteError(
            Text(
                f"{target.host} tidak menjawab dalam HTTP ({type(fault).__name__})",
                f"{target.host} does not answer in HTTP ({type(fault).__name__})",
            ),
            code="not-http",
        ) from fault
    except OSError as fault:
        connection.close()
        raise cut_off(target.host) from fault
    return Answer(target, response, raw, patience)


def _connected(target: Target, patience: Patience) -> socket.socket:
    try:
        plain = socket.create_connection((target.address, target.port), patience.connect_s)
    except OSError as fault:
        raise offline(target.host) from fault
    if target.scheme == "http":
        return plain
    try:
        context = ssl.create_default_context()
        return context.wrap_socket(plain, server_hostname=target.host)
    except (ssl.SSLError, OSError) as fault:
        plain.close()
        why = getattr(fault, "verify_message", "") or getattr(fault, "reason", "") or str(fault)
        raise RemoteError(
            Text(
                f"{target.host}: tidak ada sambungan aman ({why}); tidak ada yang diambil",
                f"{target.host}: no safe connection ({why}); nothing was fetched",
            ),
            code="tls-failed",
        ) from fault


def _request(target: Target, headers: Mapping[str, str]) -> bytes:
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = {"https": 443, "http": 80}[target.scheme]
    where = host if target.port == usual else f"{host}:{target.port}"
    lines = [f"GET {target.path} HTTP/1.1", f"Host: {where}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
