"""Results that are layers, as the API tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.layer import Layer
from layers.text import Text
from server.documents.jobs.status import moment
from server.exchange.answer import JSON
from server.exchange.language import say
from server.exchange.links import link, representations
from server.exchange.visit import Visit
from server.results.record import Record

RESULT_WORDS: Mapping[str, Text] = {
    "results": Text("Hasil sebagai lapisan", "Results as layers"),
    "about": Text(
        "Hasil analisis yang dijadikan lapisan, dengan asal-usulnya",
        "Results of analyses that became layers, and where they come from",
    ),
    "none": Text("Belum ada hasil yang menjadi lapisan.", "No result is a layer yet."),
    "layer": Text("Lapisan", "Layer"),
    "analysis": Text("Analisis", "Analysis"),
    "made": Text("Dihitung", "Computed"),
    "seconds": Text("Lama (detik)", "Took (seconds)"),
    "expires": Text("Disimpan sampai", "Kept until"),
    "kept": Text("disimpan terus", "kept for good"),
    "state": Text("Keadaan", "State"),
    "fresh": Text("sesuai dengan data sekarang", "agrees with the present data"),
    "stale": Text("datanya sudah berubah:", "the data have changed since:"),
    "used": Text("Lapisan yang dipakai (revisi)", "Layers used (revision)"),
    "software": Text("Perangkat lunak", "Software"),
    "trust": Text("Kepercayaan", "Trust"),
    "replay": Text("Ulangi dengan", "Repeat by"),
    "inputs": Text("Masukan", "Inputs"),
}


def result_document(record: Record, visit: Visit, now: Mapping[str, Layer]) -> dict[str, Any]:
    """Give the record of a result, and whether its layers have moved on since.

    Parameters
    ----------
    record
        The record.
    visit
        The request.
    now
        Every layer of the workspace by its id.
    """
    home = f"{visit.base_url}/results/{record.layer}"
    moved = record.moved(now)
    layer = now.get(record.layer)
    door = f"{visit.base_url}/collections/{record.layer}"
    return {
        "id": record.layer,
        "title": say(layer.title, visit.language) if layer else record.layer,
        "processID": record.process,
        "version": record.version,
        "jobID": record.job,
        "output": record.output,
        "inputs": dict(record.inputs),
        "layers": dict(record.used),
        "stale": bool(moved),
        "moved": moved,
        "made": moment(record.made),
        "seconds": record.seconds,
        "expires": moment(record.expires),
        "trust": record.trust,
        "software": dict(record.software),
        "replay": dict(record.replay),
        **({"rerun": record.rerun} if record.rerun else {}),
        "links": [
            *representations(home, visit.pairs, JSON, shown=visit.shown),
            link(door, "collection", JSON),
            link(f"{visit.base_url}/jobs/{record.job}", "via", JSON),
        ],
    }


def results_document(
    records: Sequence[Record], visit: Visit, now: Mapping[str, Layer]
) -> dict[str, Any]:
    """Give every result that is a layer."""
    here = f"{visit.base_url}/results"
    return {
        "results": [result_document(record, visit.bare(), now) for record in records],
        "links": representations(here, visit.pairs, JSON, shown=visit.shown),
    }
