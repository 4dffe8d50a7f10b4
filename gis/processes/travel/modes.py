"""Modes as a process asks for them: straight, by a mode of travel, or by boat."""

from __future__ import annotations

from gis.processes.process import Holds, Input
from layers.infrastructure.travel import modes
from layers.schema import Text

STRAIGHT = "straight"
# On foot, and by whatever boat takes people on.
BOAT = "boat"
# Layers that are taken, where they are there, under another name than the input's.
USUAL = {"land": "provinces"}
_HELD: dict[str, Holds] = {
    "roads": "lines",
    "turns": "features",
    "waterways": "lines",
    "land": "polygons",
}
# An ambulance comes; people go.
COMING: tuple[str, ...] = ("ambulance",)


def mode_choices() -> tuple[tuple[str, Text], ...]:
    """Give the ways to measure reach: straight, and by each mode of travel."""
    straight = (STRAIGHT, Text("Garis lurus", "Straight line"))
    return (straight, *((found.id, found.title) for found in modes().values()))


def travel_choices() -> tuple[tuple[str, Text], ...]:
    """Give the ways to measure reach: straight, by each mode of travel, and by boat."""
    return (*mode_choices(), (BOAT, Text("Jalan kaki dan perahu", "On foot and by boat")))


def mode_input() -> Input:
    """Declare the input that says how reach is measured."""
    codes = ", ".join(code for code, _ in travel_choices())
    return Input(
        "mode",
        Text("Cara bepergian", "Mode of travel"),
        "choice",
        Text(f"Cara menempuhnya: {codes}", f"How people travel: {codes}"),
        choices=travel_choices(),
        default=STRAIGHT,
        quiet=True,
    )


def travel_inputs() -> tuple[Input, ...]:
    """Declare what a time of travel is found on: roads, forbidden turns, waters, the month."""
    return (
        _layer_input(
            "roads",
            Text("Jalan", "Roads"),
            Text("Lapisan jalan untuk waktu tempuh", "Layer of roads for times of travel"),
        ),
        _layer_input(
            "turns",
            Text("Larangan belok", "Turn restrictions"),
            Text("Lapisan larangan belok, bila ada", "Layer of turn restrictions, if there is one"),
        ),
        _layer_input(
            "waterways",
            Text("Perairan", "Waterways"),
            Text(
                "Lapisan sungai dan penyeberangan, bila ada; dermaga dari lapisan fasilitas",
                "Layer of rivers and ferries, if there is one; jetties from the facility layer",
            ),
        ),
        _layer_input(
            "land",
            Text("Daratan", "Land"),
            Text(
                "Lapisan daratan, bila ada: di luarnya laut, yang tidak diseberangi jalan kaki",
                "Layer of land, if there is one: around it is the sea, which nobody walks across",
            ),
        ),
        Input(
            "month",
            Text("Bulan", "Month"),
            "integer",
            Text(
                "Bulan 1-12: sungai yang tertutup karena air surut tidak dilalui",
                "Month 1-12: rivers closed by low water are not used",
            ),
            minimum=1,
            maximum=12,
        ),
    )


def _layer_input(name: str, title: Text, description: Text) -> Input:
    usual = USUAL.get(name, name)
    theme = "boundaries" if name in USUAL else name
    return Input(
        name,
        title,
        "layer",
        description,
        default=usual,
        theme=theme,
        quiet=True,
        holds=_HELD[name],
    )
