"""Results that are layers, as the API tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.layer import Layer
from layers.text import Text
from server.documents.collections import LEGEND_REL, MAP_TILESETS_REL, TILESETS_REL
from server.documents.jobs.status import moment, scenario_of
from server.exchange.answer import GEOJSON, JSON
from server.exchange.language import say
from server.exchange.links import Link, link, representations
from server.exchange.visit import Visit
from server.results.record import Record

RESULT_WORDS: Mapping[str, Text] = {
    "results": Text("Hasil sebagai lapisan", "Results as layers"),
    "about": Text(
        "Hasil analisis yang dijadikan lapisan, dengan asal-usulnya",
        "Results of analyses that became layers, and where they come from",
    ),
    "none": Text("Belum ada hasil yang menjadi lapisan.", "No result is a layer yet."),
    "scenario": Text("Skenario", "Scenario"),
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


def result_document(
    record: Record, moved: Sequence[str], visit: Visit, now: Mapping[str, Layer]
) -> dict[str, Any]:
    """Give the record of a result, and whether its layers have moved on since.

    Parameters
    ----------
    record
        The record.
    moved
        What has changed of that which it was made of.
    visit
        The request.
    now
        Every layer of the workspace by its id.
    """
    home = f"{visit.base_url}/results/{record.layer}"
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
        **({"scenario": scenario_of(record.scenario, visit.language)} if record.scenario else {}),
        **({"rerun": record.rerun} if record.rerun else {}),
        **({"awaits": list(record.awaits)} if record.wanted else {}),
        "links": [
            *representations(home, visit.pairs, JSON, shown=visit.shown),
            *collection_links(door, record.layer, layer, visit.base_url),
            link(f"{visit.base_url}/jobs/{record.job}", "via", JSON),
        ],
    }


def collection_links(door: str, layer_id: str, layer: Layer | None, base_url: str) -> list[Link]:
    """Give where the layer of a result is to be had: itself, its features, tiles and legend."""
    links = [link(door, "collection", JSON)]
    if layer is None:
        return links
    if layer.kind == "raster":
        return [
            *links,
            link(f"{door}/map/tiles", MAP_TILESETS_REL, JSON),
            link(f"{door}/map/legend", LEGEND_REL, JSON),
        ]
    return [
        *links,
        link(f"{door}/items", "items", GEOJSON),
        link(f"{door}/tiles", TILESETS_REL, JSON),
        link(f"{base_url}/styles/{layer_id}/legend", LEGEND_REL, JSON),
    ]


def results_document(
    records: Sequence[Record],
    moved: Mapping[str, Sequence[str]],
    visit: Visit,
    now: Mapping[str, Layer],
) -> dict[str, Any]:
    """Give every result that is a layer; `moved` says what has changed since, by layer."""
    here = f"{visit.base_url}/results"
    return {
        "results": [
            result_document(record, moved.get(record.layer, ()), visit.bare(), now)
            for record in records
        ],
        "links": representations(here, visit.pairs, JSON, shown=visit.shown),
    }
