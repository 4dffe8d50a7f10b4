"""Verdicts: what the rules of a zone say of an activity, for one zone or for many places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.checks import lonlat_of_points, require_unique_index
from gis.zoning.citations import NOTHING, Citation
from gis.zoning.zones import Zones
from layers.text import Text
from layers.zoning.activities import Activity, words_on
from layers.zoning.codes import allocations, known, subzones
from layers.zoning.rulerows import ItbxRule, Kind
from layers.zoning.rules import RuleTable, rules_for

UNKNOWN = "unknown"
MEANINGS: Mapping[str, Text] = MappingProxyType(
    {
        "I": Text("diperbolehkan (I)", "allowed (I)"),
        "T": Text("diperbolehkan terbatas (T)", "allowed within limits (T)"),
        "B": Text("diperbolehkan bersyarat (B)", "allowed on conditions (B)"),
        "TB": Text(
            "diperbolehkan terbatas dan bersyarat (T, B)",
            "allowed within limits and on conditions (T, B)",
        ),
        "X": Text("tidak diperbolehkan (X)", "not allowed (X)"),
        UNKNOWN: Text("tidak diketahui", "unknown"),
    }
)
# From the mildest; where zones differ, the strictest holds for the whole.
STRICTNESS: tuple[str, ...] = ("I", "T", "B", "TB", UNKNOWN, "X")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of an activity in a zone.

    Attributes
    ----------
    value
        `I`, `T`, `B`, `TB`, `X` or `unknown`.
    code
        Code of the zone; None where it has none.
    article
        Where in the table: sub-zone and activity.
    condition, reason
        What must be kept to; why it is unknown. Empty where there is nothing to say.
    citation
        The table it rests on; None where there was none to ask.
    """

    value: str
    code: str | None
    article: str = ""
    condition: Text = NOTHING
    reason: Text = NOTHING
    citation: Citation | None = None

    @property
    def meaning(self) -> Text:
        """The verdict in words."""
        return MEANINGS[self.value]


@dataclass(frozen=True)
class Rules:
    """The tables of rules of a workspace, and which holds in which region on a day.

    Attributes
    ----------
    tables
        All of them; where none fits, the shipped illustrative ones hold.
    day
        ISO date; None for the latest tables.
    """

    tables: tuple[RuleTable, ...] = ()
    day: str | None = None
    _held: dict[tuple[str, str], RuleTable] = field(default_factory=dict, repr=False)

    def table(self, kind: Kind, region: str) -> RuleTable:
        """Give the table that holds in a regency or city."""
        key = (kind, region)
        if key not in self._held:
            self._held[key] = rules_for(self.tables, kind, region, self.day)
        return self._held[key]

    def verdict(self, code: str | None, region: str, activity: Activity) -> Verdict:
        """Say what the rules of a region say of an activity in a zone.

        Examples
        --------
        >>> from layers.zoning.activities import activities
        >>> Rules().verdict("HL", "64.09", activities()[0]).value
        'X'
        """
        table = self.table("itbx", region)
        citation = Citation.of_table(table)
        if code is None:
            return Verdict(UNKNOWN, None, reason=_no_code(), citation=citation)
        rule = _rule(table, activity, code)
        article = f"{code} × {activity.id}"
        if rule is None:
            reason = _no_rule(table, activity, code)
            return Verdict(UNKNOWN, code, article, reason=reason, citation=citation)
        if rule.subzone != code:
            article = f"{rule.subzone} × {activity.id}"
        condition = words_on(rule.condition)
        return Verdict(rule.permission, code, article, condition, citation=citation)


def _rule(table: RuleTable, activity: Activity, code: str) -> ItbxRule | None:
    for name in (activity.id, activity.name.id, activity.name.en):
        rule = table.permission(name, code)
        if rule is not None:
            return rule
    return None


def _no_code() -> Text:
    return Text(
        "kelas zona ini tidak dikenali sebagai zona atau subzona mana pun, jadi tidak ada "
        "ketentuan yang dapat dicari; perbaiki kode atau namanya dalam data rencana",
        "the class of this zone was not recognised as any zone or sub-zone, so that no rule can "
        "be looked up; correct its code or name in the data of the plan",
    )


