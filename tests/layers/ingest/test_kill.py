"""kill -9 during an import: the old layer or the new one, never something between."""

from __future__ import annotations

import json
import random
import tempfile
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import layers
from layers import ingest
from layers.testing import assert_sound

N_OLD, N_NEW, KILLS = 50, 8000, 20


def import_and_tell(workspace: Path, file: Path, pipe: Connection) -> None:
    """Import a file, saying each step and the end of it."""
    tempfile.tempdir = str(workspace.parent)
    catalogue = layers.open(workspace)
    ingest.add(
        catalogue,
        file,
        layer_id="points",
        mode="replace",
        progress=lambda step: pipe.send(step.title.en),
    )
    pipe.send("done")


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


def kill_after(writers: Any, job: tuple[Path, Path], word: str, delay_s: float) -> bool:
    """Kill -9 some time after the import said a word; say whether it had been acknowledged."""
    heard, told = writers.Pipe(duplex=False)
    process = writers.Process(target=import_and_tell, args=(*job, told))
    process.start()
    told.close()
    said = [""]
    with suppress(EOFError):
        while said[-1] not in (word, "done"):
            said.append(heard.recv())
    time.sleep(delay_s)
    process.kill()
    with suppress(EOFError):
        while True:
            said.append(heard.recv())
    heard.close()
    process.join()
    return "done" in said


@pytest.mark.slow
def test_twenty_kills(tmp_path, writers):
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
        acknowledged = kill_after(writers, (home, new_file), word, rng.uniform(0, 0.25))
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
