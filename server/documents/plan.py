"""Plan: what a layer of a spatial plan says of its regulation, revision, region and scale."""

from __future__ import annotations

from typing import Any

from layers.boundaries import known_regions
from layers.layer import Layer


def plan_of(layer: Layer) -> dict[str, Any] | None:
    """Give the plan of a layer, None for a layer of no plan.

    Returns
    -------
    dict or None
        `regulation`, `revision`, `region` (Kemendagri code) with `region_name` where it
        is known, and `scale` (n of 1:n), as far as they are told.
    """
    if not layer.plan:
        return None
    name = known_regions().names.get(str(layer.plan.get("region", "")))
    return {**layer.plan, **({"region_name": name} if name else {})}
