"""An answer on zoning as plain data: each statement with the source it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gis.processes.zoning.asking import Place
from gis.processes.zoning.comparing import General
from gis.processes.zoning.reading import Over
from gis.processes.zoning.region import Nowhere
from gis.processes.zoning.summary import MOSTLY, outside_of, summary
from gis.processes.zoning.under import Found, Under, zone_record
from gis.zoning.accuracy import MAP_MM, Accuracy
from gis.zoning.citations import Citation
from gis.zoning.limits import KINDS, missing_of
from gis.zoning.overlays import Overlay, of_attributes
from gis.zoning.plots import Plot
from gis.zoning.proposals import Check, Proposal
from gis.zoning.verdicts import MEANINGS
from layers.layer import Layer, Trust
from layers.text import Text, figure
from layers.zoning.activities import Activity


@dataclass(frozen=True)
class Asked:
    """All that was found about an activity at a place."""

    activity: Activity
    place: Place
    found: Found
    over: Over
    general: General
    plot: Plot | None
    proposal: Proposal
    checks: tuple[Check, ...]
    nowhere: Nowhere | None = None

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """Overlays of other layers, after those that the zones carry."""
        plan = self.found.plan
        held = [plan.zones.attributes(zone.row) for zone in self.found.held]
        return (*of_attributes(held, plan.citation), *self.over.overlays)


def numbers_of(asked: Asked) -> dict[str, Any]:
    """Give the answer as plain data."""
    found, main = asked.found, next(iter(asked.found.held), None)
    zones = [_zone(found, zone) for zone in found.zones]
    return {
        "verdict": found.value,
        "meaning": MEANINGS[found.value],
        "certain": found.is_sure,
        "possible": [{"verdict": v, "meaning": MEANINGS[v]} for v in found.possible],
        "summary": summary(asked.activity.name, found, is_parcel=asked.place.is_parcel),
        "reason": reason(asked),
        "activity": asked.activity.to_dict(),
        "place": _place(asked.place),
        "zone": zone_record(found.plan, main.row) if main else None,
        "rows": zones,
        "outside_share": found.outside,
        "accuracy": None if asked.nowhere else found.plan.zones.accuracy.to_dict(),
        "conditions": list(_conditions(asked)),
        "limits": _limits(main) if main else {},
        "limits_missing": _missing(main) if main else [],
        "plot": asked.plot.to_dict() if asked.plot else None,
        "proposal": [check.to_dict() for check in asked.checks],
        "overlays": [overlay.to_dict() for overlay in asked.overlays],
        "overlays_unknown": [
            {"id": one.id, "title": one.title, "text": _untold(one.title)}
            for one in (() if asked.nowhere else asked.over.missing)
        ],
        "general_plan": _general(asked.general),
        "conflicts": [c.to_dict() for c in asked.general.comparisons if c.is_conflict],
        "sources": [c.to_dict() for c in citations(asked)],
    }


def _place(place: Place) -> dict[str, Any]:
    middle = place.shape if not place.is_parcel else place.shape.representative_point()
    kind = "parcel" if place.is_parcel else "point"
    return {"kind": kind, "lon": middle.x, "lat": middle.y, "area_m2": place.area_m2}


def _zone(found: Found, zone: Under) -> dict[str, Any]:
    verdict = zone.verdict
    return zone_record(found.plan, zone.row) | {
        "verdict": verdict.value,
        "meaning": verdict.meaning,
        "holds": zone.holds,
        "certain": zone.is_sure,
        "share": zone.share,
        "area_m2": zone.area_m2,
        "distance_to_line_m": zone.away_m,
        "condition": verdict.condition or None,
        "reason": verdict.reason or None,
        "source": verdict.citation.id if verdict.citation else None,
        "article": verdict.article or None,
        "limits": _limits(zone),
        "limits_missing": _missing(zone),
    }


def _limits(zone: Under) -> dict[str, Any]:
    return {name: limit.to_dict() for name, limit in zone.limits.items()}


def _missing(zone: Under) -> list[str]:
    return [KINDS[name].short for name in missing_of(zone.limits)]


def _conditions(asked: Asked) -> Iterator[dict[str, Any]]:
    """Give what must be kept to: conditions of the zones, then what lies over the place."""
    told: set[tuple[str, str]] = set()
    for zone in asked.found.held:
        verdict = zone.verdict
        if verdict.citation is None or not verdict.condition:
            continue
        if (verdict.article, verdict.condition.en) not in told:
            told.add((verdict.article, verdict.condition.en))
            yield _statement(verdict.condition, verdict.citation, verdict.article)
    for overlay in asked.overlays:
        yield _statement(overlay.text, overlay.citation, overlay.name)


def _statement(text: Text, citation: Citation, article: str) -> dict[str, Any]:
    return {
        "text": text,
        "source": citation.id,
        "article": article or None,
        "trust": citation.trust,
        "note": citation.note or None,
    }


def _general(general: General) -> dict[str, Any] | None:
    """Tell what the general plan says; its verdict stands beside that of the detailed plan."""
    if general.found is None:
        return None
    found = general.found
    return {
        "rows": [_zone(found, zone) for zone in found.zones],
        "accuracy": found.plan.zones.accuracy.to_dict(),
        "comparisons": [one.to_dict() for one in general.comparisons],
    }


def _untold(title: Text) -> Text:
    return Text(
        f"Tidak ada lapisan tentang {title.id}; tanyakan kepada instansi yang berwenang",
        f"No layer tells of {title.en}; ask the authority in charge",
    )


def reason(asked: Asked) -> Text | None:
    """Say why the verdict is unknown, or what is unusual about the place; None if nothing."""
    found, parts = asked.found, []
    layer = found.plan.layer
    if asked.nowhere:
        return asked.nowhere.reason
    if found.outside >= 1.0:
        parts.append(
            Text(
                f"tempat ini di luar rencana {layer.title.id!r}: tidak ada zona di sini",
                f"the place is outside the plan {layer.id} ({layer.title.en}): there is no zone "
                "here",
            )
        )
    elif 0.0 < found.outside <= MOSTLY:
        parts.append(outside_of(found))
    if not asked.place.is_parcel and len(found.held) > 1:
        parts.append(
            Text(
                "zona-zona bertumpang tindih di sini; yang paling ketat diambil",
                "zones overlap here; the strictest is taken",
            )
        )
    if found.outside >= 1.0 and asked.general.found is not None:
        parts += _by_general_plan(asked.general.found)
    parts += dict.fromkeys(zone.verdict.reason for zone in found.held if zone.verdict.reason)
    return Text.joined(parts) if parts else None


def _by_general_plan(general: Found) -> Iterator[Text]:
    """Say what the general plan has where there is no detailed one; that decides nothing."""
    for zone in general.held:
        code, layer = zone.verdict.code or "?", general.plan.layer
        words = MEANINGS[zone.verdict.value]
        yield Text(
            f"rencana umum {layer.title.id!r} menyebut {code}: {words.id}; lihat general_plan",
            f"the general plan {layer.id} has {code}: {words.en}; see general_plan",
        )


def notes_of(asked: Asked, general_id: str) -> tuple[Text, ...]:
    """Say what was assumed of lines, what is unknown of storeys, what was not compared."""
    if asked.nowhere:
        return ()
    notes = [_assumed(layer, one) for layer, one in asked.over.areas if not one.is_stated]
    plot = asked.plot
    if (
        plot is not None
        and plot.height.value is not None
        and "storeys_max" not in plot.storeys.binds
    ):
        notes.append(_storeys_unknown(plot))
    if asked.general.found is None and asked.found.plan.layer.id != general_id:
        notes.append(
            Text(
                f"tidak ada lapisan {general_id!r}: rencana umum (RTRW) tidak dibandingkan",
                f"there is no layer {general_id!r}: the general plan (RTRW) was not compared",
            )
        )
    return tuple(notes)


def _assumed(layer: Layer, accuracy: Accuracy) -> Text:
    """Say how accurate the lines of a layer were taken to be, which does not state its scale."""
    metres, mm, scale = (
        figure(accuracy.metres, "g"),
        figure(MAP_MM, "g"),
        figure(accuracy.scale, ","),
    )
    return Text(
        f"lapisan {layer.id} tidak menyebut skala: garisnya dianggap teliti sampai {metres.id} m "
        f"({mm.id} mm pada 1:{scale.id}, skala rencana umum kabupaten)",
        f"layer {layer.id} does not state its scale: its lines are taken to be accurate to "
        f"{metres.en} m ({mm.en} mm at 1:{scale.en}, the scale of a regency's general plan)",
    )


def _storeys_unknown(plot: Plot) -> Text:
    """Say that a height is no number of storeys, as no source says how high a storey is."""
    height = figure(plot.height.value or 0.0, "g")
    return Text(
        f"tinggi maksimum {height.id} m tidak diubah menjadi jumlah lantai: tidak ada sumber yang "
        "menyebut tinggi satu lantai, jadi berapa lantai yang muat di dalamnya tidak diketahui",
        f"the height of at most {height.en} m was not turned into storeys: no source says how high "
        "a storey is, so how many it leaves room for is not known",
    )


def citations(asked: Asked) -> tuple[Citation, ...]:
    """Give every source that a statement of the answer rests on, each once."""
    found: dict[str, Citation] = {}
    general = asked.general.found
    zones = [*asked.found.zones, *(general.zones if general else ())]
    held = [asked.found.plan.citation, *([general.plan.citation] if general else [])]
    held += [z.verdict.citation for z in zones if z.verdict.citation is not None]
    held += [limit.citation for z in zones for limit in z.limits.values()]
    held += [overlay.citation for overlay in asked.overlays]
    held += [Citation.of_standard(s.held) for o in asked.overlays for s in o.strips]
    for citation in held:
        found.setdefault(citation.id, citation)
    return tuple(found.values())


def trusts_of(asked: Asked) -> tuple[Trust, ...]:
    """Give the marks of what the answer rests on besides layers."""
    return tuple(citation.trust for citation in citations(asked))
