"""Downloading: a file brought whole into place, gone on with where it was cut, and checked."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.remote.addresses import without_secrets
from layers.sources.remote.client import Client, too_big, whole
from layers.sources.remote.wire import Answer

Listener = Callable[[int, int], None]
MAX_BYTES = 8_000_000_000
WRONG = frozenset({"checksum-mismatch", "web-page", "remote-too-big"})
HTML = (b"<!doctype html", b"<html", b"<head")


def deaf(done: int, total: int) -> None:
    """Take a progress report and do nothing with it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be downloaded, and what is known of it beforehand.

    Attributes
    ----------
    url
        Where it is.
    sha256, md5
        What its content must be, nothing where that is not known.
    max_bytes
        Give up beyond this size.
    html
        Whether a web page would be a right answer.
    """

    url: str
    sha256: str = ""
    md5: str = ""
    max_bytes: int = MAX_BYTES
    html: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """What came from where and when; kept beside the file."""

    url: str
    final_url: str
    size: int
    sha256: str
    etag: str
    last_modified: str
    content_type: str
    fetched_at: str
    checked_at: str
    resumed_at_byte: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return asdict(self)

    def told(self) -> dict[str, Any]:
        """Give it as it may be shown and kept with data: without keys in the URL."""
        return {**self.to_dict(), "url": without_secrets(self.url)}

    def checked(self) -> Came:
        """Give it with the time of a check: it is still the same."""
        return replace(self, checked_at=now())


def now() -> str:
    """Give the moment, RFC 3339, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def download(client: Client, wanted: Wanted, file: Path, listener: Listener = deaf) -> Came:
    """Bring a file into place: whole and right, or not at all.

    What came of a download that was cut is kept as ``FILE.part`` and gone on
    with, if the server says that the rest is of the same file.

    Raises
    ------
    RemoteError
        `checksum-mismatch`, `web-page`, `remote-too-big`, `cut-off`, and what
        `Client.open` raises.
    OSError
        The disk is full or cannot be written to.
    """
    part, note = file.with_name(f"{file.name}.part"), file.with_name(f"{file.name}.part.json")
    tried = 0
    while True:
        tried += 1
        try:
            came = _attempt(client, wanted, part, note, listener)
            _check(part, wanted, came)
            break
        except RemoteError as fault:
            if fault.code in WRONG:
                part.unlink(missing_ok=True)
                note.unlink(missing_ok=True)
            wait = client.politeness.wait_s(tried, "", 0.0)
            if fault.code != "cut-off" or wait is None:
                raise
            client.politeness.sleep(wait)
    with part.open("rb+") as handle:
        os.fsync(handle.fileno())
    part.replace(file)
    note.unlink(missing_ok=True)
    return replace(came, sha256=digest(file))


def fresh(client: Client, came: Came) -> bool:
    """Ask the server whether a file is still the same.

    Raises
    ------
    RemoteError
        What `Client.open` raises.
    """
    headers = {"Accept-Encoding": "identity"}
    if came.etag:
        headers["If-None-Match"] = came.etag
    elif came.last_modified:
        headers["If-Modified-Since"] = came.last_modified
    else:
        return False
    with client.open(came.url, headers) as answer:
        return answer.status == 304


def _attempt(client: Client, wanted: Wanted, part: Path, note: Path, listener: Listener) -> Came:
    """Ask for the file, or for its rest, and write what comes to `part`."""
    held, known = _held(wanted, part, note)
    headers = {"Accept-Encoding": "identity"}
    if held:
        headers |= {"Range": f"bytes={held}-", "If-Range": known}
    with client.open(wanted.url, headers) as answer:
        start = _start(answer, held)
        if start is None:
            part.unlink(missing_ok=True)
            return _attempt(client, wanted, part, note, listener)
        total = start + (answer.length or 0)
        if total > wanted.max_bytes:
            raise too_big(answer.target.host, wanted.max_bytes)
        validator = _validator(answer)
        if start and validator != known:
            part.unlink(missing_ok=True)
            return _attempt(client, wanted, part, note, listener)
        part.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"url": wanted.url, "validator": validator}), encoding="utf-8")
        size = _written(answer, part, start, wanted, listener)
        return Came(
            url=wanted.url,
            final_url=without_secrets(answer.target.url),
            size=size,
            sha256="",
            etag=answer.header("ETag"),
            last_modified=answer.header("Last-Modified"),
            content_type=answer.content_type,
            fetched_at=now(),
            checked_at=now(),
            resumed_at_byte=start,
        )


def _held(wanted: Wanted, part: Path, note: Path) -> tuple[int, str]:
    """Give how much is here already, and by what its source is known again."""
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        size = part.stat().st_size
    except (OSError, ValueError):
        return 0, ""
    known = str(said.get("validator") or "") if said.get("url") == wanted.url else ""
    return (size, known) if known else (0, "")


def _validator(answer: Answer) -> str:
    """Give what says byte for byte that a file is the same: a strong ETag, or a date."""
    etag = answer.header("ETag")
    return etag if etag.startswith('"') else answer.header("Last-Modified")


def _start(answer: Answer, held: int) -> int | None:
    """Say from which byte on the body is to be written; None to begin anew."""
    if answer.status == 200:
        return 0
    if answer.status == 206 and held:
        unit, _, rest = answer.header("Content-Range").partition(" ")
        first = rest.partition("-")[0]
        return held if (unit, first) == ("bytes", str(held)) else None
    if held:
        return None
    raise RemoteError(
        Text(
            f"{answer.target.host} menjawab dengan HTTP {answer.status}, padahal yang diminta "
            "berkas",
            f"{answer.target.host} answers with HTTP {answer.status} where a file was wanted",
        ),
        code=f"http-{answer.status}",
    )


def _written(answer: Answer, part: Path, start: int, wanted: Wanted, listener: Listener) -> int:
    total, size = start + (answer.length or 0), start
    with part.open("r+b" if start else "wb") as handle:
        handle.seek(start)
        handle.truncate()
        for piece in whole(answer):
            size += len(piece)
            if size > wanted.max_bytes:
                raise too_big(answer.target.host, wanted.max_bytes)
            handle.write(piece)
            listener(size, total)
    return size


def _check(part: Path, wanted: Wanted, came: Came) -> None:
    with part.open("rb") as handle:
        head = handle.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(HTML) and not wanted.html:
        raise RemoteError(
            Text(
                f"{without_secrets(wanted.url)[:300]} memberi halaman web, bukan data; barangkali "
                "meminta masuk (log-in), atau alamatnya berubah",
                f"{without_secrets(wanted.url)[:300]} gives a web page instead of data; "
                "it may want a log-in, or the address has changed",
            ),
            code="web-page",
        )
    for name, right in (("sha256", wanted.sha256), ("md5", wanted.md5)):
        if right and (got := digest(part, name)) != right.lower():
            raise RemoteError(
                Text(
                    f"{without_secrets(wanted.url)[:300]}: {name} adalah {got}, yang diminta "
                    f"{right}; {came.size:,} bita datang dan dibuang: coba lagi",
                    f"{without_secrets(wanted.url)[:300]}: the {name} is {got}, wanted {right}; "
                    f"{came.size:,} bytes came and were thrown away: try again",
                ),
                code="checksum-mismatch",
            )


def digest(file: Path, name: str = "sha256") -> str:
    """Give the checksum of a file."""
    with file.open("rb") as handle:
        made = hashlib.file_digest(handle, lambda: hashlib.new(name, usedforsecurity=False))
    return made.hexdigest()
