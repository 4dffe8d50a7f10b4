"""The parent's side of reading: start the process, listen, stop it, take over its rows."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import files, isolation, leftovers, raster, staging
from layers.sources.limits import Limits

Listener = Callable[[str, int, int], None]
LONGEST_LINE = 10_000


def deaf(step: str, done: int, total: int) -> None:
    """Take a progress report and do nothing with it."""


def read_apart(
    source: files.SourceFile,
    asked: dict[str, Any],
    limits: Limits,
    listener: Listener = deaf,
) -> staging.Staged | raster.StagedRaster:
    """Read a file in a process of its own, within limits, and take over what it staged.

    Parameters
    ----------
    source
        From `files.examine`.
    asked
        The rest of the job: `source_layer`, `crs`, `repair`, `skip_invalid`.
    limits
        Memory, time and sizes.
    listener
        Called with step, done and total while it reads.

    Raises
    ------
    SourceError, CRSError
        What the reading process reported; `too-slow` or `source-unreadable` if
        it had to be stopped or broke.
    """
    folder = leftovers.new_folder()
    try:
        job = {
            "path": str(source.path.resolve()),
            "kind": source.kind,
            "limits": limits.to_dict(),
            **asked,
        }
        report = report_apart(folder, job, limits, listener)
        if "raster" in report:
            return raster.collect(report, folder)
        return staging.collect(report, folder, limits)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report_apart(
    folder: Path,
    job: dict[str, Any],
    limits: Limits,
    listener: Listener = deaf,
    *,
    program: str = isolation.READER,
) -> dict[str, Any]:
    """Do a job in a process of its own, in `folder`, and give its report.

    Raises
    ------
    SourceError, CRSError
        What it reported; `too-slow` or `source-unreadable` if it had to be
        stopped or broke.
    """
    (folder / staging.JOB_FILE).write_text(json.dumps(job), encoding="utf-8")
    returncode = _run(folder, limits, listener, program)
    return _report(folder, returncode, limits)


def _run(folder: Path, limits: Limits, listener: Listener, program: str) -> int:
    with (folder / "stderr.txt").open("wb") as errors:
        process = subprocess.Popen(
            isolation.command(folder, program),
            env=isolation.environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        assert process.stdout is not None
        _listen(process.stdout, time.monotonic() + limits.wall_s, listener)
        return process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        _stop(process)


def _listen(pipe: IO[bytes], deadline: float, listener: Listener) -> None:
    """Pass progress lines on until the process closes its end.

    Raises
    ------
    SourceError
        `too-slow` when the deadline passes.
    """
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                why = Text(
                    "pembacaan melebihi waktu yang diizinkan dan dihentikan; belah berkasnya",
                    "reading took longer than allowed and was stopped; split the file",
                )
                raise SourceError(why, code="too-slow")
            if not selector.select(min(left, 1.0)):
                continue
            chunk = os.read(pipe.fileno(), 1 << 16)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            rest = rest[-LONGEST_LINE:]
            for line in lines:
                _pass_on(line, listener)


def _pass_on(line: bytes, listener: Listener) -> None:
    try:
        said = json.loads(line)
        step, done, total = str(said["step"]), int(said["done"]), int(said["total"])
    except (ValueError, KeyError, TypeError):
        return  # a library wrote to standard output; not ours to show
    listener(step, done, total)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it may have started, and reap it."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _report(folder: Path, returncode: int, limits: Limits) -> dict[str, Any]:
    try:
        report = json.loads((folder / staging.REPORT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        code, message = isolation.describe_end(returncode, limits)
        raise SourceError(message, code=code) from None
    fault = staging.fault_in(report)
    if fault is not None:
        raise fault
    return dict(report)
