"""Criteria: what a site for an investment is scored by, as far as the layers are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.standards import facility_type
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# What a site is to be near, by car, in minutes that score nothing.
BY_CAR = {"pelabuhan": 120, "bandara": 120, "balai_kota": 90}
# What is to serve it, in a straight line, in kilometres that score nothing.
SERVING = {"gi": 20, "bts": 5, "ipam": 15}
MAIN_ROADS = "arterial|collector|toll"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Criteria and constraints to score with, and what was left out.

    Attributes
    ----------
    criteria, exclude
        As the analysis `suitability` takes them.
    minutes, metres
        Facility types that sites are told the way to.
    left_out
        What no layer gives.
    """

    criteria: tuple[str, ...]
    exclude: tuple[str, ...]
    minutes: tuple[str, ...]
    metres: tuple[str, ...]
    left_out: tuple[Text, ...]


def chosen_for(catalogue: Catalogue, facilities: str) -> Chosen:
    """Choose the criteria that the workspace has layers for.

    Parameters
    ----------
    catalogue
        Where the layers are.
    facilities
        Layer of facilities.
    """
    there = _types(catalogue, facilities)
    minutes = tuple(name for name in BY_CAR if name in there)
    metres = tuple(name for name in SERVING if name in there)
    criteria = [
        *(f"time:{facilities}.type={name}@car:0-{BY_CAR[name]}min:less" for name in minutes),
        *(f"distance:{facilities}.type={name}:0-{SERVING[name]}km:less" for name in metres),
    ]
    exclude, left_out = (
        [],
        [
            Text("tidak ada fasilitas berjenis ", "no facility of the type ")
            + facility_type(name).label
            for name in (*BY_CAR, *SERVING)
            if name not in there
        ],
    )
    if "roads" in catalogue:
        criteria.append(f"distance:roads.class={MAIN_ROADS}:0-2km:less*2")
    else:
        left_out.append(Text("tidak ada lapisan jalan", "no layer of roads"))
    if "slope" in catalogue:
        criteria.append("value:slope:2-15:less")
        exclude.append("slope>25")
    else:
        left_out.append(Text("tidak ada lapisan lereng", "no layer of slopes"))
    if "protected_areas" in catalogue:
        exclude.append("protected_areas")
    else:
        left_out.append(Text("tidak ada lapisan kawasan lindung", "no layer of protected areas"))
    return Chosen(tuple(criteria), tuple(exclude), minutes, metres, tuple(left_out))


def _types(catalogue: Catalogue, facilities: str) -> set[str]:
    if facilities not in catalogue:
        return set()
    layer = catalogue[facilities]
    return set(layer.read()["type"].astype(str)) if "type" in layer.layer.schema.names else set()
