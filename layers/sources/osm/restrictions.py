"""Restrictions: relations that forbid or order turns, as points where their roads meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import osmium

from layers.schema import Text
from layers.sources.osm.assembly import some
from layers.sources.osm.harvest import Harvest

THEME = "turns"
PLAIN, CONDITIONAL = "restriction", "restriction:conditional"
# Hours of an old way of tagging.
HOURS = ("day_on", "day_off", "hour_on", "hour_off")
WKB = osmium.geom.WKBFactory()


@dataclass(frozen=True, slots=True)
class Sign:
    """A restriction of the file: its tags and what was told from them, its via, or what is amiss.

    `via` is the id of the node where its roads meet; `amiss` a code of finding and why.
    """

    tags: Mapping[str, str]
    via: int = 0
    amiss: tuple[str, Text] | None = None


def sign_of(relation: Any, keys: tuple[str, ...]) -> Sign:
    """Read one relation.

    Parameters
    ----------
    relation
        Of osmium, of type restriction.
    keys
        The tags to keep.
    """
    tags = {key: value for key in keys if (value := relation.tags.get(key)) is not None}
    roles: dict[str, list[Any]] = {"from": [], "to": [], "via": []}
    for member in relation.members:
        roles.get(member.role, []).append(member)
    amiss = _amiss(roles) or _hours(relation.tags)
    if amiss:
        return Sign(tags, amiss=amiss)
    kind, modes = _kind(tags)
    if kind is None:
        why = Text("jenisnya berbeda menurut kendaraan", "it differs by vehicle")
        return Sign(tags, amiss=("osm-turn-unclear", why))
    ways = {f"{role}_line": ";".join(str(m.ref) for m in roles[role]) for role in ("from", "to")}
    told = {"kind": kind, **ways, **({"modes": modes} if modes else {})}
    return Sign(tags | told, int(roles["via"][0].ref))


def _amiss(roles: Mapping[str, list[Any]]) -> tuple[str, Text] | None:
    via = roles["via"]
    if any(member.type == "w" for member in via):
        ways = some([member.ref for member in via])
        return "osm-turn-via-way", Text(f"melalui way {ways}", f"it leads over way {ways}")
    if len(via) != 1 or via[0].type != "n":
        why = Text(f"{len(via)} anggota via, bukan satu", f"{len(via)} via members, not one")
        return "osm-turn-unclear", why
    for role in ("from", "to"):
        if not roles[role] or any(member.type != "w" for member in roles[role]):
            return "osm-turn-unclear", Text(f"tanpa way {role}", f"it has no {role} way")
    return None


def _hours(tags: Any) -> tuple[str, Text] | None:
    if tags.get(PLAIN) is None and tags.get(CONDITIONAL) is not None:
        said = tags.get(CONDITIONAL)[:60]
    else:
        said = ", ".join(f"{key}={tags.get(key)[:20]}" for key in HOURS if tags.get(key))
    return ("osm-turn-at-times", Text(said, said)) if said else None


def _kind(tags: Mapping[str, str]) -> tuple[str | None, str]:
    """Give what is forbidden, and the vehicles it is said of; none where it differs by vehicle."""
    if PLAIN in tags:
        return tags[PLAIN].strip(), ""
    said = {
        key.partition(":")[2]: value.strip()
        for key, value in tags.items()
        if key.startswith(f"{PLAIN}:") and key != CONDITIONAL
    }
    if len(set(said.values())) != 1:
        return None, ""
    return next(iter(said.values())), ";".join(sorted(said))


def place(nodes: Any, signs: Mapping[int, Sign], harvest: Harvest) -> None:
    """Add every restriction whose via has a position to the harvest, and name the others.

    Parameters
    ----------
    nodes
        Positions of all nodes.
    signs
        The restrictions, by id of their relation.
    harvest
        Takes the rows.
    """
    for osm_id, sign in signs.items():
        if sign.amiss is not None:
            harvest.refuse(sign.amiss[0], f"relation {osm_id}", sign.amiss[1])
            continue
        try:
            blob = WKB.create_point(nodes.get(sign.via))
        except (KeyError, RuntimeError, osmium.InvalidLocationError):
            why = Text(
                f"node via {sign.via} tidak ada dalam berkas atau tidak di bumi",
                f"via node {sign.via} is not in the file or not on earth",
            )
            harvest.refuse("osm-incomplete", f"relation {osm_id}", why)
        else:
            harvest.add("relation", osm_id, sign.tags, blob)
