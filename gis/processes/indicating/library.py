"""The indicators that layers can give: access, provision, land, density; each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from gis.processes.indicating import counting
from gis.processes.indicating.indicator import Indicator
from layers.layer import Trust
from layers.standards import facility_type, provisions
from layers.text import Text, figure

PERCENT_PEOPLE = Text("% penduduk", "% of people")
PERCENT_LAND = Text("% luas", "% of land")
KPI = "Perpres 63/2022, IKN principles and indicators (as quoted in the press)"
# id, facility types, limit, mode, standard, source, trust of the limit
_REACH: tuple[tuple[str, str, str, str, str, str, Trust], ...] = (
    (
        "hospital_60min",
        "rs",
        "60min",
        "car",
        "THR-HOSP-GH",
        "general emergency-care practice (unverified)",
        "illustrative",
    ),
    ("puskesmas_30min", "puskesmas", "30min", "car", "", "planning practice", "illustrative"),
    ("fire_15min", "damkar", "15min", "car", "THR-FIRE-RT", "Kepmen PU 11/KPTS/2000", "compiled"),
    ("park_10min", "taman,hutan_kota,lapangan", "10min", "walk", "KPI-1.2", KPI, "compiled"),
    ("stop_500m", "halte,terminal", "500m", "straight", "KPI-3.5", KPI, "compiled"),
    (
        "primary_school_3km",
        "sd",
        "3km",
        "straight",
        "THR-SD-WALK",
        "Permendiknas 24/2007",
        "compiled",
    ),
    (
        "secondary_school_6km",
        "smp",
        "6km",
        "straight",
        "THR-SMP-WALK",
        "Permendiknas 24/2007",
        "compiled",
    ),
    ("waste_1km", "tps3r", "1km", "straight", "KPI-5.2", KPI, "illustrative"),
)
_DIRECT_ONLY = ("waste_1km",)
# id, title, classes of the common legend, direction, standard, source
_LAND: tuple[tuple[str, Text, str, str, str, str], ...] = (
    (
        "green_share",
        Text("Bagian lahan hijau", "Share of green land"),
        "1,2,3,4,5,6,7",
        "up",
        "KPI-1.1",
        KPI,
    ),
    (
        "forest_share",
        Text("Bagian hutan alam dan mangrove", "Share of natural forest and mangrove"),
        "1,2",
        "up",
        "KPI-L1",
        "Otorita IKN figures in the press",
    ),
    (
        "food_share",
        Text("Bagian lahan pertanian pangan", "Share of cropland"),
        "5,6",
        "up",
        "KPI-5.1",
        KPI,
    ),
    (
        "built_share",
        Text("Bagian lahan terbangun", "Share of built-up land"),
        "8",
        "down",
        "KPI-L3",
        "Otorita IKN figures in the press",
    ),
)


def _reach() -> Iterator[Indicator]:
    for id_, types, limit, mode, standard, source, trust in _REACH:
        names = [facility_type(one).label for one in types.split(",")]
        named = Text.joined(names, ", ")
        by = {"car": Text("naik mobil", "by car"), "walk": Text("berjalan kaki", "on foot")}
        way = by.get(mode, Text("garis lurus", "in a straight line"))
        yield Indicator(
            id=id_,
            title=Text("Penduduk dalam ", "People within ")
            + f"{limit} "
            + way
            + Text(" dari ", " of ")
            + named,
            unit=PERCENT_PEOPLE,
            formula=Text(
                "penduduk dalam batas / seluruh penduduk × 100", "people within / all people × 100"
            ),
            direction="up",
            counting=counting.people_within,
            parameters={"facilities": types, "within": limit, "mode": mode},
            source=source,
            computability="proxy" if id_ in _DIRECT_ONLY else "direct",
            standard=standard,
            trust=trust,
        )


def _land() -> Iterator[Indicator]:
    for id_, title, classes, direction, standard, source in _LAND:
        yield Indicator(
            id=id_,
            title=title,
            unit=PERCENT_LAND,
            formula=Text(
                "luas kelas / luas yang terklasifikasi × 100",
                "area of classes / classified area × 100",
            ),
            direction="up" if direction == "up" else "down",
            counting=counting.land_cover,
            parameters={"classes": classes, "cover": None},
            source=source,
            standard=standard,
            layers=("land_cover",),
        )


def _provision() -> Iterator[Indicator]:
    """Declare how many facilities there are beside how many a standard wants."""
    for one in provisions():
        people = one.values.get("supporting_population")
        if people is None or not one.facility_types:
            continue
        types = ",".join(one.facility_types)
        count = figure(people.number)
        yield Indicator(
            id=f"provision_{one.id.lower().replace('-', '_')}",
            title=Text("Ketersediaan ", "Provision of ") + one.label,
            unit=Text("% dari standar", "% of the standard"),
            formula=Text(
                f"fasilitas / (penduduk / {count.id}) × 100",
                f"facilities / (people / {count.en}) × 100",
            ),
            direction="up",
            counting=counting.facilities_there,
            parameters={"facilities": types},
            source=people.source,
            factor=100.0 * people.number,
            standard=one.id,
            trust=people.trust,
        )


def _others() -> Iterator[Indicator]:
    yield Indicator(
        id="density",
        title=Text("Kepadatan penduduk", "Density of people"),
        unit=Text("orang/ha", "people/ha"),
        formula=Text("penduduk / luas wilayah", "people / area of the unit"),
        direction="down",
        counting=counting.density,
        parameters={},
        source="SNI 03-1733-2004",
        factor=1.0,
        standard="THR-DENS",
        layers=("population",),
    )
    yield Indicator(
        id="green_zones",
        title=Text("Ruang terbuka hijau dalam rencana", "Green open space in the plan"),
        unit=Text("% lahan berzonasi", "% of zoned land"),
        formula=Text(
            "luas zona RTH / luas berzonasi × 100", "area of RTH zones / zoned area × 100"
        ),
        direction="up",
        counting=counting.zoned_land,
        parameters={"plan": "zoning", "field": "kodzon", "classes": "RTH"},
        source="UU 26/2007, PP 21/2021",
        standard="THR-RTH",
        layers=("zoning",),
    )
    yield Indicator(
        id="protected_plan",
        title=Text("Kawasan lindung dalam rencana", "Protected land in the plan"),
        unit=Text("% lahan berencana", "% of planned land"),
        formula=Text(
            "luas kawasan lindung / luas rencana × 100",
            "area of protected zones / planned area × 100",
        ),
        direction="up",
        counting=counting.zoned_land,
        parameters={
            "plan": "spatial_plan",
            "field": "kodrpr",
            "classes": "HL,CA,TN,THR,KSA,SM,TWA",
        },
        source="Otorita IKN figures in the press",
        standard="KPI-L1",
        layers=("spatial_plan",),
    )


@cache
def indicators() -> Mapping[str, Indicator]:
    """Give every indicator that layers can give, by its id."""
    every = (*_reach(), *_land(), *_others(), *_provision())
    return MappingProxyType({one.id: one for one in every})
