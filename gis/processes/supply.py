"""The process `supply`: capacity shared among the people in reach, and how evenly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from gis.access.boating import ChainWays
from gis.access.catchments import SOURCES, Method
from gis.access.supply import zones
from gis.errors import InputError
from gis.processes.answer import Outcome
from gis.processes.coverage import coverage_process, require_people
from gis.processes.facilities import read_facilities, type_labels
from gis.processes.limits import Limits, time_text
from gis.processes.process import Input, Process
from gis.processes.sharing.capacity import STANDARD_CHOICES, capacities
from gis.processes.sharing.reckoning import Question, Sharing, share_out
from gis.processes.sharing.rows import equity, facility_table, gap_features, gap_rows, unit_table
from gis.processes.travel import ACCESS_LIMIT_M, STRAIGHT, travel_choices, travel_inputs
from gis.processes.travel.remarks import nobody, remarks
from gis.processes.units import units_of
from layers.schema import Text
from layers.text import figure

if TYPE_CHECKING:
    from layers.catalog import Catalogue

METHODS: Mapping[str, Text] = {
    "2sfca": Text("Dua langkah (2SFCA)", "Two-step (2SFCA)"),
    "e2sfca": Text("Dua langkah berzona waktu (E2SFCA)", "Enhanced two-step (E2SFCA)"),
    "3sfca": Text("Tiga langkah (3SFCA)", "Three-step (3SFCA)"),
    "bfca": Text("Berimbang (BFCA)", "Balanced (BFCA)"),
}
CITED: Mapping[str, str] = {
    "2sfca": "Luo & Wang 2003",
    "e2sfca": "Luo & Qi 2009",
    "3sfca": "Wan, Zou & Sternberg 2012",
    "bfca": "Páez, Higgins & Vivona 2019",
}
# Where the number of people that one unit of capacity is enough for comes from.
ENOUGH_TEXTS: Mapping[str, Text] = {
    "given": Text("seperti yang diminta", "as asked for"),
    "people": Text("satu tempat untuk satu orang", "one place for one person"),
    "mean": Text(
        "rata-rata: semua penduduk dibagi kapasitas yang terjangkau; bukan standar",
        "the mean: all people by the capacity within reach of somebody; not a standard",
    ),
}


AFLOAT = Text(
    "Sungai dan penyeberangan disambung dengan jalan di dermaga (naik perahu dan menunggu "
    "dihitung). ",
    "Rivers and ferries are joined to roads at jetties (boarding and waiting are counted). ",
)


def supply_process() -> Process:
    """Declare the process."""
    shared = {spec.id: spec for spec in coverage_process().inputs}
    return Process(
        id="supply",
        version="1.1.0",
        title=Text("Daya tampung dan pemerataan", "Capacity and equity"),
        description=Text(
            "Apakah kapasitas fasilitas cukup bagi orang yang dapat mencapainya, fasilitas mana "
            "yang terlalu penuh, dan seberapa merata kapasitas itu di dalam dan antar wilayah.",
            "Whether the capacity of facilities is enough for the people who can reach them, which "
            "facilities are too crowded, and how evenly it is shared within and between units.",
        ),
        inputs=(
            shared["facilities"],
            *_reach(shared["within"], shared["mode"]),
            *_capacity(),
            *(shared[name] for name in ("by", "region", "population")),
            *travel_inputs(),
            shared["layer"],
        ),
        function=_run,
        references=(
            "Luo and Wang (2003), 2SFCA; Luo and Qi (2009), E2SFCA and its zone weights",
            "Wan, Zou and Sternberg (2012), 3SFCA; Páez, Higgins and Vivona (2019), BFCA",
            "Gini (1912); Theil (1967); Palma (2011)",
        ),
        command="supply",
        outputs={
            "units": Text("Wilayah dengan kapasitas per orang", "Units with capacity per person"),
            "facilities": Text("Fasilitas dan bebannya", "Facilities and their load"),
            "gaps": Text("Kekurangan, yang terbesar lebih dulu", "Shortages, the largest first"),
        },
    )


def _reach(within: Input, mode: Input) -> tuple[Input, ...]:
    """Declare how far people go, by what, and how capacity is shared among them."""
    travelled = tuple((code, label) for code, label in travel_choices() if code != STRAIGHT)
    codes = ", ".join(code for code, _ in travelled)
    return (
        replace(
            within,
            title=Text("Waktu tempuh", "Time of travel"),
            description=Text("Satu batas waktu, mis. 30min", "One limit of time, e.g. 30min"),
            default="30min",
        ),
        replace(
            mode,
            description=Text(f"Cara bepergian: {codes}", f"How people travel: {codes}"),
            choices=travelled,
            default="car",
        ),
        Input(
            "method",
            Text("Cara hitung", "Method"),
            "choice",
            Text(
                f"Daerah tangkapan mengambang: {', '.join(METHODS)}",
                f"Floating catchment: {', '.join(METHODS)}",
            ),
            choices=tuple(METHODS.items()),
            default="e2sfca",
        ),
    )


def _capacity() -> tuple[Input, ...]:
    """Declare what counts as capacity, and when there is enough of it."""
    return (
        Input(
            "capacity",
            Text("Kolom kapasitas", "Field of capacity"),
            "text",
            Text(
                "Kolom angka pada lapisan fasilitas; satuan tidak boleh bercampur",
                "Field of numbers of the facility layer; units must not be mixed",
            ),
            default="capacity",
            quiet=True,
        ),
        Input(
            "standard",
            Text("Kapasitas menurut standar", "Capacity by standard"),
            "choice",
            Text(
                "Jumlah orang yang dilayani menurut standar jenisnya (ditulis untuk kota): none, "
                "missing (yang tanpa kapasitas) atau all",
                "People a facility serves by the standard of its type (written for towns): none, "
                "missing (those without a capacity) or all",
            ),
            choices=STANDARD_CHOICES,
            default="none",
            quiet=True,
        ),
        Input(
            "people_per_unit",
            Text("Cukup untuk", "Enough for"),
            "number",
            Text(
                "Untuk berapa orang satu satuan kapasitas cukup, mis. 1000 orang per tempat tidur; "
                "tanpa ini rata-ratanya",
                "How many people one unit of capacity is enough for, e.g. 1000 people a bed; the "
                "mean without it",
            ),
            minimum=1e-6,
            maximum=1e9,
        ),
    )


def _one_time(within: Limits) -> float:
    """Give the one time that is asked for, in seconds."""
    if len(within.seconds) != 1:
        what = Text(
            f"{within} bukan satu waktu tempuh; yang diminta mis. 30min",
            f"{within} is not one time of travel; wanted e.g. 30min",
        )
        raise InputError.of([("within", what)])
    return within.seconds[0]


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    limit_s = _one_time(given["within"])
    site_layer, unit_layer = catalogue[given["layer"]], catalogue[given["by"]]
    people_layer = catalogue[given["population"]].layer
    require_people(people_layer)
    sites = read_facilities(site_layer, given["facilities"])
    held = capacities(site_layer.layer, sites, given["capacity"], given["standard"])
    frame = unit_layer.read()
    units = units_of(frame, given["region"], given["by"])
    asked = Question(
        held=held,
        sites=sites[held.used],
        units=units,
        chosen=np.asarray(frame.index.isin(units.index)),
        limit_s=limit_s,
        method=cast("Method", given["method"]),
        people_per_unit=given["people_per_unit"],
    )
    found = share_out(catalogue, given, asked)
    shapes, places = unit_table(asked, found), facility_table(asked, found)
    gaps = gap_rows(asked, found)
    told = Outcome(
        numbers={
            **_numbers(asked, found),
            "rows": shapes.drop(columns="geometry").sort_values("code").to_dict("records"),
            "totals": [found.short.totals],
            "facilities": places.drop(columns="geometry").to_dict("records"),
            "gaps": gaps,
            "equity": equity(asked, found),
            "facility_types": type_labels(given["facilities"]),
            "by": given["by"],
            "region": given["region"],
        },
        features={"units": shapes, "facilities": places, "gaps": gap_features(gaps)},
        method=_method(asked, found),
        layers=(site_layer.layer, unit_layer.layer, people_layer, *found.travel.layers),
        trusts=held.trusts,
    )
    return told.stands(nobody(told)).noted(*remarks(told, given))


def _numbers(asked: Question, found: Sharing) -> dict[str, Any]:
    """Tell what was asked and used, and what was left out."""
    # Who lives beside a facility off the network walks there.
    off, idle = found.sources.edge < 0, found.given_out.load <= 0.0
    steps = zones(asked.limit_s, asked.method)
    return {
        "measure": "people",
        "mode": {"id": found.travel.id, "title": found.travel.title.to_dict()},
        "within_s": asked.limit_s,
        "catchment": {
            "id": asked.method,
            "title": METHODS[asked.method].to_dict(),
            "source": SOURCES[asked.method],
            "zones": [{"to_s": end, "weight": weight} for end, weight in steps],
        },
        "capacity": asked.held.to_dict()
        | {
            "handed_out": found.given_out.handed_out,
            "idle": float(asked.held.amount[idle & ~off].sum()),
            "off_network": float(asked.held.amount[idle & off].sum()),
        },
        "enough": {
            "people_per_unit": found.people_per_unit,
            "origin": found.origin,
            "text": ENOUGH_TEXTS[found.origin].to_dict(),
        },
        "n_facilities": int((~off).sum()),
        "n_facilities_off_network": int(off.sum()),
        "n_places": len(found.people),
        "n_negative_cells": found.people.n_negative_cells,
        "people_off_network": found.people_off_network,
        "network": dict(found.travel.report),
    }


def _method(asked: Question, found: Sharing) -> Text:
    """Say how the capacity was shared, and what a unit's numbers mean."""
    travel, minutes = found.travel, time_text(asked.limit_s)
    afloat = AFLOAT if isinstance(travel.ways, ChainWays) else Text("", "")
    comes, kmh = found.direction == "from_sources", travel.ways.access_kmh
    weights = "; ".join(f"≤ {time_text(e)}: {w:g}" for e, w in zones(asked.limit_s, asked.method))
    return Text(
        f"{METHODS[asked.method].id}, {CITED[asked.method]}; bobot menurut waktu "
        f"{weights.replace('.', ',')}. "
        f"Waktu tempuh {minutes}: {travel.title.id.lower()}, "
        f"{'dari fasilitas ke penduduk' if comes else 'dari penduduk ke fasilitas'}, jalur "
        "tercepat yang tepat dari pusat setiap sel penduduk (tanpa pengelompokan), ditambah jalan "
        f"kaki {figure(kmh, 'g').id} km/jam ke ruas terdekat (paling jauh "
        f"{ACCESS_LIMIT_M / 1000:g} km). {afloat.id}"
        "Semua penduduk lapisan wilayah ikut berbagi, juga bila "
        "hanya sebagian wilayah yang diminta. Terpenuhi: kapasitas per orang kali jumlah orang "
        "yang cukup dilayani satu satuan, paling banyak 1; sisanya kekurangan kapasitas, atau di "
        "luar jangkauan bila tidak ada yang terjangkau. Pemerataan: Gini, Palma dan Theil dari "
        "kapasitas per orang, dibobot penduduk; Theil = antar wilayah + di dalam wilayah.",
        f"{METHODS[asked.method].en}, {CITED[asked.method]}; weights by time {weights}. Travel "
        f"time {minutes}: {travel.title.en.lower()}, "
        f"{'from the facility to people' if comes else 'from people to the facility'}, the exact "
        "quickest way from the centre of each cell with people (cells are not grouped), with a "
        f"straight walk at {kmh:g} km/h to the nearest road (at most "
        f"{ACCESS_LIMIT_M / 1000:g} km). {afloat.en}"
        "All people of the units' layer share the capacity, also "
        "where only some units are asked for. Met: the capacity per person times the people one "
        "unit is enough for, at most 1; the others are over capacity, or out of reach where none "
        "is within reach. Equity: Gini, Palma and Theil of the capacity per person, weighted by "
        "people; Theil = between units + within units.",
    )
