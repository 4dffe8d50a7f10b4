"""OWSLib's client of OGC API Processes: lists, describes and runs, at once and as jobs."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager

import requests
from owslib.ogcapi.processes import Processes
from werkzeug.serving import make_server

from gis.processes import registry
from server.app import create_app
from server.config import ServerSettings
from server.jobs.desk import NAME, JobDesk

ASKED = {
    "nearest": {"point": [116.83, -1.26]},
    "coverage": {"facilities": "rs", "within": "3km"},
    "supply": {"facilities": "puskesmas"},
    "whatif": {"facilities": "puskesmas", "add": [[116.9, -1.2]]},
    "change": {"from": "2017", "to": "2024"},
    "composition": {},
    "conflicts": {},
    "suitability": {"facility": "puskesmas", "region": "64.71"},
    "exposure": {"hazard": "protected_areas"},
    "zoning": {"at": [116.83, -1.26], "activity": "A01"},
    "allowed": {"activity": "A01", "by": "regencies"},
    "activities": {},
    "indicator": {"indicator": "puskesmas_30min", "region": "64.71"},
    "kpis": {},
    "siting": {"facilities": "puskesmas", "n": 3, "mode": "straight", "within": "5km"},
    "potential": {"region": "64.71", "measures": "minutes_rs", "activities": "A01"},
    "invest": {"activity": "A27", "region": "64.71", "top": 3},
    "visit": {"point": [116.83, -1.26], "k": 3},
    "measure": {"line": [[116.83, -1.26], [116.9, -1.2]]},
    "buffer": {"point": [116.83, -1.26], "distance": "2km"},
    "reach": {"point": [116.83, -1.26], "within": "10min"},
    "effect": {"masterplan": "banjarbaru", "programme": "p4", "on": "2026-11-22"},
}
# All of them take minutes: `make faults` runs them.
NAMES = tuple(ASKED) if os.environ.get("PENYANGGA_SLOW_CLIENTS") else ("activities",)


@contextmanager
def client(workspace, folder):
    """A client of a workspace whose jobs are kept elsewhere."""
    app = create_app(ServerSettings(workspace, writers="local"))
    served = app.extensions["penyangga"]
    desk = JobDesk(served.settings, lambda: folder, served.layers)
    app.extensions[NAME] = desk
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Processes(f"http://127.0.0.1:{server.server_port}", timeout=300)
    finally:
        desk.close()
        server.shutdown()
        thread.join()


def finished(service, job_id, within_s):
    until = time.monotonic() + within_s
    while True:
        told = requests.get(f"{service.url}/jobs/{job_id}", timeout=60).json()
        if told["status"] not in ("accepted", "running"):
            return told
        assert time.monotonic() < until
        time.sleep(0.1)


def rounded(value):
    """Give plain data to nine digits: sums over threads differ in the last ones."""
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def same_everywhere(service, name, inputs, within_s=300):
    """Run at once, run as a job, and compare; give the answer."""
    described = service.process(name)
    now = service.execute(name, inputs)
    assert set(now) <= set(described["outputs"])
    job = service.execute(name, inputs, async_=True)
    told = finished(service, job["jobID"], within_s)
    assert told["status"] == "successful", told
    later = requests.get(f"{service.url}/jobs/{job['jobID']}/results", timeout=60).json()
    assert rounded(later) == rounded(now)
    return now["answer"]["value"]


def test_one_analysis_by_every_way(published, tmp_path):
    with client(published.path, tmp_path) as service:
        assert {one["id"] for one in service.processes()} == set(registry())
        inputs = {"point": [116.85, -1.25]}
        answer = same_everywhere(service, "nearest", inputs)
    assert answer == registry()["nearest"].run(published, inputs).to_dict()


def test_every_analysis_on_the_starter(starter_workspace, tmp_path):
    assert set(ASKED) == set(registry()), "each analysis has inputs here"
    with client(starter_workspace, tmp_path) as service:
        for name in NAMES:
            answer = same_everywhere(service, name, ASKED[name])
            assert answer["process"]["id"] == name
