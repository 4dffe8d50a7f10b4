"""What a reader of an aggregate has to know: what is missing, split, in no zone, or twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.aggregation.borders import OUTSIDE
from gis.aggregation.shares import Shares
from gis.aggregation.sums import Sums
from layers.text import Text, figure
from server.aggregates.reading import Selected, Zones
from server.aggregates.request import AggregateRequest

# Of the weight: less is rounding.
TOLD = 1e-9
CROSSED = Text(
    " memiliki batas yang memotong atau menindih dirinya sendiri: yang dihitung adalah apa yang "
    "dilingkupinya",
    " have borders that cross or overlap themselves: what they enclose is counted",
)


def notes_of(request: AggregateRequest, selected: Selected, zones: Zones, sums: Sums) -> list[Text]:
    """Give the notes of an aggregate.

    Parameters
    ----------
    request, selected, zones, sums
        What was asked, read, split and added up.
    """
    notes = [*_missing(request, selected, sums), *_mixed(selected)]
    if selected.simple.n_mended:
        notes.append(_of(selected.simple.n_mended, selected.simple.n) + CROSSED)
    if zones.n_mended:
        notes.append(figure(zones.n_mended) + Text(" zona", " zones") + CROSSED)
    if request.zones is not None or request.hexagons is not None:
        notes += _placing(selected, zones.shares, sums)
    return notes


def _missing(request: AggregateRequest, selected: Selected, sums: Sums) -> Iterator[Text]:
    n, total = selected.simple.n, sums.total.iloc[0]
    for field in selected.values:
        lacking = n - int(total[f"n_{field}"])
        if lacking:
            yield _of(lacking, n) + Text(
                f" tanpa nilai {field}: tidak ikut dalam jumlah, rata-rata, terkecil, dan terbesar",
                f" have no value of {field}: they take no part in its sum, mean, least and "
                "greatest",
            )
    for i, name in enumerate(request.by):
        none = [g for g, key in enumerate(selected.keys) if key[i] is None]
        lacking = int(np.isin(selected.group, none).sum())
        if lacking:
            yield _of(lacking, n) + Text(
                f" tanpa nilai {name}: kelompok tersendiri, kosong",
                f" have no value of {name}: a group of their own, empty",
            )


def _mixed(selected: Selected) -> Iterator[Text]:
    """Tell of columns whose numbers are in different units."""
    for field, units in selected.units.items():
        if len(units) > 1:
            told = ", ".join(units[:8]) + (" …" if len(units) > 8 else "")
            yield Text(
                f"{field} di sini dalam beberapa satuan ({told}): jumlahnya mencampurnya; "
                f"kelompokkan dengan by={field}_unit atau saring",
                f"{field} is in several units here ({told}): its sum mixes them; group by "
                f"by={field}_unit, or filter",
            )


def _placing(selected: Selected, shares: Shares, sums: Sums) -> Iterator[Text]:
    n = selected.simple.n
    unplaced = n - int(selected.simple.placed.sum())
    if unplaced:
        yield _of(unplaced, n) + Text(
            " tanpa letak: di luar semua zona, di bawah unplaced",
            " have no place: beyond all zones, told under unplaced",
        )
    lost = shares.zone == OUTSIDE
    if lost.any():
        yield (
            _of(len(np.unique(shares.feature[lost])), n)
            + Text(
                " seluruhnya atau sebagian di luar semua zona (bersama ",
                " lie wholly or partly in none of the zones (together ",
            )
            + figure(float(shares.share[lost].sum()), ",.6g")
            + Text(" fitur): di bawah outside", " features): told under outside")
        )
    split = int((np.bincount(shares.feature[~lost], minlength=n) > 1).sum())
    if split:
        yield _of(split, n) + Text(
            " terletak di beberapa zona: count menghitungnya di setiap zona, weight menurut "
            "bagiannya",
            " lie in several zones: count has them in each, weight by their shares",
        )
    twice = float(sums.table["weight"].sum()) + unplaced - n
    if twice > TOLD * max(n, 1):
        yield (
            Text("zona-zona bertumpang tindih: bersama ", "zones overlap: together ")
            + figure(twice, ",.6g")
            + Text(" fitur terhitung lebih dari sekali", " features are counted more than once")
        )


def _of(part: int, n: int) -> Text:
    """Say how many of how many features, and which share that is."""
    share = figure(part / n, ".1%")
    return (
        figure(part)
        + Text(" dari ", " of ")
        + figure(n)
        + Text(" fitur (", " features (")
        + share
        + ")"
    )
