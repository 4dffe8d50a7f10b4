"""Scenarios as documents: the list, one with its edits, its collections, a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from layers.text import Text
from server.documents.collections import extent
from server.exchange.answer import GEOJSON, JSON
from server.exchange.language import say
from server.exchange.links import Link, link, representations
from server.exchange.visit import Visit

if TYPE_CHECKING:
    from gis.scenarios.comparing import Comparison
    from gis.scenarios.moving import Moved
    from layers.catalog import Catalogue
    from layers.layer import Layer
    from layers.scenarios import Scenario

TITLE = Text("Skenario", "Scenarios")
WORDS = {
    "title": TITLE,
    "about": Text(
        "Suntingan atas wilayah ini, ditanya seperti wilayahnya sendiri: lapisan, petak, analisis.",
        "Edits of this region, asked like the region itself: layers, tiles, analyses.",
    ),
    "none": Text("Belum ada skenario.", "There are no scenarios yet."),
    "edits": Text("Suntingan", "Edits"),
    "no_edits": Text("Belum ada suntingan.", "No edits yet."),
    "parent": Text("Cabang dari", "Branch of"),
    "modified": Text("Diubah", "Changed"),
    "moved": Text("Dasarnya telah bergeser", "The baseline has moved"),
    "moved_about": Text(
        "Lapisan ini bukan lagi yang disunting; pindahkan skenario ke yang baru (rebase).",
        "These layers are no longer what was edited; take the scenario to the new ones (rebase).",
    ),
    "collections": Text("Lapisan yang disunting", "Edited layers"),
    "compare": Text("Bandingkan dengan keadaan sekarang", "Compare with how things stand"),
    "comparison": Text("Perbandingan", "Comparison"),
    "indicator": Text("Indikator", "Indicator"),
    "unit": Text("Satuan", "Unit"),
    "before": Text("Pertama", "First"),
    "after": Text("Kedua", "Second"),
    "gained": Text("Bertambah", "Gained"),
    "lost": Text("Berkurang", "Lost"),
    "most": Text("Paling berubah", "Change most"),
    "same": Text("Indikator yang sama", "Indicators that are the same"),
    "layers": Text("Lapisan", "Layers"),
    "added": Text("Ditambah", "Added"),
    "removed": Text("Dihapus", "Removed"),
    "changed": Text("Diubah", "Changed"),
    "cells": Text("nilai sel berbeda", "cells differ"),
}


def scenarios_document(scenarios: Iterable[Scenario], visit: Visit) -> dict[str, Any]:
    """Give the list of scenarios."""
    here = f"{visit.base_url}/scenarios"
    return {
        "scenarios": [_summary(one, visit) for one in scenarios],
        "links": representations(here, visit.pairs, JSON, shown=visit.shown),
    }


def _summary(scenario: Scenario, visit: Visit) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "title": say(scenario.title, visit.language),
        "titles": scenario.title.to_dict(),
        "parent": scenario.parent,
        "version": scenario.version,
        "created": scenario.created,
        "modified": scenario.modified,
        "numberOfEdits": len(scenario.edits),
        "links": scenario_links(scenario.id, visit.bare()),
    }


def scenario_links(scenario_id: str, visit: Visit) -> list[Link]:
    """Give the links of a scenario."""
    home = f"{visit.base_url}/scenarios/{scenario_id}"
    return [
        *representations(home, visit.pairs, JSON, shown=visit.shown),
        link(f"{home}/collections", "data", JSON),
        link(f"{home}/compare/baseline", "related", JSON),
        link(f"{visit.base_url}/scenarios", "collection", JSON),
    ]


def scenario_document(
    scenario: Scenario, base: Catalogue, moved: Moved, visit: Visit
) -> dict[str, Any]:
    """Give one scenario with its edits, each in words, and what has moved below it."""
    from gis.scenarios.telling import said

    words = {one.n: one.text for one in said(scenario, base)}
    edits = [
        {**edit, "text": say(words[edit["n"]], visit.language), "texts": words[edit["n"]].to_dict()}
        for edit in scenario.edits
    ]
    return {
        **_summary(scenario, visit),
        "pins": dict(scenario.pins),
        "edits": edits,
        "moved": moved.to_dict(),
        "links": scenario_links(scenario.id, visit),
    }


def layers_document(
    scenario_id: str, layers: Iterable[Layer], edited: Iterable[str], visit: Visit
) -> dict[str, Any]:
    """Give the collections of a scenario: those it edits, then the baseline's own."""
    home = f"{visit.base_url}/scenarios/{scenario_id}"
    mine = set(edited)
    listed = sorted(layers, key=lambda layer: layer.id not in mine)
    return {
        "collections": [
            layer_document(layer, scenario_id, visit, edited=layer.id in mine) for layer in listed
        ],
        "links": [link(f"{home}/collections", "self", JSON), link(home, "up", JSON)],
    }


def layer_document(layer: Layer, scenario_id: str, visit: Visit, *, edited: bool) -> dict[str, Any]:
    """Give one collection of a scenario."""
    home = f"{visit.base_url}/scenarios/{scenario_id}/collections/{layer.id}"
    links = [link(home, "self", JSON)]
    if layer.kind == "vector":
        links.append(link(f"{home}/items", "items", GEOJSON))
    if not edited:
        links.append(link(f"{visit.base_url}/collections/{layer.id}", "canonical", JSON))
    return {
        "id": layer.id,
        "title": say(layer.title, visit.language),
        "titles": layer.title.to_dict(),
        "kind": layer.kind,
        "edited": edited,
        "revision": layer.revision,
        "trust": layer.trust,
        "numberOfFeatures": layer.n_features if layer.kind == "vector" else None,
        "extent": extent(layer),
        "links": links,
    }


def comparison_document(found: Comparison, visit: Visit) -> dict[str, Any]:
    """Give a comparison."""
    told = found.to_dict()
    sides = (told["first"]["id"], told["second"]["id"])
    here = f"{visit.base_url}/scenarios/{sides[0]}/compare/{sides[1]}"
    return {**told, "links": representations(here, visit.pairs, JSON, shown=visit.shown)}
