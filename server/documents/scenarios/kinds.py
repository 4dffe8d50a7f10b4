"""Kinds of edits as a document: what each takes, with the codes that the layers there know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layers.text import Text
from server.documents.processes import input_description
from server.exchange.answer import JSON
from server.exchange.language import Language, say
from server.exchange.links import link
from server.exchange.visit import Visit

if TYPE_CHECKING:
    from gis.processes.process import Input
    from gis.scenarios.kinds import Kind
    from layers import Catalogue


def edits_document(
    scenario_id: str, edits: list[dict[str, Any]], catalogue: Catalogue, visit: Visit
) -> dict[str, Any]:
    """Give the edits of a scenario, and the kinds of edits that it takes."""
    # With them comes much that few requests need.
    from gis.scenarios.kinds import KINDS

    home = f"{visit.base_url}/scenarios/{scenario_id}"
    return {
        "edits": edits,
        "kinds": [_described(kind, catalogue, visit.language) for kind in KINDS.values()],
        "links": [link(f"{home}/edits", "self", JSON), link(home, "up", JSON)],
    }


def _described(kind: Kind, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """Give a kind of edit as the description of an analysis gives its inputs."""
    inputs = {spec.id: _known(kind, spec, catalogue) for spec in kind.inputs}
    return {
        "id": kind.id,
        "title": say(kind.title, language),
        "titles": kind.title.to_dict(),
        "inputs": {name: input_description(spec, language) for name, spec in inputs.items()},
        "more": list(kind.more),
    }


def _known(kind: Kind, spec: Input, catalogue: Catalogue) -> Input:
    """Give an input of a code with the codes that its usual layer knows."""
    if spec.id not in ("class", "code"):
        return spec
    layer_id = next(str(one.default) for one in kind.inputs if one.id == "layer")
    if layer_id not in catalogue:
        return spec
    from gis.scenarios.applying import zone_field

    layer = catalogue[layer_id].layer
    schema = layer.schema
    field = zone_field(layer.styling, schema.names) if spec.id == "code" else "class"
    codes = schema[field].codes if field in schema.names else None
    said = ((code, _led(code, text)) for code, text in (codes or {}).items())
    return replace(spec, choices=tuple(said) or spec.choices)


def _led(code: str, text: Text) -> Text:
    """Give the words of a code that is itself in use (R-2), led by it."""
    return Text(f"{code} · {text.id}", f"{code} · {text.en}") if code.upper() == code else text
