"""kill -9 during an import: the old layer or the new one, never something between."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import layers
from layers import ingest
from layers.testing import assert_sound

N_OLD, N_NEW, KILLS = 50, 8000, 20
PROGRAM = """
import sys
import layers
from layers import ingest
catalogue = layers.open(sys.argv[1])
print("ready", flush=True)
ingest.add(catalogue, sys.argv[2], layer_id="points", mode="replace",
           progress=lambda step: print(step.title.en, flush=True))
print("done", flush=True)
"""


def points(path: Path, n: int) -> Path:
    xy = np.random.default_rng(n).uniform((114, -4), (118, 2), (n, 2)).round(6).tolist()
    features = [
        {
            "type": "Feature",
            "properties": {"n": i, "t": "x" * 40},
            "geometry": {"type": "Point", "coordinates": c},
        }
        for i, c in enumerate(xy)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def start(workspace: Path, file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(workspace), str(file)],
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(layers.__file__).parents[1]),
            "TMPDIR": str(workspace.parent),
        },
    )


def kill_after(process: subprocess.Popen[str], word: str, delay_s: float) -> bool:
    """Kill -9 some time after the import said a word; say whether it had been acknowledged."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() in (word, "done"):
            break
    time.sleep(delay_s)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    return "done" in rest or line.strip() == "done"


@pytest.mark.slow
def test_twenty_kills(tmp_path):
    home = tmp_path / "w"
    catalogue = layers.open(home, create=True)
    ingest.add(catalogue, points(tmp_path / "old.geojson", N_OLD), layer_id="points")
    old = N_OLD
    new_file = points(tmp_path / "new.geojson", N_NEW)
    rng = random.Random(20)
    outcomes = []
    for turn in range(KILLS):
        before = catalogue["points"].layer
        word = "writing" if turn % 4 else "checking"
        acknowledged = kill_after(start(home, new_file), word, rng.uniform(0, 0.25))
        layer = catalogue["points"].layer
        audit = catalogue.audit()
        assert layer.revision == len(audit)
        assert layer.revision in (before.revision, before.revision + 1)
        written = layer.revision == before.revision + 1
        assert written or not acknowledged
        expected = N_NEW if written else before.n_features
        frame = catalogue["points"].read()
        assert len(frame) == layer.n_features == expected
        assert sorted(frame["n"]) == list(range(expected))
        assert_sound(catalogue)
        outcomes.append(written)
        if written:
            ingest.add(catalogue, tmp_path / "old.geojson", layer_id="points", mode="replace")
            assert catalogue["points"].layer.n_features == old
    assert not all(outcomes), "no kill came in time; the test proves nothing"
    assert catalogue["points"].packed().n == catalogue["points"].layer.n_features
    catalogue.close()
