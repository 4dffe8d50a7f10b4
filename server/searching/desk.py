"""Desk: one worker's search of the workspace, opened late and as fresh as its layers."""

from __future__ import annotations

import threading
from typing import cast

from flask import current_app

from layers.searching import Searcher, open_search
from server.workspace import Workspace

NAME = "penyangga-search"


class Desk:
    """Holds the search of a workspace until a layer changes.

    Parameters
    ----------
    workspace
        The workspace that is searched.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._opening = threading.Lock()
        self._held: tuple[int, int, Searcher] | None = None

    def searcher(self) -> Searcher:
        """Give the search as the layers are now."""
        catalogue = self._workspace.catalogue()
        now = (id(catalogue), catalogue.version())
        held = self._held
        if held is not None and held[:2] == now:
            return held[2]
        # Indexing may take seconds; who comes meanwhile waits for the same.
        with self._opening:
            if self._held is None or self._held[:2] != now:
                self._held = (*now, open_search(catalogue))
            return self._held[2]


def the_desk() -> Desk:
    """Give the desk of the running application."""
    return cast("Desk", current_app.extensions[NAME])
