"""The machine a run was made on: facts, load, memory of processes."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import shapely

QUIET_LOAD = 0.5
PACKAGES = (
    "penyangga",
    "numpy",
    "shapely",
    "geopandas",
    "pandas",
    "scipy",
    "numba",
    "pyogrio",
    "pyproj",
    "apsw",
    "orjson",
    "flask",
    "granian",
)


def facts() -> dict[str, object]:
    """Give processor, memory, system and the versions of what takes part."""
    return {
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(int(_line("/proc/meminfo", "MemTotal").split()[0]) / 2**20, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "geos": shapely.geos_version_string,
        "versions": {name: _version(name) for name in PACKAGES},
    }


def load() -> float:
    """Give the load average of the last minute."""
    return os.getloadavg()[0]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _line(path: str, key: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return line.partition(":")[2].strip()
    return ""


def family(root: int) -> list[int]:
    """Give a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = stat.read_text(encoding="utf-8", errors="replace").partition(" ")
        except OSError:
            continue
        parent = int(rest.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(pid))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Give the processor time used so far by all threads of the processes."""
    total = 0
    for pid in pids:
        for stat in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(stat.read_text(encoding="ascii").split()[0])
            except OSError:
                continue
    return total / 1e9


def wait_until_idle(root: int, *, at_most_s: float = 60.0) -> None:
    """Wait until a process and its descendants have stopped working off what they were asked."""
    deadline = time.monotonic() + at_most_s
    before = cpu_seconds(family(root))
    while time.monotonic() < deadline:
        time.sleep(0.5)
        after = cpu_seconds(family(root))
        if after - before < 0.02:
            return
        before = after


def private_bytes(pid: int) -> int:
    """Give the memory a process alone has changed: what one more worker costs.

    Clean pages of mapped files are left out: they are the page cache, one for all.
    """
    rollup = f"/proc/{pid}/smaps_rollup"
    return int(_line(rollup, "Private_Dirty").split()[0]) * 1024


def peak_bytes(pid: int | str = "self") -> int:
    """Give the most memory a process ever had resident, mapped files counted.

    What getrusage tells of a process begins with that of the one that started it.
    """
    return int(_line(f"/proc/{pid}/status", "VmHWM").split()[0]) * 1024
