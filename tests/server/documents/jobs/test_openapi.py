"""What the API document says of jobs."""

from __future__ import annotations

import json

from server.documents.jobs.openapi import JOB_PARAMETERS, JOB_SCHEMAS, job_paths
from server.documents.openapi_parts import PARAMETERS, SCHEMAS


def test_every_reference_leads_somewhere():
    text = json.dumps([job_paths("en"), JOB_SCHEMAS])
    for kind, held in (
        ("parameters", PARAMETERS | JOB_PARAMETERS),
        ("schemas", SCHEMAS | JOB_SCHEMAS),
    ):
        named = {part.split('"')[0] for part in text.split(f"#/components/{kind}/")[1:]}
        assert named
        assert named <= held.keys()


def test_running_is_answered_at_once_or_by_a_job():
    paths = job_paths("id")
    answers = paths["/processes/{processId}/execution"]["post"]["responses"]
    assert {"200", "201", "204", "422"} <= answers.keys()
    assert "Location" in answers["201"]["headers"]
    assert paths["/jobs"]["get"]["summary"] == "Pekerjaan"
    assert "304" not in paths["/jobs/{jobId}"]["delete"]["responses"]
