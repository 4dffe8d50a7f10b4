"""Cache: what was fetched before, with what came from where and when."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from layers.errors import RemoteError
from layers.schema import Text
from layers.sources.remote.client import Client
from layers.sources.remote.downloading import Came, Listener, Wanted, deaf, download, fresh

FOLDER, NOTE, LOCKS = "penyangga", "came.json", "locks"
PLACE = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the cache, and what is known of its coming."""

    path: Path
    came: Came
    fetched: bool


def default_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Give the user's cache folder: in `XDG_CACHE_HOME`, else in the home folder."""
    given = (os.environ if environ is None else environ).get("XDG_CACHE_HOME", "")
    home = Path(given) if given.startswith("/") else Path.home() / ".cache"
    return home / FOLDER


class Cache:
    """A folder of fetched files, each in a folder of its own with a note of its coming."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fetch(
        self, client: Client, wanted: Wanted, *, refresh: bool = True, listener: Listener = deaf
    ) -> Kept:
        """Give a file, from here if it is here and still the same, else from its server.

        Parameters
        ----------
        client
            Asks the server.
        wanted
            The URL and what is known of its content.
        refresh
            Ask the server whether the file is still the same; else what is here is good.
        listener
            Called with the bytes that came and all bytes (0: not known).

        Raises
        ------
        RemoteError
            What `download` raises; what was here before stays.
        """
        with self.slot(wanted.url) as place:
            file = place / file_name(wanted.url)
            came = _note(place, file)
            if came is not None and _right(wanted, came) and not refresh:
                return Kept(file, came, fetched=False)
            if came is not None and _right(wanted, came) and _still(client, came):
                came = came.checked()
                write_note(place, came)
                return Kept(file, came, fetched=False)
            try:
                came = download(client, wanted, file, listener)
            except RemoteError:
                if place.is_dir() and not any(place.iterdir()):
                    place.rmdir()
                raise
            write_note(place, came)
            return Kept(file, came, fetched=True)

    @contextmanager
    def slot(self, key: str) -> Iterator[Path]:
        """Give the folder for a URL, held against other processes."""
        name = hashlib.sha256(key.encode()).hexdigest()[:24]
        place, locks = self.folder / name, self.folder / LOCKS
        locks.mkdir(parents=True, exist_ok=True)
        with (locks / name).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield place

    @contextmanager
    def bench(self) -> Iterator[Path]:
        """Give a folder for files made on the way, and clear it away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="bench-", dir=self.folder) as folder:
            yield Path(folder)

    def index(self) -> list[dict[str, object]]:
        """List what is here: file, size, URL, checksum, and when it came."""
        rows = []
        for note in sorted(self.folder.glob(f"*/{NOTE}")):
            found = [p for p in note.parent.iterdir() if p.name != NOTE]
            file = next((p for p in found if ".part" not in p.suffixes[-2:]), None)
            came = _note(note.parent, file) if file is not None else None
            if came is not None and file is not None:
                rows.append({"file": str(file), **came.told()})
        return rows

    def clear(self) -> int:
        """Take everything away; give how many files there were."""
        count = len(self.index())
        for place in [p for p in self.folder.glob("*") if PLACE.fullmatch(p.name)]:
            shutil.rmtree(place)
        return count


def _still(client: Client, came: Came) -> bool:
    """Ask whether a kept file is still the same; offline, say that it can be had."""
    try:
        return fresh(client, came)
    except RemoteError as fault:
        if fault.code != "offline":
            raise
        kept = Text(
            f"; salinan dari {came.fetched_at} tersimpan: berikan --no-refresh untuk memakainya",
            f"; a copy from {came.fetched_at} is kept: give --no-refresh to take it",
        )
        raise RemoteError(fault.text + kept, code="offline") from fault


def file_name(url: str) -> str:
    """Give a plain file name for what is behind a URL, its suffix kept.

    Examples
    --------
    >>> file_name("https://a.example/x/IDN ADM1.geojson?raw=1")
    'IDN_ADM1.geojson'
    >>> file_name("https://a.example/")
    'file'
    """
    last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return re.sub(r"[^A-Za-z0-9._-]+", "_", last).lstrip("._-")[-100:] or "file"


def write_note(place: Path, came: Came) -> None:
    """Keep what came from where and when."""
    part = place / f"{NOTE}.part"
    part.write_text(json.dumps(came.to_dict(), indent=1), encoding="utf-8")
    part.replace(place / NOTE)


def _note(place: Path, file: Path) -> Came | None:
    """Read the note, if it is of the file that is there."""
    try:
        came = Came(**json.loads((place / NOTE).read_text(encoding="utf-8")))
        return came if file.stat().st_size == came.size else None
    except (OSError, ValueError, TypeError):
        return None


def _right(wanted: Wanted, came: Came) -> bool:
    return not wanted.sha256 or wanted.sha256.lower() == came.sha256
