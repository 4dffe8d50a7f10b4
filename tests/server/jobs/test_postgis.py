"""A job on a workspace in PostGIS: the same answer, and no password in what its process is given."""

from __future__ import annotations

import json

from gis.processes import registry
from server.config import ServerSettings
from server.jobs.desk import JobDesk

INPUTS = {"point": "116.85,-1.25"}


def test_a_job_asks_the_database(tiny_postgis, postgres):
    schema = tiny_postgis.store._schema
    url = postgres.address("region", schema=schema)
    settings = ServerSettings(url, folder=tiny_postgis.path)
    desk = JobDesk(
        settings, lambda: tiny_postgis.path, lambda: {one.id: one for one in tiny_postgis.layers()}
    )
    try:
        process = registry()["nearest"]
        job = desk.wait(desk.submit(process, {"inputs": INPUTS}).id, 60)
        assert job.status == "successful", job.failure
        kept, folders = desk.kept(job)
        told = json.loads(folders.file(kept.id, kept.part("answer")).read_bytes())
        assert told == process.run(tiny_postgis, INPUTS).to_dict()
        written = [file.read_bytes() for file in folders.path(job.id).rglob("*") if file.is_file()]
        assert not any(b"postgresql:" in text for text in written)
    finally:
        desk.close()
