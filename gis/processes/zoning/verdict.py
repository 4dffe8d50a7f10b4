"""The process `zoning`: may something be built at a place, by which rule, and how sure is it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gis.processes.answer import Outcome
from gis.processes.process import Input, Process
from gis.processes.zoning.asking import (
    MOST_HA,
    Place,
    activity_input,
    building_inputs,
    day_input,
    place_of,
    plan_input,
    proposal_of,
    the_activity,
)
from gis.processes.zoning.comparing import comparisons
from gis.processes.zoning.drawing import features_of
from gis.processes.zoning.reading import over, plan_about, rules_of
from gis.processes.zoning.region import nowhere, require_near
from gis.processes.zoning.telling import Asked, notes_of, numbers_of, trusts_of
from gis.processes.zoning.under import Found, under
from gis.zoning.limits import SETBACKS
from gis.zoning.parcels import ground_within
from gis.zoning.plots import plot_of
from gis.zoning.proposals import checks_of
from layers.text import Text, figure
from layers.zoning.activities import activities

if TYPE_CHECKING:
    from layers.catalog import Catalogue

METHOD = Text(
    "Zona dicari dengan titik atau bidang di dalam poligon (garis dan sudut termasuk); jarak ke "
    "garis dan luas dihitung pada elipsoid WGS 84. Lebih dekat ke garis daripada 0,5 mm pada skala "
    "peta: semua jawaban yang mungkin diberikan. Pada beberapa zona, putusan yang paling ketat "
    "berlaku bagi keseluruhan. RTRW dan RDTR diperlihatkan berdampingan, tidak digabung. Jawaban "
    "ini informasi, bukan keputusan pemerintah daerah.",
    "The zone is found by the point or parcel in the polygons (lines and corners included); "
    "distances to lines and areas are on the WGS 84 ellipsoid. Nearer to a line than 0.5 mm at the "
    "scale of the map: every answer that may hold is given. Over several zones the strictest "
    "verdict holds for the whole. RTRW and RDTR are shown side by side, not merged. This answer is "
    "information, not a decision of the local government.",
)
MOST = figure(MOST_HA)


def zoning_process() -> Process:
    """Declare the process."""
    return Process(
        id="zoning",
        version="1.0.0",
        title=Text("Bolehkah dibangun di sini", "May it be built here"),
        description=Text(
            "Apa kata rencana tata ruang tentang suatu kegiatan di suatu titik atau bidang: "
            "putusan I/T/B/X, syarat, KDB/KLB/KDH, sempadan, dan seberapa pasti.",
            "What the spatial plan says of an activity at a point or on a parcel: the verdict "
            "I/T/B/X, conditions, KDB/KLB/KDH, setbacks, and how sure it is.",
        ),
        inputs=_inputs(),
        function=_run,
        references=(
            "Permen ATR/BPN 11/2021 (I/T/B/X); Permen ATR/BPN 14/2021 (scales, codes)",
            "PP 34/2006 art. 44(4) (strips along roads)",
            "J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic (1997): orientation test",
        ),
        command="zone",
        outputs={
            "zones": Text("Zona di tempat itu dan di dekatnya", "Zones at the place and near it"),
            "place": Text("Titik atau bidang dengan putusannya", "The place with its verdict"),
            "parts": Text("Bagian bidang per zona", "Parts of the parcel by zone"),
        },
    )


def _inputs() -> tuple[Input, ...]:
    return (
        Input(
            "at",
            Text("Titik", "Place"),
            "point",
            Text(
                "Bujur,lintang dalam derajat, mis. 116.83,-1.26, atau 1°15'36\" LS 116°49'48\" BT",
                "Longitude,latitude in degrees, e.g. 116.83,-1.26, or 1°15'36\"S 116°49'48\"E",
            ),
        ),
        Input(
            "parcel",
            Text("Bidang", "Parcel"),
            "parcel",
            Text(
                "Sudut-sudut bidang: LON,LAT LON,LAT …; atau WKT, GeoJSON, berkas GeoJSON; paling "
                f"luas {MOST.id} ha",
                "Corners of the parcel: LON,LAT LON,LAT …; or WKT, GeoJSON, a file of GeoJSON; at "
                f"most {MOST.en} ha",
            ),
        ),
        activity_input(),
        *building_inputs(),
        Input(
            "scale",
            Text("Skala peta", "Scale of the map"),
            "number",
            Text(
                "n dari 1:n, bila lapisan tidak menyebutnya atau keliru",
                "n of 1:n, where the layer does not say it or is wrong",
            ),
            minimum=100,
            maximum=5_000_000,
        ),
        day_input(),
        plan_input(),
        Input(
            "general",
            Text("Rencana umum", "General plan"),
            "layer",
            Text("Lapisan pola ruang (RTRW)", "Layer of allocations (RTRW)"),
            default="spatial_plan",
            theme="zoning",
            quiet=True,
        ),
    )


def _inside_setbacks(place: Place, found: Found) -> float | None:
    """Give the ground that setbacks leave at most; None unless all of them are known.

    Which side of a parcel is its front is not known, so the least setback is kept all around.
    """
    known = [zone.limits[name].value for zone in found.held for name in SETBACKS
             if name in zone.limits]  # fmt: skip
    if not place.is_parcel or len(known) < len(SETBACKS) * len(found.held):
        return None
    return ground_within(place.shape, min(known))


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    place = place_of(given)
    proposal = proposal_of(given, place)
    rules = rules_of(catalogue, given["day"])
    activity = the_activity(given["activity"], activities(rules.tables))
    require_near(catalogue, place.shape, (given["layer"], given["general"]))
    plan = plan_about(catalogue, given["layer"], place.shape, given["scale"])
    found = under(plan, place, activity, rules)
    pieces = [(zone.area_m2, zone.limits) for zone in found.held if zone.area_m2]
    plot = None
    if pieces and found.outside == 0.0:
        plot = plot_of(pieces, inside_setbacks_m2=_inside_setbacks(place, found))
    general = comparisons(catalogue, given["general"], found, place, activity, rules)
    lost = None
    if found.outside >= 1.0 and not (general.found and general.found.held):
        lost = nowhere(catalogue, place.shape)
    asked = Asked(
        activity=activity,
        place=place,
        found=found,
        over=over(catalogue, place.shape, plan),
        general=general,
        plot=plot,
        proposal=proposal,
        checks=checks_of(proposal, plot) if proposal and plot else (),
        nowhere=lost,
    )
    return Outcome(
        numbers=numbers_of(asked),
        features=features_of(asked),
        method=METHOD,
        layers=(plan.layer, *general.layers, *asked.over.layers, *([lost.layer] if lost else [])),
        trusts=trusts_of(asked),
        notes=notes_of(asked, given["general"]),
    )
