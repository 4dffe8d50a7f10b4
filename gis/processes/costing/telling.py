"""Telling: one sentence of what an analysis costs, with what that is known from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis.processes.costing.cost import Cost, Estimate, rounded, seconds_text
from gis.processes.costing.measured import MACHINE, WHEN
from layers.text import Text

METHOD = Text(
    "median beberapa kali jalan berturut-turut dalam satu proses; kali pertama: proses baru, tidak "
    "ada yang dihitung sebelumnya",
    "median of runs one after the other in one process; the first: a new process, nothing "
    "computed before",
)


def cost_text(cost: Cost, estimate: Estimate, titles: Mapping[str, Text]) -> Text:
    """Say how long a run takes, from what that is known, and what it grows with.

    Parameters
    ----------
    cost
        Of the analysis.
    estimate
        Of a run here.
    titles
        Input → its title.
    """
    told = seconds_text(estimate.seconds) + _basis(estimate)
    first = cost.measured.first_s if cost.measured else 0.0
    if estimate.basis != "runs" and first >= 2 * max(estimate.seconds, 0.5):
        long = seconds_text(first)
        told += Text(
            f"; {long.id} pada kali pertama, atau sesudah lapisannya berubah",
            f"; {long.en} the first time, or after its layers have changed",
        )
    grown = [titles[name] for name in cost.grows_with]
    if grown:
        told += Text("; bertambah dengan: ", "; grows with: ") + Text.joined(grown, ", ")
    return told


def _basis(estimate: Estimate) -> Text:
    if estimate.basis == "runs":
        return Text(
            f" sebagai pekerjaan (median {estimate.n} kali jalan terakhir di sini)",
            f" as a job (median of the last {estimate.n} runs here)",
        )
    if estimate.basis == "scaled":
        return Text(
            " (sebanding dengan isi lapisan di sini; diukur pada wilayah awal)",
            " (in proportion to the layers here; measured on the starter region)",
        )
    return Text(" (diukur pada wilayah awal)", " (measured on the starter region)")


def cost_record(
    cost: Cost, estimate: Estimate | None, titles: Mapping[str, Text]
) -> dict[str, Any]:
    """Give all that is known of the cost as plain data.

    Parameters
    ----------
    cost, estimate, titles
        As for `cost_text`; without an estimate only what it grows with is told.
    """
    told: dict[str, Any] = {"growsWith": list(cost.grows_with)}
    if estimate is not None:
        told |= estimate.to_dict() | {"titles": cost_text(cost, estimate, titles).to_dict()}
    if cost.measured is not None:
        told["measured"] = {
            "seconds": rounded(cost.measured.seconds),
            "firstSeconds": rounded(cost.measured.first_s),
            "inputs": dict(cost.asked),
            "features": dict(cost.measured.sizes),
            "region": "starter",
            "date": WHEN,
            "machine": MACHINE,
            "method": METHOD.to_dict(),
        }
    return told
