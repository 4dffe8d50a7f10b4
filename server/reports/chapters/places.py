"""Places: the profile of the area with its districts, and where activities take place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from server.reports.blocks import Block, chapter, figure, table, text
from server.reports.chapters.potential import potential
from server.reports.drawing.maps import Mark, Theme, map_of
from server.reports.speech import NOTHING, Speech

Document = Mapping[str, Any]


def stamp(answer: Mapping[str, Any], document: Document, speech: Speech) -> str:
    """Say what a picture is worth, what it was made of, and when."""
    told = "; ".join(
        speech.word(
            "source_layer",
            layer=one["layer"],
            revision=one["revision"],
            date=one["data_date"] or NOTHING,
        )
        for one in answer["inputs"]
    )
    return speech.word(
        "stamp",
        trust=speech.trust(answer["trust"]).upper(),
        sources=told,
        on=speech.day(document["on"]),
    )


def unit_numbers(document: Document) -> dict[str, str]:
    """Give the number that each district has on maps, by its code."""
    places = document["geography"]
    return {} if places is None else {u["code"]: str(n) for n, u in enumerate(places["units"], 1)}


def value_map(
    document: Document,
    answer: Mapping[str, Any],
    title: str,
    speech: Speech,
) -> list[Block]:
    """Give the map of an answer's values by district; nothing where none can be drawn."""
    places = document["geography"]
    values = {row["code"]: row["value"] for row in answer["rows"]}
    if places is None or not any(v is not None for v in values.values()):
        return []
    told = stamp(answer, document, speech)
    drawn = map_of(places, Theme(title, values, stamp=told), speech)
    names = {unit["code"]: unit["name"] for unit in places["units"]}
    ends = sorted((v, names.get(c, c)) for c, v in values.items() if v is not None)
    alt = f"{title}: " + "; ".join(
        f"{name} {speech.number(v)}" for v, name in dict.fromkeys((ends[0], ends[-1]))
    )
    return [figure(f"{title}. {told}", alt, drawn)]


def profile(document: Document, speech: Speech) -> dict[str, Any]:
    """Describe the area: its districts with area and people."""
    found = document["profile"]["density"]
    if "reason" in found:
        blocks = [text(speech.word("why_none", reason=speech.text(found["reason"])))]
        return chapter(speech.word("profile"), blocks)
    total, numbers = found["total"], unit_numbers(document)
    lead = speech.word(
        "profile_lead",
        people=speech.number(total["part"], 0),
        area=speech.number(total["whole"], 0),
        density=speech.number(total["value"], 2),
    )
    rows = [
        [
            numbers.get(row["code"], NOTHING),
            row["code"],
            row["name"],
            speech.number(row["whole"], 0),
            speech.number(row["part"], 0),
            speech.number(row["value"], 2),
        ]
        for row in found["rows"]
    ]
    together = ["", "", speech.word("all_together")]
    together += [
        speech.number(total[key], n) for key, n in (("whole", 0), ("part", 0), ("value", 2))
    ]
    heads = [
        speech.word(key) for key in ("number", "code", "district", "area_ha", "people", "density")
    ]
    title = f"{speech.word('map_density')} ({speech.text(found['measure'])})"
    return chapter(
        speech.word("profile"),
        [
            text(lead, "lead"),
            *value_map(document, found, title, speech),
            table(
                speech.word("profile_table"),
                heads,
                [*rows, together],
                widths=(0.5, 0.9, 2.4, 1.2, 1.2, 1.0),
                right=(3, 4, 5),
            ),
            *potential(document, numbers, speech),
        ],
    )


def activities(document: Document, speech: Speech) -> dict[str, Any]:
    """Say where activities take place, on a map and in a table."""
    plan, places = document["plan"], document["geography"]
    title = speech.word("activities")
    if not plan["activities"]:
        return chapter(title, [text(speech.word("nothing_here"))])
    names = {} if places is None else {unit["code"]: unit["name"] for unit in places["units"]}
    rows = [
        [
            one["id"],
            speech.text(one["name"]),
            _place(one, names, speech),
            "; ".join(speech.text(out) for out in one["outputs"]) or NOTHING,
        ]
        for one in plan["activities"]
    ]
    heads = [speech.word(key) for key in ("id", "activity", "where", "outputs")]
    listed = table(speech.word("activities_table"), heads, rows, widths=(0.7, 2.4, 2.6, 2.0))
    return chapter(title, [*_activity_map(document, speech), listed])


def _activity_map(document: Document, speech: Speech) -> list[Block]:
    plan, places = document["plan"], document["geography"]
    if places is None:
        return []
    known = {unit["code"] for unit in places["units"]}
    meant: dict[str, list[str]] = {}
    marks: list[Mark] = []
    for one in plan["activities"]:
        marks += [Mark((at[0], at[1]), one["id"]) for at in _points(one)]
        for code in _codes(one):
            # A village lies in the district that its code begins with.
            if code[:8] in known:
                meant.setdefault(code[:8], []).append(one["id"])
    title = speech.word("activities_map")
    drawn = map_of(
        places,
        Theme(title, meant=frozenset(meant), marks=marks, stamp=speech.day(document["on"])),
        speech,
    )
    names = {unit["code"]: unit["name"] for unit in places["units"]}
    told = [f"{names[code]}: {', '.join(ids)}" for code, ids in sorted(meant.items())]
    return [figure(title, "; ".join((title, *told)), drawn)]


def _points(activity: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    """Give the points that an activity names: its own place, and those of its edits."""
    location = activity["location"] or {}
    candidates = [location.get("ref")] if location.get("kind") == "point" else []
    candidates += [edit.get("at") for edit in activity["edits"]]
    for at in candidates:
        if isinstance(at, list | tuple) and len(at) == 2:
            yield float(at[0]), float(at[1])


def _codes(activity: Mapping[str, Any]) -> list[str]:
    location = activity["location"] or {}
    if location.get("kind") not in ("region", "kecamatan", "kelurahan"):
        return []
    ref = location["ref"]
    return [str(one) for one in (ref if isinstance(ref, list) else [ref])]


def _place(activity: Mapping[str, Any], names: Mapping[str, str], speech: Speech) -> str:
    """Say where an activity takes place."""
    location = activity["location"] or {}
    told = [f"{names.get(code, '')} ({code})".strip() for code in _codes(activity)]
    if location.get("kind") == "region":
        told = [f"{speech.word('whole_region')} ({', '.join(_codes(activity))})"]
    if location.get("kind") == "layer":
        told.append(speech.word("layer_place", id=location["ref"]))
    if location.get("kind") == "geojson":
        told.append(speech.word("shapes"))
    told += [
        f"({speech.number(lon, 4)}; {speech.number(lat, 4)})" for lon, lat in _points(activity)
    ]
    if activity["edits"]:
        told.append(speech.word("n_edits", n=len(activity["edits"])))
    return ", ".join(told) or NOTHING
