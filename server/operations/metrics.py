"""Metrics: what the service does, counted over all its workers, in Prometheus' text form."""

from __future__ import annotations

import os
import re
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import layers
from layers.layer import Layer

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

# Where the workers of one service keep their counts; the library reads it by this name.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
OTHER, METRICS = "other", "penyangga-metrics"
_PID = re.compile(r"_(\d+)\.db$")


class Metrics:
    """The counts of one service; in several processes where a folder is set for them.

    Requests are told apart by route, never by what is in the address, so that there
    are few series and none holds what a person asked.
    """

    def __init__(self) -> None:
        # Imported late: it decides at its import whether counts are shared.
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values

        self._folder = os.environ.get(FOLDER, "")
        if self._folder and not hasattr(values.ValueClass, "_multiprocess"):
            values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "penyangga_requests",
            "Requests answered, by route, method and status",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "penyangga_request_seconds",
            "Time to an answer in seconds, by route",
            ["route"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._bytes = Counter(
            "penyangga_response_bytes",
            "Bytes of bodies sent, by route",
            ["route"],
            registry=self._registry,
        )
        self._in_flight = Gauge(
            "penyangga_requests_in_flight",
            "Requests being answered",
            multiprocess_mode="livesum",
            registry=self._registry,
        )
        self._known: dict[tuple[str, str, str], tuple[Any, Any, Any]] = {}
        self._noted: deque[tuple[tuple[str, str, str], float, int]] = deque()
        self._at_work: set[int] = set()
        self._flushing = threading.Lock()

    def begin(self, request: object) -> None:
        """Note a request that has come."""
        self._at_work.add(id(request))

    def end(self, request: object, told: tuple[str, str, str], seconds: float, size: int) -> None:
        """Note a request that is answered; it is counted with the next `flush`.

        Parameters
        ----------
        request
            As it was given to `begin`.
        told
            Route, method and status.
        seconds
            Time to the answer.
        size
            Bytes of the body.
        """
        self._at_work.discard(id(request))
        self._noted.append((told, seconds, size))

    def flush(self) -> None:
        """Count what was noted, where all workers see it."""
        with self._flushing:
            counted: dict[tuple[str, str, str], tuple[int, int]] = {}
            while self._noted:
                told, seconds, size = self._noted.popleft()
                n, total = counted.get(told, (0, 0))
                counted[told] = (n + 1, total + size)
                self._series(told)[1].observe(seconds)
            for told, (n, total) in counted.items():
                requests, _, n_bytes = self._series(told)
                requests.inc(n)
                n_bytes.inc(total)
            self._in_flight.set(len(self._at_work))

    def _series(self, told: tuple[str, str, str]) -> tuple[Any, Any, Any]:
        found = self._known.get(told)
        if found is None:
            route = told[0]
            found = (
                self._requests.labels(*told),
                self._seconds.labels(route),
                self._bytes.labels(route),
            )
            self._known[told] = found
        return found

    def text(self, known: Iterable[Layer]) -> tuple[bytes, str]:
        """Give everything as text, and its media type.

        Parameters
        ----------
        known
            The layers as they are now.
        """
        from prometheus_client import CollectorRegistry, generate_latest, multiprocess
        from prometheus_client.exposition import CONTENT_TYPE_LATEST

        self.flush()
        registry = self._registry
        if self._folder:
            forget_dead(Path(self._folder))
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry, self._folder)  # type: ignore[no-untyped-call]
        extra = CollectorRegistry()
        extra.register(_Now(list(known), self._workers()))
        return generate_latest(registry) + generate_latest(extra), CONTENT_TYPE_LATEST

    def _workers(self) -> list[int]:
        found = _pids(Path(self._folder)) if self._folder else {os.getpid()}
        return sorted(pid for pid in found if _lives(pid))


class _Now:
    """What is told as it is at the moment: layers and workers."""

    def __init__(self, known: list[Layer], workers: list[int]) -> None:
        self._layers = known
        self._workers = workers

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        info = GaugeMetricFamily("penyangga_info", "What runs here", labels=["version"])
        info.add_metric([layers.__version__], 1)
        revision = GaugeMetricFamily(
            "penyangga_layer_revision", "Revision of each layer", labels=["layer"]
        )
        features = GaugeMetricFamily(
            "penyangga_layer_features", "Features of each layer", labels=["layer"]
        )
        for layer in self._layers:
            revision.add_metric([layer.id], layer.revision)
            features.add_metric([layer.id], layer.n_features)
        memory = GaugeMetricFamily(
            "penyangga_worker_memory_bytes", "Resident memory of each worker", labels=["pid"]
        )
        for pid in self._workers:
            memory.add_metric([str(pid)], resident_bytes(pid))
        yield from (info, revision, features, memory)


def resident_bytes(pid: int) -> int:
    """Give the resident memory of a process; 0 where it cannot be read."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def forget_dead(folder: Path) -> None:
    """Leave out the passing counts of workers that have ended; what they answered stays."""
    from prometheus_client import multiprocess

    for pid in _pids(folder):
        if not _lives(pid):
            multiprocess.mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def _pids(folder: Path) -> set[int]:
    found = (_PID.search(path.name) for path in folder.glob("*.db"))
    return {int(match[1]) for match in found if match}


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
