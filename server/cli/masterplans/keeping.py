"""Values of targets kept of the layers as they are, before these become others."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from layers.errors import StoreError
from server.cli.session import Session, note

if TYPE_CHECKING:
    from gis.masterplans import Evaluation
    from layers.catalog import Catalogue
    from layers.masterplan import Masterplan
    from layers.masterplan.series import Series
    from layers.sources.report import Step


def today() -> date:
    """Give the day of whoever asks."""
    return datetime.now().astimezone().date()


def kept(session: Session, found: Evaluation, series: Series, *, new: bool = True) -> Evaluation:
    """Keep the values of an evaluation; in a folder that may not be written say so and go on."""
    from gis.masterplans import keep, with_series

    if not new:
        return with_series(found, series.read())
    try:
        return keep(found, series)
    except StoreError as error:
        note(session.say(error.text))
        return with_series(found, series.read())


def keep_now(session: Session, catalogue: Catalogue, plan: Masterplan, name: str) -> None:
    """Evaluate a plan on the layers as they are, and keep what its targets have."""
    from gis.masterplans import evaluate
    from layers.masterplan import Shelf

    found = evaluate(catalogue, plan, today())
    kept(session, found, Shelf.of(catalogue).series(name))
    known = sum(one.current.value is not None for one in found.standings)
    count = len(found.standings)
    told = session.words(
        f"nilai sekarang dari {known} di antara {count} target disimpan dalam deretnya",
        f"present values of {known} of {count} targets kept in its series",
    )
    note(f"{name}: {told}")


class Before:
    """Keeps what a change of a layer ends: values of the workspace's plans that have none kept.

    Plans with faults are passed over: they have no values.

    Parameters
    ----------
    session, catalogue
        The call, and the workspace it changes.
    layer_id
        The layer that is about to be written.
    """

    def __init__(self, session: Session, catalogue: Catalogue, layer_id: str) -> None:
        self._session, self._catalogue, self._layer_id = session, catalogue, layer_id
        self._is_past = False

    def __call__(self, step: Step) -> None:
        """Keep them at the step that tells of the writing to come.

        At the first only: those after it come from within the writing, where the store
        answers nobody else.
        """
        from layers.sources.report import STEPS

        if self._is_past or step.title != STEPS["write"]:
            return
        self._is_past = True
        if self._layer_id in self._catalogue:
            self._keep()

    def _keep(self) -> None:
        from layers.errors import LayersError
        from layers.masterplan import Shelf

        shelf = Shelf.of(self._catalogue)
        for name in shelf.names():
            if shelf.series(name).read():
                continue
            try:
                plan = shelf.read(name, layer_ids=self._catalogue.ids())
            except LayersError:
                continue
            keep_now(self._session, self._catalogue, plan, name)
