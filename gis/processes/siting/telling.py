"""Telling: why each site was chosen, how sure the choice is, and who stays out of reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gis.processes.limits import time_text
from gis.processes.siting.candidates import RULES, Candidates
from gis.processes.siting.choosing import CITED, MODELS, Choice, Question
from gis.processes.siting.effects import Effects
from gis.processes.siting.reaching import Ground, pairs_within, seconds_to
from gis.processes.travel import ACCESS_LIMIT_M, network_text
from gis.processes.values import distance_text
from gis.siting import Effort, Solution
from gis.siting.solution import gap_of, status_of
from layers.text import Text, figure

USUAL = Effort()
SOLVERS = {
    "bound": Text(
        "pertukaran, terbukti terbaik oleh batas Lagrange",
        "interchange, proved best by a Lagrangian bound",
    ),
    "highs": Text("program bilangan bulat (HiGHS)", "integer programme (HiGHS)"),
    "interchange": Text(
        "pertukaran dengan batas Lagrange; program bilangan bulat (HiGHS) terlalu besar (lebih "
        f"dari {figure(USUAL.exact_pairs, ',').id} pasangan) atau tidak selesai dalam "
        f"{USUAL.seconds:g} s",
        "interchange with a Lagrangian bound; the integer programme (HiGHS) was too large (more "
        f"than {figure(USUAL.exact_pairs, ',').en} pairs) or not done within {USUAL.seconds:g} s",
    ),
}
UNITS = {
    "mclp": Text("orang bertambah", "people gained"),
    "backup": Text("orang mendapat pilihan kedua", "people get a second one"),
    "lscp": Text("lokasi (atau biaya)", "sites (or cost)"),
}
TRAVEL = {
    "s": Text("orang × detik dihemat", "people × seconds saved"),
    "m": Text("orang × meter dihemat", "people × metres saved"),
}
LONGEST = {"s": Text("detik", "seconds"), "m": Text("meter", "metres")}


def limit_text(limit: float, ground: Ground) -> str:
    """Write a limit as people say it: 30min, 5km."""
    return distance_text(limit) if ground.travel is None else time_text(limit)


def way_text(cost: float, ground: Ground) -> Text:
    """Write a time in minutes or a distance in km; words where there is no way."""
    if not np.isfinite(cost):
        return Text("tidak ada jalur", "no way")
    if ground.travel is None:
        return figure(cost / 1000.0, ",.1f") + " km"
    return figure(cost / 60.0) + Text(" menit", " min")


def why(row: dict[str, Any], ground: Ground, asked: Question) -> Text:
    """Say in a sentence or two why a site was chosen."""
    limit = limit_text(asked.limit, ground)
    far = way_text(row["nearest_today"], ground)
    gain, only, covered = (figure(row[key]) for key in ("gain", "only", "covered"))
    alone = Text(
        f"Menjangkau {gain.id} orang yang belum terjangkau dalam {limit} ({only.id} hanya dari "
        f"sini); {covered.id} orang ada dalam {limit}. Fasilitas terdekat saat ini: {far.id}.",
        f"Reaches {gain.en} people whom nothing reached within {limit} ({only.en} from here only); "
        f"{covered.en} people are within {limit}. The nearest facility of today: {far.en}.",
    )
    return alone + _model_text(row, ground, asked)


def _model_text(row: dict[str, Any], ground: Ground, asked: Question) -> Text:
    """Say what a site is worth to the model that chose it."""
    gain, other = float(row["model_gain"]), row["instead"]
    if asked.model == "p-median":
        whole = figure(gain / (1000.0 if ground.travel is None else 3600.0))
        unit = ("orang-km", "person-km") if ground.travel is None else ("orang-jam", "person-hours")
        return Text(
            f" Menghemat {whole.id} {unit[0]} sekali jalan.",
            f" Saves {whole.en} {unit[1]} one way.",
        )
    if asked.model == "p-center":
        return Text(" Jalan terpanjang: ", " The longest way: ") + _fall(gain, ground)
    if asked.model == "backup":
        return (
            Text(" Memberi pilihan kedua kepada ", " Gives ")
            + figure(gain)
            + Text(" orang.", " people a second one.")
        )
    if asked.model == "cp-median":
        return Text(" Melayani ", " Serves ") + figure(row["load"]) + Text(" orang.", " people.")
    return Text("", "") if other is None else _next(row["only"] - other["gain"], other)


def _fall(gain: float, ground: Ground) -> Text:
    if not np.isfinite(gain):
        return Text("kini ada jalur bagi semua.", "now there is one for everybody.")
    far = way_text(gain, ground)
    return Text(f"berkurang {far.id}.", f"{far.en} shorter.")


def _next(less: float, other: Mapping[str, Any]) -> Text:
    """Say what the next candidate would have done in the place of a site."""
    name, people = other["name"] or other["id"], figure(abs(less))
    word = Text("lebih sedikit", "fewer") if less >= 0 else Text("lebih banyak", "more")
    return Text(
        f" Calon berikutnya untuk tempat ini, {name}, menjangkau {people.id} orang {word.id}.",
        f" The next candidate in its place, {name}, reaches {people.en} people {word.en}.",
    )


def solution_row(found: Solution, ground: Ground) -> dict[str, Any]:
    """Tell what the new sites are worth to the model, the bound, the gap, and how it was found.

    People reached and travel saved are those of the new sites alone, so that what is there
    today does not make the gap look smaller.
    """
    per = "m" if ground.travel is None else "s"
    unit = UNITS.get(found.model) or (LONGEST if found.model == "p-center" else TRAVEL)[per]
    value, bound = found.value, found.bound
    if found.model not in ("lscp", "p-center"):
        value, bound = abs(value - found.before), abs(bound - found.before)
    gap = gap_of(value, bound)
    return {
        "id": found.model,
        "title": MODELS[found.model].to_dict(),
        "source": CITED[found.model],
        "value": value,
        "before": found.before if found.model == "p-center" else None,
        "bound": bound,
        "unit": unit.to_dict(),
        "gap": gap,
        "status": status_of(gap),
        "solver": found.solver,
        "text": _sure(found, gap).to_dict(),
    }


def _sure(found: Solution, gap: float) -> Text:
    """Say how far the choice is from the best there is."""
    how = SOLVERS[found.solver]
    if gap == 0.0:
        return Text(
            f"Terbukti terbaik (selisih 0 %): {how.id}.", f"Proved best (gap 0 %): {how.en}."
        )
    percent = figure(gap * 100.0, ".2g")
    return Text(
        f"Paling jauh {percent.id} % dari yang terbaik: {how.id}.",
        f"At most {percent.en} % from the best there is: {how.en}.",
    )


# The order in which sites are told.
BY_GAIN = Text("dari lokasi yang menambah paling banyak", "those that add most first")
BY_LONGEST = Text(
    "dari lokasi yang paling memendekkan perjalanan terpanjang",
    "those that shorten the longest way most first",
)


def out_of_reach(
    ground: Ground, choice: Choice, effects: Effects, asked: Question
) -> dict[str, Any]:
    """Tell who stays beyond the limit: for want of sites, of candidates, or of any way."""
    weight, beyond = ground.weight, effects.after > asked.limit
    able = np.zeros(len(weight), dtype=bool)
    if asked.model == "p-center":
        # Its own table has only those pairs that bear on the longest way.
        ends = (choice.points.lonlat, choice.points.placed)
        able[pairs_within(ground, ends, asked.limit, np.where(beyond, np.inf, 0.0))[1]] = True
    else:
        within = choice.table.cost <= asked.limit
        able[choice.cell[choice.table.place[within]]] = True
    never = np.flatnonzero(beyond & ~able & (weight > 0.0))
    candidates = (choice.points.lonlat, choice.points.placed)
    soonest = seconds_to(ground, candidates, ground.homes_of(never))
    soonest = np.minimum(soonest, ground.today[never])
    far = np.isfinite(soonest)
    limit = float(soonest[far].max()) if far.any() else asked.limit
    counts = {
        "people": float(weight[beyond].sum()),
        "people_with_more_sites": float(weight[beyond & able].sum()),
        "people_with_longer_limit": float(weight[never[far]].sum()),
        "people_without_way": float(weight[never[~far]].sum()),
        "smallest_limit": limit,
    }
    at, told = way_text(limit, ground), {key: figure(n) for key, n in counts.items()}
    text = Text(
        f"Tetap di luar jangkauan: {told['people'].id} orang; "
        f"{told['people_with_more_sites'].id} terjangkau dengan lebih banyak lokasi, "
        f"{told['people_with_longer_limit'].id} hanya dengan batas lebih panjang (sampai "
        f"{at.id}), {told['people_without_way'].id} tanpa jalur dari calon mana pun.",
        f"Still out of reach: {told['people'].en} people; "
        f"{told['people_with_more_sites'].en} reached with more sites, "
        f"{told['people_with_longer_limit'].en} only with a longer limit (up to {at.en}), "
        f"{told['people_without_way'].en} without a way from any candidate.",
    )
    return counts | {"text": text.to_dict()}


def method(ground: Ground, found: Candidates, asked: Question) -> Text:
    """Say how the sites were chosen, and what the numbers mean."""
    title, source = MODELS[asked.model], CITED[asked.model]
    rule = RULES[found.rule]
    way = _way(ground)
    order = BY_LONGEST if asked.model == "p-center" else BY_GAIN
    return Text(
        f"{title.id}; {source}. Calon lokasi: {rule.id}. {way.id} Tempat: sel raster penduduk, "
        "dihitung sekali; tempat dengan calon terjangkau yang sama digabung tanpa mengubah hasil. "
        f"Fasilitas yang ada tetap. Perolehan (gain): orang yang baru masuk batas, {order.id}; "
        "jumlahnya sama dengan perubahan jangkauan.",
        f"{title.en}; {source}. Candidates: {rule.en}. {way.en} Places: cells of the population "
        "raster, each counted once; places with the same candidates in reach are put together, "
        "which changes nothing. Existing facilities stay. Gain: people who come within the limit, "
        f"site by site, {order.en}; together they are the change of coverage.",
    )


def _way(ground: Ground) -> Text:
    travel = ground.travel
    if travel is None:
        return Text(
            "Jarak garis lurus geodesik dari pusat sel; sebuah sel terhitung bila pusatnya di "
            "dalam batas.",
            "Straight geodesic distances from the centres of cells; a cell counts where its centre "
            "is within the limit.",
        )
    comes, kmh = ground.direction == "from_sources", travel.ways.access_kmh
    far = f"{ACCESS_LIMIT_M / 1000:g} km"
    return Text(
        f"Waktu tempuh: {travel.title.id.lower()}, lewat {network_text(travel).id}, "
        f"{'dari lokasi ke penduduk' if comes else 'dari penduduk ke lokasi'}; jalur tercepat yang "
        f"tepat dari pusat setiap sel, ditambah jalan kaki {kmh:g} km/jam garis lurus ke ruas "
        f"terdekat (paling jauh {far}); yang lebih dekat ke lokasi daripada keduanya ke jalan "
        "berjalan lurus ke sana.",
        f"Travel time: {travel.title.en.lower()}, along {network_text(travel).en}, "
        f"{'from the site to people' if comes else 'from people to the site'}; the exact quickest "
        f"way from the centre of each cell, with a straight walk at {kmh:g} km/h to the nearest "
        f"road (at most {far}); who is nearer to the site than both are to the roads walks there "
        "straight.",
    )
