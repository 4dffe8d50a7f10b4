"""The indicators that layers can give: those of the list, and provision by every standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from gis.processes.indicating import counting, lands, timing
from gis.processes.indicating.indicator import Counting, Indicator
from gis.processes.travel import STRAIGHT
from layers.standards import Measure, facility_type, measures, provisions
from layers.text import Text, figure


@dataclass(frozen=True, slots=True)
class Kind:
    """A way of counting.

    Attributes
    ----------
    counting
        What counts part and whole.
    formula, unit
        How the value comes from them, and in what it is; a measure may name another unit.
    doubt
        Where its range comes from, or why it has none.
    reads
        What it counts on: layers by their id, or by the parameter that names them.
    absolute
        Whether the value is the part itself.
    """

    counting: Counting
    formula: Text
    unit: Text
    doubt: Text
    reads: tuple[str, ...]
    absolute: bool = False


SERVED = ("facilities", "population")
TRAVELLED = (*SERVED, "roads", "turns", "waterways", "provinces")
PEOPLE, LAND = Text("% penduduk", "% of people"), Text("% luas", "% of land")
PER_100K = Text("per 100.000 orang", "per 100,000 people")
OF_PEOPLE = Text(
    "penduduk dalam batas / seluruh penduduk × 100", "people within / all people × 100"
)
BY_SPEED = Text(
    "rentang dari kecepatan jalan dan jumlah penduduk yang dapat meleset (anggapan analisis "
    "'coverage'); jarak lurus tanpa rentang, sebab ketelitian letak tidak dicatat",
    "range from speeds of roads and counts of people that may be off (what the analysis "
    "'coverage' assumes); none in a straight line, as no accuracy of places is recorded",
)
BY_PEOPLE = Text(
    "rentang dari jumlah penduduk yang dapat meleset (anggapan analisis 'coverage')",
    "range from counts of people that may be off (what the analysis 'coverage' assumes)",
)
NO_SPEED = Text(
    "tanpa rentang: kecepatan rencana per ruas, tanpa kemacetan",
    "no range: planning speeds of roads, without congestion",
)
NO_CELLS = Text(
    "tanpa rentang: raster tidak membawa penilaian ketelitian; sel di batas wilayah dibagi tepat",
    "no range: no assessment of the raster's accuracy comes with it; cells at borders are split "
    "exactly",
)
NO_LINES = Text(
    "tanpa rentang: ketelitian garis rencana tidak dicatat pada lapisan",
    "no range: the accuracy of the plan's lines is not recorded with the layer",
)
NO_REGISTER = Text(
    "tanpa rentang: kelengkapan daftar fasilitas tidak diketahui",
    "no range: how complete the list of facilities is is not known",
)
_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "within": Kind(counting.people_within, OF_PEOPLE, PEOPLE, BY_SPEED, TRAVELLED),
        "all_within": Kind(timing.people_within_all, OF_PEOPLE, PEOPLE, NO_SPEED, TRAVELLED),
        "minutes": Kind(
            timing.travel_minutes,
            Text("jumlah menit semua orang / orang", "minutes of all people / people"),
            Text("menit", "minutes"),
            NO_SPEED,
            TRAVELLED,
        ),
        "index": Kind(
            timing.mean_within,
            Text("rata-rata bagian penduduk terjangkau", "mean of shares of people within reach"),
            PEOPLE,
            BY_SPEED,
            TRAVELLED,
        ),
        "cover": Kind(
            lands.land_cover,
            Text(
                "luas kelas / luas berklasifikasi × 100", "area of classes / classified area × 100"
            ),
            LAND,
            NO_CELLS,
            ("cover",),
        ),
        "cover_area": Kind(
            lands.land_cover,
            Text("luas kelas", "area of classes"),
            Text("ha", "ha"),
            NO_CELLS,
            ("cover",),
            absolute=True,
        ),
        "cover_left": Kind(
            lands.land_cover_left,
            Text("luas kelas kini / luas kelas semula × 100", "area now / area then × 100"),
            LAND,
            NO_CELLS,
            ("cover",),
        ),
        "people_per_cover": Kind(
            lands.people_per_cover,
            Text("penduduk / luas kelas", "people / area of classes"),
            Text("orang/ha", "people/ha"),
            BY_PEOPLE,
            ("cover", "population"),
        ),
        "density": Kind(
            counting.density,
            Text("penduduk / luas wilayah", "people / area of the unit"),
            Text("orang/ha", "people/ha"),
            BY_PEOPLE,
            ("population",),
        ),
        "plan": Kind(
            lands.zoned_land,
            Text("luas zona / luas rencana × 100", "area of zones / planned area × 100"),
            LAND,
            NO_LINES,
            ("plan",),
        ),
        "plan_per_people": Kind(
            lands.plan_per_people,
            Text("luas zona / penduduk × 100.000", "area of zones / people × 100,000"),
            PER_100K,
            BY_PEOPLE,
            ("plan", "population"),
        ),
        "plan_cover": Kind(
            lands.cover_in_plan,
            Text(
                "luas kelas di dalam zona / luas zona berklasifikasi × 100",
                "area of classes inside the zones / classified area of the zones × 100",
            ),
            LAND,
            NO_CELLS,
            ("plan", "cover"),
        ),
        "per_people": Kind(
            counting.facilities_there,
            Text("fasilitas / penduduk × 100.000", "facilities / people × 100,000"),
            PER_100K,
            BY_PEOPLE,
            SERVED,
        ),
        "capacity": Kind(
            counting.capacity_there,
            Text("kapasitas / penduduk × 100.000", "capacity / people × 100,000"),
            PER_100K,
            BY_PEOPLE,
            SERVED,
        ),
        "exposed": Kind(
            counting.people_exposed,
            Text("penduduk terpapar / seluruh penduduk × 100", "people exposed / all people × 100"),
            PEOPLE,
            NO_CELLS,
            ("hazard", *SERVED, "roads"),
        ),
        "working": Kind(
            counting.working,
            Text(
                "perangkat bekerja / semua perangkat × 100", "devices working / all devices × 100"
            ),
            Text("% perangkat", "% of devices"),
            NO_REGISTER,
            ("layer",),
        ),
    }
)
_UNITS = {"min": Text("menit", "minutes"), "km": Text("km", "km"), "m": Text("m", "m")}
_WAYS = {"car": Text("naik mobil", "by car"), "walk": Text("berjalan kaki", "on foot")}


def _listed() -> Iterator[Indicator]:
    """Declare those of the list."""
    for one in measures():
        kind = _KINDS[one.kind]
        yield Indicator(
            id=one.id,
            title=one.title if one.title.en else _reach_title(one),
            unit=one.unit if one.unit.en else kind.unit,
            formula=kind.formula,
            direction=one.direction,
            counting=kind.counting,
            parameters=one.parameters,
            source=one.source,
            factor=one.factor,
            computability=one.computability,
            standard=one.standard,
            trust=one.trust,
            doubt=kind.doubt,
            reads=SERVED if one.parameters.get("mode") == STRAIGHT else kind.reads,
            absolute=kind.absolute,
        )


def _reach_title(one: Measure) -> Text:
    """Name people within a limit of facilities."""
    types, limit, mode = (str(one.parameters[name]) for name in ("facilities", "within", "mode"))
    named = Text.joined([facility_type(kind).label for kind in types.split(",")], ", ")
    way = _WAYS.get(mode, Text("garis lurus", "in a straight line"))
    return (
        Text("Penduduk dalam ", "People within ")
        + _said(limit)
        + way
        + Text(" dari ", " of ")
        + named
    )


def _said(limit: str) -> Text:
    """Spell out a limit: ``30min``, ``3km``."""
    number = limit.rstrip("kmin")
    unit = _UNITS[limit[len(number) :]]
    return Text(f"{number.replace('.', ',')} ", f"{number} ") + unit + " "


def _provision() -> Iterator[Indicator]:
    """Declare how many facilities there are beside how many a standard wants."""
    for one in provisions():
        people = one.values.get("supporting_population")
        if people is None or not one.facility_types:
            continue
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
            parameters={"facilities": ",".join(one.facility_types)},
            source=people.source,
            factor=100.0 * people.number,
            standard=one.id,
            trust=people.trust,
            doubt=BY_PEOPLE,
            reads=SERVED,
        )


@cache
def indicators() -> Mapping[str, Indicator]:
    """Give every indicator that layers can give, by its id."""
    return MappingProxyType({one.id: one for one in (*_listed(), *_provision())})
