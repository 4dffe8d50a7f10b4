"""Preparing: what questions by time of travel need of a region, made before anybody asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gis.errors import InputError
from gis.processes.travel.modes import STRAIGHT, USUAL, travel_choices, travel_inputs
from gis.processes.travel.networks import travel_for
from gis.processes.travel.people import grid_in, people_of, people_on
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

MODES = ("car", "walk", "boat")
PEOPLE = ("districts", "population")
# Without these nothing can be prepared; by boat, waterways with them.
NEEDED = (*PEOPLE, "roads", "facilities")


def missing_for(catalogue: Catalogue, mode: str) -> list[str]:
    """Name the layers that are not there, but that a mode needs."""
    needed = (*NEEDED, "waterways") if mode == "boat" else NEEDED
    return [layer_id for layer_id in needed if layer_id not in catalogue]


def prepare_travel(catalogue: Catalogue, mode: str) -> None:
    """Compile the network of a mode, count people by cell and put them on it.

    The catalogue keeps all of it by the revisions of the layers, so that questions that
    follow take what is there. What was made before is left as it is.

    Parameters
    ----------
    catalogue
        A region with the layers of `missing_for`.
    mode
        Of `gis.processes.travel.travel_choices`, but straight.

    Raises
    ------
    NoAnswerError
        `no-network`, if the mode can use none of the roads.
    """
    travel = travel_for(catalogue, _usual(mode))
    people = people_of(catalogue, *PEOPLE)
    people_on(catalogue, travel, people, list(PEOPLE))
    grid_in(catalogue, people, list(PEOPLE))


def require_modes(modes: Sequence[str]) -> None:
    """Refuse what is no mode of travel.

    Raises
    ------
    InputError
        Naming the modes there are.
    """
    known = [mode for mode, _ in travel_choices() if mode != STRAIGHT]
    strange = [mode for mode in modes if mode not in known]
    if strange:
        raise InputError.of(
            [
                (
                    "mode",
                    Text(
                        f"{', '.join(strange)} bukan cara bepergian; yang ada {', '.join(known)}",
                        f"{', '.join(strange)} is no mode of travel; there are {', '.join(known)}",
                    ),
                )
            ]
        )


def _usual(mode: str) -> dict[str, Any]:
    """Give the inputs of a question by a mode that names nothing else."""
    given = {spec.id: spec.default for spec in travel_inputs()}
    given |= {name: given[name] or USUAL[name] for name in USUAL}
    return given | {"mode": mode, "layer": "facilities"}
