"""A reading process with its imports done does what one started anew does."""

from __future__ import annotations

import json
import subprocess

import pytest

from layers.errors import CRSError, SourceError
from layers.sources import files, process
from layers.sources.limits import Limits

POINT = {"type": "Point", "coordinates": [116.8, -1.2]}
FEATURE = {"type": "Feature", "properties": {"a": 1}, "geometry": POINT}


def read(folder, **asked):
    """Rows, network and progress of a small file; or the kind and code of the fault."""
    path = folder / "in.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE] * 2000}))
    limits = Limits(**{k: asked.pop(k) for k in ("cpu_s", "rows", "wall_s") if k in asked})
    heard = []
    source = files.examine(path, Limits())
    try:
        staged = process.read_apart(source, asked, limits, lambda *step: heard.append(step))
    except (CRSError, SourceError) as fault:
        return type(fault), fault.code, str(fault)
    return staged.frame.to_json(), staged.network, heard[-1]


@pytest.mark.parametrize("asked", [{}, {"crs": "EPSG:999999"}, {"wall_s": 0.0}, {"rows": 5}])
def test_warm_as_cold(tmp_path, monkeypatch, asked):
    assert process.subprocess is not subprocess
    warm = read(tmp_path, **asked)
    monkeypatch.setattr(process, "subprocess", subprocess)
    assert read(tmp_path, **asked) == warm


def test_other_surroundings_are_started_anew(tmp_path):
    with (tmp_path / "errors").open("wb") as errors:
        began = process.subprocess.Popen(["true"], env={}, stderr=errors)
    assert isinstance(began, subprocess.Popen)
    assert began.wait() == 0
