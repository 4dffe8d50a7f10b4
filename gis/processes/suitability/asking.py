"""The process `suitability`: declared, and answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gis.processes.answer import Outcome
from gis.processes.coverage import coverage_process
from gis.processes.facilities import layer_input
from gis.processes.process import FACILITY_TYPES, Input, Process
from gis.processes.suitability.asked import Asked, asked_of
from gis.processes.suitability.rows import (
    SURFACES,
    features_of,
    numbers_of,
    standing_of,
    surfaces_of,
)
from gis.processes.suitability.scoring import scored
from gis.processes.suitability.telling import method_of, notes_of
from gis.processes.travel import travel_inputs
from gis.processes.units import units_of
from gis.suitability.grid import grid_over
from layers.schema import Text
from layers.standards import facility_types

if TYPE_CHECKING:
    from layers.catalog import Catalogue

MOST_CELLS = 10_000_000


def suitability_process() -> Process:
    """Declare the process."""
    return Process(
        id="suitability",
        version="1.0.0",
        title=Text("Kesesuaian lahan", "Land suitability"),
        description=Text(
            "Lahan mana yang cocok menurut kriteria berbobot, mana yang tidak boleh dipakai dan "
            "mengapa, dan apa yang bergeser bila bobot berubah.",
            "Which land suits by weighted criteria, which must not be used and why, and what "
            "moves when a weight changes.",
        ),
        inputs=(*_what(), *_where(), *_listed(), layer_input(), *travel_inputs()),
        function=_run,
        references=(
            "Saaty (1977, 1980): pairwise judgements, principal eigenvector, consistency ratio",
            "Felzenszwalb and Huttenlocher (2012): exact distance transforms",
            "Malczewski (2006): weighted sums in land suitability",
        ),
        command="suitability",
        outputs={
            "zones": Text("Wilayah menurut skor rata-rata", "Units by their mean score"),
            "patches": Text("Petak terbaik", "Best patches"),
            "candidates": Text("Calon lokasi", "Candidate sites"),
            "classes": Text("Kelas skor dan lahan terkecuali", "Classes of scores, land excluded"),
        },
        surfaces=SURFACES,
    )


def _what() -> tuple[Input, ...]:
    """Declare what land is wanted for, the criteria, how they are weighed, what is kept out."""
    return (
        Input(
            "facility",
            Text("Untuk fasilitas", "For a facility"),
            "choice",
            Text(
                "Jenis fasilitas: kriteria dan kendala awal (usulan) untuknya, mis. puskesmas",
                "Facility type: criteria and constraints to begin with (proposed), e.g. puskesmas",
            ),
            choices=tuple((t.id, t.label) for t in facility_types()),
            theme=FACILITY_TYPES,
            option="--for",
        ),
        Input(
            "criteria",
            Text("Kriteria", "Criteria"),
            "codes",
            Text(
                "Dipisah koma, mis. distance:roads:0-5km:less*2,value:slope:2-15:less; jenis: "
                "distance, value, class, density, time",
                "With commas between, e.g. distance:roads:0-5km:less*2,value:slope:2-15:less; "
                "kinds: distance, value, class, density, time",
            ),
        ),
        Input(
            "judgements",
            Text("Pertimbangan berpasangan", "Pairwise judgements"),
            "codes",
            Text(
                "Ganti bobot dengan AHP: baris segitiga atas, mis. '3 5,2' untuk tiga kriteria",
                "AHP instead of weights: rows of the upper triangle, e.g. '3 5,2' for three "
                "criteria",
            ),
        ),
        Input(
            "exclude",
            Text("Kecualikan", "Exclude"),
            "codes",
            Text(
                "Kendala, dipisah koma, mis. protected_areas,slope>25,waterways<100m,"
                "only:zoning.kodzon=R",
                "Constraints with commas between, e.g. protected_areas,slope>25,waterways<100m,"
                "only:zoning.kodzon=R",
            ),
        ),
    )


def _where() -> tuple[Input, ...]:
    """Declare where, and how finely."""
    shared = {spec.id: spec for spec in coverage_process().inputs}
    return (
        shared["by"],
        shared["region"],
        Input(
            "cell",
            Text("Ukuran sel", "Cell size"),
            "distance",
            Text("Sisi sel tempat skor dihitung", "Side of the cells that are scored"),
            unit="m",
            minimum=1,
            maximum=10_000,
            default="250m",
        ),
        Input(
            "least",
            Text("Skor cukup", "Least score"),
            "number",
            Text(
                "Mulai skor ini lahan disebut cocok", "From this score on land is called suitable"
            ),
            minimum=0,
            maximum=1,
            default=0.6,
            quiet=True,
        ),
    )


def _listed() -> tuple[Input, ...]:
    """Declare what is listed of the best land."""
    return (
        Input(
            "patch_ha",
            Text("Petak terkecil", "Smallest patch"),
            "number",
            Text("Petak yang lebih kecil tidak dihitung", "Smaller patches are left out"),
            unit="ha",
            minimum=0,
            maximum=1e6,
            default=10,
            quiet=True,
        ),
        Input(
            "top",
            Text("Berapa banyak", "How many"),
            "integer",
            Text(
                "Paling banyak berapa petak dan calon lokasi",
                "How many patches and candidate sites at most",
            ),
            minimum=1,
            maximum=500,
            default=10,
            quiet=True,
        ),
        Input(
            "spacing",
            Text("Jarak antarcalon", "Between candidates"),
            "distance",
            Text("Jarak terdekat antara dua calon lokasi", "How far candidate sites are apart"),
            unit="m",
            maximum=100_000,
            default="2km",
            quiet=True,
        ),
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    asked: Asked = asked_of(catalogue, given)
    frame = catalogue[given["by"]].read()
    units = units_of(frame, given["region"], given["by"])
    grid = grid_over(units, cell_m=given["cell"], most_cells=MOST_CELLS)
    found = scored(grid, asked, units, given)
    used = {given["by"]: catalogue[given["by"]].layer, **asked.layers}
    return Outcome(
        numbers=numbers_of(given, asked, found, units),
        features=features_of(asked, found, units),
        method=method_of(given, asked, grid),
        layers=tuple(used.values()),
        trusts=asked.trusts,
        notes=notes_of(given, asked, drawn=bool(len(found.classes))),
        surfaces=surfaces_of(asked, found),
    ).stands(standing_of(asked, found, given["least"]))
