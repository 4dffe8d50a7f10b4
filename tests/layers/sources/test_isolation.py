"""Isolation: what a reading process has lost, looked at from inside one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from layers.sources import isolation
from layers.sources.limits import Limits

INSIDE = """
import json, os, resource, socket, sys
from layers.sources import isolation
from layers.sources.limits import Limits
said = isolation.apply(Limits(memory_bytes=3 << 30, cpu_s=7, staging_bytes=1000))
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2).close()
    said["connected"] = True
except OSError:
    said["connected"] = False
kinds = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE")
said["limits"] = [resource.getrlimit(getattr(resource, k))[0] for k in kinds]
try:
    with open("big", "wb") as out:
        out.write(bytes(5000))
        out.flush()
    said["wrote"] = os.stat("big").st_size
except OSError:
    said["wrote"] = None
print(json.dumps(said))
"""


def inside(tmp_path, port: int) -> dict:
    import json

    done = subprocess.run(
        [sys.executable, "-c", INSIDE, str(port)],
        env=isolation.environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_limits_and_network(tmp_path):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as canary:
        said = inside(tmp_path, canary.getsockname()[1])
    assert said["limits"] == [3 << 30, 7, 1000, 0]
    assert said["wrote"] is None
    assert said["network"] in ("none", "proxy")
    assert said["connected"] == (said["network"] == "proxy")


def test_environment_carries_nothing_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    monkeypatch.setenv("OGR_SKIP", "GPKG")
    env = isolation.environment(tmp_path, ("NewDriver",))
    assert "SECRET_KEY" not in env
    assert "OGR_SKIP" not in env
    assert "NewDriver" in env["GDAL_SKIP"].split(",")
    assert env["TMPDIR"] == str(tmp_path)


def test_gdal_keeps_only_the_allowed_drivers(tmp_path):
    code = "import pyogrio; print(','.join(sorted(pyogrio.list_drivers())))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=isolation.environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "ESRI Shapefile,FlatGeobuf,GPKG,MEM"


@pytest.mark.parametrize(
    ("returncode", "code"),
    [
        (-signal.SIGXCPU, "too-slow"),
        (-signal.SIGKILL, "too-slow"),
        (-signal.SIGSEGV, "source-unreadable"),
        (1, "source-unreadable"),
    ],
)
def test_ends_have_words(returncode, code):
    got, sentence = isolation.describe_end(returncode, Limits())
    assert got == code
    assert os.sep not in sentence.id + sentence.en


@pytest.mark.parametrize("kind", isolation.DRIVERS)
def test_one_driver_is_left_for_a_kind(monkeypatch, kind):
    monkeypatch.setenv("GDAL_SKIP", "SomethingNew,GPKG")
    isolation.leave_only(kind)
    skipped = set(os.environ["GDAL_SKIP"].split(","))
    assert isolation.DRIVERS[kind] not in skipped
    others = {d for k, d in isolation.DRIVERS.items() if k != kind}
    assert skipped >= {"OGR_VRT", "GDALG", "HTTP", "SomethingNew", *others}
