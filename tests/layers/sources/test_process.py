"""The parent's side: a reading process is started, listened to, stopped and cleaned up after."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from layers.errors import CRSError, SourceError
from layers.sources import files, isolation, process
from layers.sources.limits import Limits

pytestmark = pytest.mark.cold

POINT = {"type": "Point", "coordinates": [116.8, -1.2]}
FEATURE = {"type": "Feature", "properties": {"a": 1}, "geometry": POINT}


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.geojson"
    path.write_text(json.dumps(FEATURE))
    return files.examine(path, Limits())


@pytest.fixture(autouse=True)
def no_folder_left(tmp_path, monkeypatch):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


def test_rows_come_back(source):
    heard = []
    staged = process.read_apart(source, {}, Limits(), lambda *step: heard.append(step))
    assert staged.frame["a"].tolist() == [1]
    assert staged.network in ("none", "proxy")
    assert heard[-1] == ("check", 4, 4)


def test_errors_keep_their_kind_and_code(source):
    with pytest.raises(CRSError) as caught:
        process.read_apart(source, {"crs": "EPSG:999999"}, Limits())
    assert caught.value.code == "crs-unknown"


def test_wall_clock(source):
    began = time.monotonic()
    with pytest.raises(SourceError) as caught:
        process.read_apart(source, {}, Limits(wall_s=1e-6))
    assert caught.value.code == "too-slow"
    assert time.monotonic() - began < 30


def instead(monkeypatch, code: str) -> None:
    """Let the reading process run other code than its own."""

    def environment(folder, more_skipped=()):
        place = Path(folder) / "fake" / "layers" / "sources"
        place.mkdir(parents=True)
        (place / "__init__.py").touch()
        (place.parent / "__init__.py").touch()
        (place / "child.py").write_text(code)
        return {"PATH": os.defpath, "PYTHONPATH": str(Path(folder) / "fake")}

    monkeypatch.setattr(isolation, "environment", environment)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (f"import os; os.kill(os.getpid(), {signal.SIGSEGV})", "source-unreadable"),
        (f"import os; os.kill(os.getpid(), {signal.SIGXCPU})", "too-slow"),
        ("raise SystemExit(1)", "source-unreadable"),
        ("import sys; open(sys.argv[1] + '/report.json', 'w').write('{')", "source-unreadable"),
    ],
)
def test_a_reader_that_breaks(source, monkeypatch, code, word):
    instead(monkeypatch, code)
    with pytest.raises(SourceError) as caught:
        process.read_apart(source, {}, Limits())
    assert caught.value.code == word


def test_noise_on_standard_output_is_ignored(source, monkeypatch):
    noise = "import sys; sys.stdout.write('GDAL says\\n' + 'x' * 300000 + '\\n[1]\\n')"
    instead(monkeypatch, noise)
    heard = []
    with pytest.raises(SourceError):
        process.read_apart(source, {}, Limits(), lambda *step: heard.append(step))
    assert heard == []


def test_what_the_reader_started_dies_with_it(source, monkeypatch, tmp_path):
    pid_file = tmp_path / "pid"
    code = (
        "import os, time\n"
        "pid = os.fork()\n"
        f"open({str(pid_file)!r}, 'a').write(f'{{os.getpid()}} ')\n"
        "time.sleep(60)\n"
    )
    instead(monkeypatch, code)
    with pytest.raises(SourceError):
        process.read_apart(source, {}, Limits(wall_s=2.5))
    pids = [int(p) for p in pid_file.read_text().split()]
    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    """Say whether a process still runs; one waiting to be reaped does not."""
    for _ in range(1500):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True


def test_a_stopped_parent_stops_the_reader(source, monkeypatch):
    instead(
        monkeypatch,
        'import time; print(\'{"step": "read", "done": 1, "total": 2}\', flush=True); time.sleep(60)',
    )

    def interrupt(*_step):
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        process.read_apart(source, {}, Limits(), interrupt)
    assert time.monotonic() - began < 30


def test_deafness():
    assert process.deaf("read", 1, 2) is None
