"""Jobs as the API tells of them: one status, or a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from layers.text import Text
from server.exchange.answer import JSON
from server.exchange.language import Language, say
from server.exchange.links import Link, address, link, representations, with_parameter
from server.exchange.visit import Visit
from server.jobs.job import Job, Status

RESULTS_REL = "http://www.opengis.net/def/rel/ogc/1.0/results"
JOBS_REL = "http://www.opengis.net/def/rel/ogc/1.0/job-list"
STATES: Mapping[Status, Text] = {
    "accepted": Text("menunggu", "waiting"),
    "running": Text("berjalan", "running"),
    "successful": Text("selesai", "done"),
    "failed": Text("gagal", "failed"),
    "dismissed": Text("dibatalkan", "dismissed"),
}
WORDS: Mapping[str, Text] = {
    "jobs": Text("Pekerjaan", "Jobs"),
    "about": Text(
        "Analisis yang berjalan terus setelah diminta, dan hasilnya selama disimpan",
        "Analyses that go on after they were asked for, and their results while they are kept",
    ),
    "none": Text("Belum ada pekerjaan.", "There is no job yet."),
    "job": Text("Pekerjaan", "Job"),
    "analysis": Text("Analisis", "Analysis"),
    "status": Text("Status", "Status"),
    "progress": Text("Kemajuan", "Progress"),
    "created": Text("Diminta", "Asked for"),
    "finished": Text("Selesai", "Finished"),
    "expires": Text("Disimpan sampai", "Kept until"),
    "step": Text("Langkah", "Step"),
    "takes": Text("Lama", "Takes"),
    "message": Text("Keterangan", "Message"),
    "results": Text("Hasil", "Results"),
    "whole": Text("Seluruh jawaban", "The whole answer"),
    "inputs": Text("Masukan", "Inputs"),
    "scenario": Text("Skenario", "Scenario"),
    "record": Text("asal-usul", "where it is from"),
    "layers": Text("Hasil yang menjadi lapisan", "Results that are layers"),
    "used": Text("Lapisan yang dipakai (revisi)", "Layers used (revision)"),
}


JOINED = Text(
    "menunggu jawaban pekerjaan yang sama, yang sudah berjalan",
    "waits for the answer of an equal job that is under way",
)


def moment(seconds: float | None) -> str | None:
    """Give a time as RFC 3339 in UTC.

    Examples
    --------
    >>> moment(0.5)
    '1970-01-01T00:00:00.500Z'
    """
    if seconds is None:
        return None
    told = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")


def job_document(
    job: Job, visit: Visit, now: float, layers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Give how a job stands.

    Parameters
    ----------
    job
        The job.
    visit
        The request.
    now
        Seconds since 1970.
    layers
        Output → the layer that it is.
    """
    home = f"{visit.base_url}/jobs/{job.id}"
    document = {
        "jobID": job.id,
        "processID": job.process,
        "type": "process",
        "status": job.status,
        "message": message(job, visit.language),
        "progress": job.progress(now),
    }
    times = ("created", "started", "finished", "updated", "expires")
    document |= {name: told for name in times if (told := moment(getattr(job, name)))}
    if job.status in ("accepted", "running") and job.estimate_s is not None:
        document["estimatedSeconds"] = round(job.estimate_s, 1)
    if job.scenario is not None:
        document["scenario"] = scenario_of(job.scenario, visit.language)
    if job.failure is not None:
        document["code"] = job.failure.code
    if job.parts:
        held = layers or {}
        document["outputs"] = [
            {"name": part.name, "mediaType": part.media, "bytes": part.size}
            | ({"collection": held[part.name]} if part.name in held else {})
            for part in job.parts
        ]
        document["layers"] = dict(job.used)
    return {**document, "links": [*_links(job, visit, home), *_doors(layers or {}, visit)]}


def scenario_of(told: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Give what is told of the scenario that a job or a result is of."""
    title = say(Text.of(told["title"]), language)
    return {"id": told["id"], "title": title, "version": told["version"]}


def message(job: Job, language: Language) -> str:
    """Say in one sentence how a job stands."""
    if job.failure is not None:
        return say(job.failure.detail, language)
    if job.status == "running" and job.step is not None:
        return say(job.step, language)
    if job.status == "accepted" and job.same_as is not None:
        return say(JOINED, language)
    return say(STATES[job.status], language)


def _links(job: Job, visit: Visit, home: str) -> list[Link]:
    links = representations(home, visit.pairs, JSON, shown=visit.shown)
    if job.status == "successful":
        links.append(link(f"{home}/results", RESULTS_REL, JSON))
        links += [
            link(f"{home}/results/{part.name}", "item", part.media, part.name) for part in job.parts
        ]
    links.append(link(f"{visit.base_url}/processes/{job.process}", "up", JSON))
    if job.scenario is not None:
        links.append(link(f"{visit.base_url}/scenarios/{job.scenario['id']}", "related", JSON))
    return links


def _doors(layers: Mapping[str, str], visit: Visit) -> list[Link]:
    """Give the collections that outputs are."""
    home = f"{visit.base_url}/collections"
    return [link(f"{home}/{one}", "collection", JSON, name) for name, one in layers.items()]


def jobs_document(
    jobs: Sequence[Job], matched: int, visit: Visit, now: float, page: tuple[int, int]
) -> dict[str, Any]:
    """Give a page of jobs.

    Parameters
    ----------
    jobs
        Those of this page.
    matched
        How many there are.
    visit
        The request.
    now
        Seconds since 1970.
    page
        The first of them, and how many a page holds.
    """
    here = f"{visit.base_url}/jobs"
    links = representations(here, visit.pairs, JSON, shown=visit.shown)
    offset, limit = page
    for rel, first in (("next", offset + limit), ("prev", max(0, offset - limit))):
        if first < matched if rel == "next" else offset > 0:
            pairs = with_parameter(visit.pairs, "offset", str(first) if first else None)
            media = JSON if visit.shown == "json" else "text/html"
            links.append(link(address(here, pairs), rel, media))
    return {
        "jobs": [job_document(job, visit.bare(), now) for job in jobs],
        "numberMatched": matched,
        "numberReturned": len(jobs),
        "links": links,
    }
