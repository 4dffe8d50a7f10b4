"""What can go wrong with scenarios.

ScenarioError              (also ValueError)   what was asked does not fit the scenarios there are
└── ScenarioNotFoundError  (also LookupError)  no scenario of that id

`code` tells them apart: ``scenario-exists``, ``scenario-changed``, ``cyclic-parent``,
``baseline-moved``, ``edit-conflict``, ``read-only``.
"""

from __future__ import annotations

from layers.errors import LayersError


class ScenarioError(LayersError, ValueError):
    """What was asked does not fit the scenarios there are, or the layers below them."""

    code = "scenario-conflict"


class ScenarioNotFoundError(ScenarioError, LookupError):
    """The workspace holds no scenario of the id asked for."""

    code = "scenario-not-found"
