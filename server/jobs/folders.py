"""The folders of jobs: what a run writes, what is kept of it, and the mark that it still runs."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Collection
from pathlib import Path

from server.jobs.job import Part

FOLDER = "jobs"
REQUEST_FILE, REPORT_FILE, STDERR_FILE = "request.json", "report.json", "stderr.txt"
# The scenario a job is of, as it was asked; what is computed for it if it has changed since.
SCENARIO_FILE, SCENARIO_FOLDER = "scenario.json", "scenario"
_LOCK, _DRAFT, _RESULT = "running", "draft", "result"
_SUFFIXES = {"answer": "json", "features": "geojson", "raster": "tif"}
# A folder is made before its job is in the register.
YOUNG_S = 120.0


def file_name(part: Part) -> str:
    """Give the name of the file of an output; names of outputs are our own words."""
    return f"{part.name}.{_SUFFIXES[part.kind]}"


class Folders:
    """One folder a job, in the folder of the workspace.

    A run writes into a draft, which becomes the result by one renaming when it is whole.
    Whoever runs a job holds a lock on a file in its folder, which the system lets go of when
    all who held it are dead: a job that is said to run and whose lock is free runs no more.

    Parameters
    ----------
    root
        Where they are.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, job_id: str) -> Path:
        """Give the folder of a job."""
        return self.root / job_id

    def make(self, job_id: str) -> Path:
        """Make the folder of a new job."""
        folder = self.path(job_id)
        self.root.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)
        return folder

    def hold(self, job_id: str) -> int | None:
        """Take the lock of a job; None where another process has it, or there is no folder.

        Returns
        -------
        int or None
            A file descriptor: close it to let go, hand it on to share it.
        """
        try:
            lock = os.open(self.path(job_id) / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return None
        return lock

    def begin(self, job_id: str) -> Path:
        """Empty the draft of a job, which may hold what a run that was cut off left; give it."""
        folder = self.path(job_id)
        for rest in (_DRAFT, _RESULT):
            shutil.rmtree(folder / rest, ignore_errors=True)
        (folder / REPORT_FILE).unlink(missing_ok=True)
        draft = folder / _DRAFT
        draft.mkdir(mode=0o700)
        return draft

    def draft(self, job_id: str) -> Path:
        """Give the folder that a run writes into."""
        return self.path(job_id) / _DRAFT

    def publish(self, job_id: str) -> None:
        """Make a draft the result; it is on the disk when this returns."""
        folder = self.path(job_id)
        for file in (folder / _DRAFT).iterdir():
            _sync(file)
        (folder / _DRAFT).rename(folder / _RESULT)
        _sync(folder)

    def share(self, old: str, new: str, parts: Collection[Part]) -> None:
        """Give a new job the results of an old one: the same files, kept as long as either is."""
        folder = self.path(new)
        result = (folder if folder.is_dir() else self.make(new)) / _RESULT
        shutil.rmtree(result, ignore_errors=True)
        result.mkdir(mode=0o700)
        for part in parts:
            os.link(self.file(old, part), result / file_name(part))
        _sync(result)

    def file(self, job_id: str, part: Part) -> Path:
        """Give the file of an output that is kept."""
        return self.path(job_id) / _RESULT / file_name(part)

    def clear(self, job_id: str) -> None:
        """Remove all that a job wrote, but not the lock that others may look at."""
        folder = self.path(job_id)
        for rest in (_DRAFT, _RESULT, SCENARIO_FOLDER):
            shutil.rmtree(folder / rest, ignore_errors=True)
        for name in (REPORT_FILE, REQUEST_FILE, STDERR_FILE, SCENARIO_FILE):
            (folder / name).unlink(missing_ok=True)

    def remove(self, job_id: str) -> None:
        """Remove the folder of a job."""
        shutil.rmtree(self.path(job_id), ignore_errors=True)

    def weight(self, job_id: str) -> int:
        """Give how many bytes the folder of a job holds now."""
        return sum(_size(file) for file in self.path(job_id).rglob("*"))

    def free(self) -> int:
        """Give how many bytes are free on the disk."""
        place = self.root if self.root.exists() else self.root.parent
        return shutil.disk_usage(place).free

    def strangers(self, known: Collection[str], *, older_than_s: float = YOUNG_S) -> list[str]:
        """Give the folders that belong to no job any more."""
        if not self.root.is_dir():
            return []
        latest = time.time() - older_than_s
        return [
            folder.name
            for folder in self.root.iterdir()
            if folder.name not in known and folder.is_dir() and folder.stat().st_mtime < latest
        ]


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
