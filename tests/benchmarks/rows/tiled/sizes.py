"""The row of how large tiles are, beside the smallest that any rival made of the same content."""

from __future__ import annotations

from collections.abc import Iterable

from verdict import Agreement, Row

GOAL = 1.10


def row(compared: Iterable[Row]) -> Row:
    """Sum up the bytes of the tiles that ours and the rivals made in the same run.

    Parameters
    ----------
    compared
        Rows of tiles with `bytes` and `rival_bytes`, those of one layer and zoom named alike
        up to the comma before the rival.
    """
    ours: dict[str, int] = {}
    least: dict[str, tuple[int, str]] = {}
    equal = True
    for one in compared:
        what = one.what.split(", beside")[0].removeprefix("vector tiles, ")
        ours[what] = one.detail["bytes"]
        other = (one.detail["rival_bytes"], one.rival_name)
        least[what] = min(other, least.get(what, other))
        equal = equal and one.agreement.equal
    worst = max(ours, key=lambda what: ours[what] / least[what][0])
    told = f"largest for {worst}: {ours[worst] / least[worst][0]:.1%} of {least[worst][1]}"
    return Row(
        "bytes of vector tiles",
        "kB",
        (sum(ours.values()) / 1e3,),
        "costs at most",
        GOAL,
        Agreement(equal and ours[worst] <= GOAL * least[worst][0], told),
        rival=(sum(size for size, _ in least.values()) / 1e3,),
        rival_name="the smallest of all rivals, tile by tile",
        detail={what: [ours[what], *least[what]] for what in ours},
    )
