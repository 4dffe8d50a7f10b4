"""What goes with the layers of a workspace: scenarios, masterplans, and where results are from."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from layers.masterplan.shelf import FOLDER as PLANS
from layers.scenarios import Scenario, ScenarioError, Shelf
from layers.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from layers.catalog import Catalogue
    from server.results.shelf import Shelf as Results


def require_free(source: Catalogue, target: Catalogue) -> None:
    """Refuse to carry scenarios or masterplans into the place of others.

    Raises
    ------
    ScenarioError
        ``scenario-exists``, naming them.
    """
    plans = [{p.name for p in _files(one)} for one in (source, target)]
    there = {*Shelf(source.path).ids()} & {*Shelf(target.path).ids()} | plans[0] & plans[1]
    if there:
        names = ", ".join(sorted(there))
        raise ScenarioError(
            Text(
                f"tujuan sudah memuat skenario atau rencana {names}; berikan --replace untuk "
                "menggantikannya, atau salin ke ruang kerja lain",
                f"the target has scenarios or masterplans {names} already; give --replace to take "
                "their place, or copy into another workspace",
            ),
            code="scenario-exists",
        )


def carry(source: Catalogue, target: Catalogue) -> dict[str, int]:
    """Carry scenarios, masterplans and records of results, once the layers are there.

    Parameters
    ----------
    source, target
        Two workspaces with the same layers.

    Returns
    -------
    dict
        How many of each.
    """
    was, now = ({one.id: one.revision for one in c.layers()} for c in (source, target))
    shelf, scenarios = Shelf(target.path), Shelf(source.path).all()
    for scenario in scenarios:
        shelf.adopt(_pinned(scenario, was, now))
    plans = _files(source)
    for plan in plans:
        (target.path / PLANS).mkdir(exist_ok=True)
        place = target.path / PLANS / plan.name
        if plan.is_dir():
            shutil.copytree(plan, place, dirs_exist_ok=True)
        else:
            shutil.copy2(plan, place)
    return {
        "scenarios": len(scenarios),
        "masterplans": sum(plan.is_file() for plan in plans),
        "results": _results(source, target),
    }


def _files(catalogue: Catalogue) -> list[Path]:
    folder = catalogue.path / PLANS
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _pinned(scenario: Scenario, was: Mapping[str, int], now: Mapping[str, int]) -> Scenario:
    """Pin a scenario to the layers of the target; one that had moved before has moved there."""
    pins = {
        name: now.get(name, pin) if was.get(name) == pin else 0
        for name, pin in scenario.pins.items()
    }
    return scenario.with_(pins=pins)


def _results(source: Catalogue, target: Catalogue) -> int:
    """Carry the records of results, so that those kept for a time still go."""
    there = set(target.ids())
    with closing(_shelf(source)) as old:
        records = [record for record in old.records() if record.layer in there]
    if records:
        with closing(_shelf(target)) as new:
            for record in records:
                new.put(record)
    return len(records)


def _shelf(catalogue: Catalogue) -> Results:
    from server.ledger import FILE, Ledger
    from server.results.shelf import CHAPTER
    from server.results.shelf import Shelf as Results

    return Results(Ledger(catalogue.path / FILE, [CHAPTER]))
