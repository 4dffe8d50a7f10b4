"""The verdict in a sentence or two: what decides, each other zone with its own, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gis.processes.zoning.under import Found
from gis.zoning.verdicts import MEANINGS
from layers.text import Text, figure

MOST_ZONES = 4
MOSTLY = 0.5
Group = tuple[str, str]


def summary(name: Text, found: Found, *, is_parcel: bool) -> Text:
    """Say the verdict and how sure it is.

    Parameters
    ----------
    name
        Of the activity.
    found
        The zones at the place; over several the strictest verdict decides.
    is_parcel
        Whether zones have shares of the place.
    """
    said = name + ": " + _verdict(found, is_parcel=is_parcel) + "."
    if is_parcel and MOSTLY < found.outside < 1.0:
        said = outside_of(found) + ". " + said
    if found.is_sure:
        return said
    others = Text.joined((MEANINGS[value] for value in found.possible[1:]), ", ")
    metres = figure(found.plan.zones.accuracy.metres, "g")
    return said + Text(
        f" Garis zona lebih dekat daripada ketelitiannya ({metres.id} m), jadi mungkin pula: "
        f"{others.id}.",
        f" A line is nearer than it is accurate ({metres.en} m), so it may as well be: "
        f"{others.en}.",
    )


def outside_of(found: Found) -> Text:
    """Say how much of a parcel the plan does not reach."""
    share, layer = figure(100.0 * found.outside, ".1f"), found.plan.layer
    return Text(
        f"{share.id} % dari bidang di luar rencana {layer.title.id!r}",
        f"{share.en} % of the parcel is outside the plan {layer.id}",
    )


def _verdict(found: Found, *, is_parcel: bool) -> Text:
    """Say the verdict, what it rests on, and the milder verdicts of other zones beside it."""
    words, groups = MEANINGS[found.value], _groups(found)
    if not groups:
        return words
    if len(groups) == 1 and found.outside == 0.0:
        code = groups[0][0][0]
        return words + Text(f" di zona {code}", f" in zone {code}")
    # What decides comes first, however small; then no large zone may be crowded out by its like.
    beside = sorted(groups[1:], key=lambda one: -one[1])
    shown, n_more = [groups[0], *beside[: MOST_ZONES - 1]], len(beside) - MOST_ZONES + 1
    told = []
    deciding = [one for one in shown if one[0][1] == found.value]
    if deciding:
        told.append(Text("zona ", "zone ") + _listed(deciding, is_parcel=is_parcel))
    elif found.outside > 0.0:
        told.append(Text("sebagian di luar rencana", "part of it is outside the plan"))
    for value in dict.fromkeys(key[1] for key, _ in shown if key[1] != found.value):
        own = [one for one in shown if one[0][1] == value]
        told.append(Text("di ", "in ") + _listed(own, is_parcel=is_parcel) + " " + MEANINGS[value])
    zones = "zone" if n_more == 1 else "zones"
    told += [Text(f"dan {n_more} zona lagi", f"and {n_more} more {zones}")] if n_more > 0 else []
    return words + ": " + Text.joined(told)


def _groups(found: Found) -> list[tuple[Group, float]]:
    """Give zones by code and verdict with their share: those that decide first, then by share."""
    shares: dict[Group, float] = {}
    for zone in found.held:
        key = (zone.verdict.code or "?", zone.verdict.value)
        shares[key] = shares.get(key, 0.0) + (zone.share or 0.0)
    return sorted(shares.items(), key=lambda one: (one[0][1] != found.value, -one[1]))


def _listed(groups: Sequence[tuple[Group, float]], *, is_parcel: bool) -> Text:
    return Text.joined(_told(groups, is_parcel=is_parcel), ", ")


def _told(groups: Sequence[tuple[Group, float]], *, is_parcel: bool) -> Iterator[Text]:
    for (code, _), share in groups:
        # Of a parcel of hectares a strip of 0.04 % must not read as nothing.
        form = ".1f" if share >= 0.0005 else ".2g"
        yield Text.of(code) + (" (" + figure(100.0 * share, form) + " %)" if is_parcel else "")
