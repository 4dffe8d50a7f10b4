"""The process `exposure`: declared, and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gis.processes.answer import Outcome
from gis.processes.coverage import coverage_process, require_people
from gis.processes.exposure.hazard import hazard_of
from gis.processes.exposure.rows import features_of, numbers_of
from gis.processes.exposure.tallying import tallied
from gis.processes.facilities import layer_input
from gis.processes.process import Input, Process
from gis.processes.units import units_of
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue


def exposure_process() -> Process:
    """Declare the process."""
    shared = {spec.id: spec for spec in coverage_process().inputs}
    return Process(
        id="exposure",
        version="1.1.0",
        title=Text("Paparan bahaya", "Exposure to a hazard"),
        description=Text(
            "Berapa orang, kilometer jalan dan fasilitas berada di setiap kelas bahaya, per "
            "wilayah.",
            "How many people, kilometres of road and facilities lie in each class of a hazard, "
            "unit by unit.",
        ),
        inputs=(
            *_hazard(),
            *_lines(),
            _facilities(shared["facilities"]),
            *(shared[name] for name in ("by", "region", "population")),
            layer_input(),
        ),
        function=_run,
        references=("exactextract: exact fractions of cells in polygons (ISciences)",),
        command="exposure",
        outputs={
            "lines": Text("Ruas menurut kelas bahaya", "Lines by class of the hazard"),
            "facilities": Text("Fasilitas dengan kelasnya", "Facilities with their class"),
            "units": Text("Wilayah dengan yang terpapar", "Units with what is exposed"),
        },
    )


def _hazard() -> tuple[Input, ...]:
    """Declare the hazard and its classes."""
    return (
        Input(
            "hazard",
            Text("Bahaya", "Hazard"),
            "layer",
            Text(
                "Lapisan poligon atau raster bahaya, mis. banjir atau slope",
                "Layer of polygons, or raster, of a hazard, e.g. flood or slope",
            ),
            required=True,
        ),
        Input(
            "field",
            Text("Kolom kelas", "Field of classes"),
            "text",
            Text(
                "Kolom poligon yang memuat kelas bahaya; tanpa ini satu kelas",
                "Field of the polygons that holds the class; without it there is one class",
            ),
        ),
        Input(
            "classes",
            Text("Kelas", "Classes"),
            "codes",
            Text(
                "Kelas dari yang terburuk, mis. tinggi,sedang,rendah atau 3,2,1",
                "Classes from the worst on, e.g. high,middle,low or 3,2,1",
            ),
        ),
        Input(
            "breaks",
            Text("Batas nilai", "Breaks"),
            "codes",
            Text(
                "Batas nilai raster, mis. 0.5,1.5 (meter genangan) atau 15,25 (derajat)",
                "Values of a raster that classes begin at, e.g. 0.5,1.5 (metres of water) or 15,25 "
                "(degrees)",
            ),
        ),
    )


def _lines() -> tuple[Input, ...]:
    """Declare the lines that are split."""
    return (
        Input(
            "lines",
            Text("Garis", "Lines"),
            "layer",
            Text("Lapisan garis, mis. roads", "Layer of lines, e.g. roads"),
            default="roads",
            theme="roads",
            quiet=True,
        ),
        Input(
            "lines_by",
            Text("Golongan garis", "Lines by"),
            "text",
            Text("Kolom yang menggolongkan garis", "Field that groups the lines"),
            default="class",
            quiet=True,
        ),
    )


def _facilities(spec: Input) -> Input:
    return replace(
        spec,
        required=False,
        description=Text(
            "Jenis fasilitas yang dihitung, mis. rs,sd; semua bila tidak disebut",
            "Facility types that are counted, e.g. rs,sd; all of them unless said",
        ),
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    if given["population"] in catalogue:
        require_people(catalogue[given["population"]].layer)
    frame = catalogue[given["by"]].read()
    units = units_of(frame, given["region"], given["by"])
    hazard = hazard_of(catalogue, given, units)
    found = tallied(catalogue, given, hazard, units)
    used = {
        hazard.layer.id: hazard.layer,
        **found.layers,
        given["by"]: catalogue[given["by"]].layer,
    }
    return Outcome(
        numbers=numbers_of(given, hazard, found, units),
        features=features_of(hazard, found, units),
        method=_method(hazard.cells is not None),
        layers=tuple(used.values()),
        notes=(*(_left_out(layer_id) for layer_id in found.left_out), *found.notes),
    )


def _left_out(layer_id: str) -> Text:
    return Text(
        f"lapisan {layer_id} tidak ada, jadi tidak dihitung",
        f"there is no layer {layer_id}, so that nothing of it is counted",
    )


def _method(of_cells: bool) -> Text:
    """Say how things were split."""
    borders = (
        Text("tepat di batas sel raster bahaya", "exactly at the borders of the hazard's cells")
        if of_cells
        else Text(
            "tepat di batas poligon bahaya", "exactly at the borders of the hazard's polygons"
        )
    )
    return Text(
        f"Garis dipotong {borders.id} dan batas wilayah, panjangnya geodesik; jumlah panjang semua "
        "potongan sama dengan panjang garis di wilayah. Fasilitas: kelas di titiknya (area: titik "
        "di dalamnya). Penduduk: pecahan tepat setiap sel penduduk (exactextract), tersebar merata "
        "di dalam sel; penduduk di luar semua kelas adalah sisanya. Bila kelas bertumpang tindih, "
        "yang terburuk yang berlaku. Terpapar berarti berada di area itu, bukan ramalan kerusakan.",
        f"Lines are split {borders.en} and at those of the units, their lengths are geodesic; the "
        "pieces add up to the lines within the units. Facilities: the class where their point is "
        "(areas: a point inside them). People: exact fractions of each cell of people "
        "(exactextract), spread evenly within the cell; those in none of the classes are the rest. "
        "Where classes overlap the worst one counts. Exposed means that it lies there; it is no "
        "forecast of damage.",
    )
