"""Whether two services give the same features for the same boxes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from services import Service
from verdict import Agreement

TOLERANCE_DEGREES = 1e-9
TOLERANCE_NUMBER = 1e-12


def compare(
    mine: Service,
    other: Service,
    whole: Sequence[tuple[str, str]],
    counted: Sequence[tuple[str, str]],
    *,
    beside: Sequence[str] = (),
) -> Agreement:
    """Compare the answers of two services to pairs of addresses, ours first.

    Parameters
    ----------
    mine, other
        The services.
    whole
        Pages that hold every match: the features must be equal, whatever their order.
    counted
        Pages cut by the limit: `numberMatched` must be equal (which features come
        first is each service's own choice).
    beside
        Properties that only the other service gives: what ours tells elsewhere.
    """
    n_features = 0
    for left, right in whole:
        a, b = json.loads(mine.get(left)), json.loads(other.get(right))
        for feature in b["features"]:
            for name in beside:
                feature["properties"].pop(name, None)
        fault = _fault(a, b)
        if fault:
            return Agreement(equal=False, how=f"{left}: {fault}")
        n_features += len(a["features"])
    for left, right in counted:
        here, there = (
            json.loads(service.get(path))["numberMatched"]
            for service, path in ((mine, left), (other, right))
        )
        if here != there:
            return Agreement(equal=False, how=f"{left}: {here} matched here, {there} there")
    how = f"{n_features:,} features of {len(whole)} boxes; counts of {len(counted)} more"
    return Agreement(equal=n_features > 0, how=how)


def _fault(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    if len(a["features"]) != a["numberMatched"]:
        return f"not a whole answer: {len(a['features'])} of {a['numberMatched']}"
    ours = {int(feature["id"]): feature for feature in a["features"]}
    theirs = {int(feature["id"]): feature for feature in b["features"]}
    if ours.keys() != theirs.keys():
        return f"ids {sorted(ours.keys() ^ theirs.keys())[:5]} are in one answer only"
    faults = (feature_fault(ours[i], theirs[i]) for i in ours)
    return next((fault for fault in faults if fault), "")


def feature_fault(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    """Say how two GeoJSON features differ ("" when they are the same)."""
    if int(a.get("id", -1)) != int(b["id"]):
        return f"{b['id']} is missing"
    if not same_geometry(a["geometry"], b["geometry"]):
        return f"geometry of {a['id']} differs"
    if a["properties"].keys() != b["properties"].keys():
        return f"properties of {a['id']} have other names"
    for name, value in a["properties"].items():
        if not same_value(value, b["properties"][name]):
            return f"{name} of {a['id']}: {value!r} here, {b['properties'][name]!r} there"
    return ""


def same_geometry(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Say whether two GeoJSON geometries have the same type, shape and vertices."""
    if a["type"] != b["type"]:
        return False
    left, right = np.array(a["coordinates"]), np.array(b["coordinates"])
    if left.shape != right.shape:
        return False
    return bool(np.allclose(left, right, rtol=0.0, atol=TOLERANCE_DEGREES))


def same_value(a: Any, b: Any) -> bool:
    """Say whether two values are the same; OGR writes dates as 2024/01/31."""
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= TOLERANCE_NUMBER * max(abs(a), abs(b), 1.0)
    if isinstance(a, str) and isinstance(b, str):
        return a in (b, b.replace("/", "-"))
    return a is b
