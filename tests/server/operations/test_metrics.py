"""Counts over several processes, as they come and go."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from server.operations.metrics import FOLDER, forget_dead, resident_bytes

COUNTING = """
import os, sys
from server.operations.metrics import Metrics
metrics = Metrics()
children = []
for n in range(2):
    child = os.fork()
    if not child:
        told = Metrics()
        for _ in range(10):
            told.begin(n)
            told.end(n, ("/x", "GET", "200"), 0.002, 100)
        told.begin(n)
        told.flush()
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
sys.stdout.buffer.write(metrics.text([])[0])
"""


def test_workers_count_together_and_the_dead_are_not_at_work(tmp_path):
    # In a process of its own: the library decides at its import how it counts.
    environ = {**os.environ, FOLDER: str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", COUNTING],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    lines = done.stdout.splitlines()
    assert 'penyangga_requests_total{method="GET",route="/x",status="200"} 20.0' in lines
    assert 'penyangga_response_bytes_total{route="/x"} 2000.0' in lines
    assert 'penyangga_request_seconds_bucket{le="0.0025",route="/x"} 20.0' in lines
    assert "penyangga_requests_in_flight 0.0" in lines


def test_memory_is_read_of_the_living():
    assert resident_bytes(os.getpid()) > 10_000_000
    assert resident_bytes(2**30) == 0


def test_a_folder_without_counts_is_no_fault(tmp_path):
    forget_dead(tmp_path)
    assert list(tmp_path.iterdir()) == []