def _no_rule(table: RuleTable, activity: Activity, code: str) -> Text:
    """Say why a table has no rule for an activity in a zone, and what it has instead."""
    name = known()[code].name if code in known() else Text.of(code)
    reason = Text(
        f"tabel {table.id} tidak memuat ketentuan untuk {code} ({name.id}) dan kegiatan "
        f"{activity.id} ({activity.name.id})",
        f"table {table.id} has no rule for {code} ({name.en}) and activity {activity.id} "
        f"({activity.name.en})",
    )
    finer = [
        (s, _rule(table, activity, s)) for s, held in subzones().items() if held.parent == code
    ]
    said = ", ".join(f"{s} {rule.permission}" for s, rule in finer if rule and s != code)
    if said:
        return reason + Text(
            f"; zonanya tanpa subzona, dan subzonanya berbeda-beda: {said}",
            f"; the zone is given without its sub-zone, and its sub-zones are: {said}",
        )
    if code in allocations() and code not in subzones():
        return reason + Text(
            "; ini peruntukan rencana umum (RTRW), sedangkan ketentuan ITBX berlaku bagi subzona "
            "rencana rinci (RDTR)",
            "; this is an allocation of a general plan (RTRW), and ITBX rules hold for sub-zones "
            "of a detailed plan (RDTR)",
        )
    return reason


def strictest(values: Iterable[str]) -> str:
    """Give the verdict that holds for a whole of several zones: the strictest.

    Examples
    --------
    >>> strictest(["I", "B", "X"]), strictest([])
    ('X', 'unknown')
    """
    return max(values, key=STRICTNESS.index, default=UNKNOWN)


def zone_verdicts(zones: Zones, activity: Activity, rules: Rules) -> list[Verdict]:
    """Give the verdict of every zone, in their order; alike ones are the same object."""
    held = _kind_verdicts(zones, activity, rules)
    return [held[kind] for kind in zones.kinds[1].tolist()]


def _kind_verdicts(zones: Zones, activity: Activity, rules: Rules) -> list[Verdict]:
    return [rules.verdict(code, region, activity) for code, region in zones.kinds[0]]


def verdicts_at(
    points: gpd.GeoSeries, zones: Zones, activity: Activity, rules: Rules, *, lines: bool = False
) -> pd.DataFrame:
    """Give the verdict at each of many points.

    Parameters
    ----------
    points
        Points in any CRS; the index is unique.
    zones, activity, rules
        Of which plan, of what, by which rules.
    lines
        Also tell which points are nearer to a line than it is accurate: ask for these one by
        one, as their verdict may be another.

    Returns
    -------
    pandas.DataFrame
        On the index of `points`: `zone` (label of the first zone there, in the frame's order),
        `code`, `n_zones` (0: outside the plan), `verdict`, the strictest of the zones, and with
        `lines` also `near_line`.

    Raises
    ------
    CRSError
        If `points` have no CRS.
    InputError
        If the index repeats.
    """
    require_unique_index(points, "points")
    lonlat = lonlat_of_points(points, "points")
    point, zone = zones.at(lonlat)
    rank = {value: k for k, value in enumerate(STRICTNESS)}
    told = _kind_verdicts(zones, activity, rules)
    held = np.array([rank[verdict.value] for verdict in told], dtype=np.intp)[zones.kinds[1]]
    n = len(points)
    worst = np.full(n, -1, dtype=np.intp)
    np.maximum.at(worst, point, held[zone])
    first = np.full(n, -1, dtype=np.intp)
    first[point[::-1]] = zone[::-1]
    values = np.array([*STRICTNESS, UNKNOWN], dtype=object)
    labels = zones.frame.index.to_numpy()
    table = pd.DataFrame(
        {
            "zone": pd.Series(_taken(labels, first), points.index, dtype=object),
            "code": pd.Series(_taken(zones.codes, first), points.index, dtype=object),
            "n_zones": np.bincount(point, minlength=n),
            "verdict": pd.Series(values[worst], points.index, dtype=object),
        },
        index=points.index,
    )
    if lines:
        table["near_line"] = zones.beside_lines(lonlat)
    return table


def _taken(values: NDArray[Any], place: NDArray[np.intp]) -> NDArray[np.object_]:
    """Take values by place; None for place -1."""
    longer = np.empty(len(values) + 1, dtype=object)
    longer[:-1], longer[-1] = values, None
    return longer[place]
