"""What can go wrong with scenarios.

ScenarioError              (also ValueError)   what was asked does not fit the scenarios there are
├── ScenarioNameError                          an id that cannot be part of an address
└── ScenarioNotFoundError  (also LookupError)  no scenario of that id

`code` tells them apart: ``scenario-exists``, ``scenario-changed``, ``cyclic-parent``,
``baseline-moved``, ``edit-conflict``, ``read-only``.
"""

from __future__ import annotations

from layers.errors import LayersError


class ScenarioError(LayersError, ValueError):
    """What was asked does not fit the scenarios there are, or the layers below them."""

    code = "scenario-conflict"


class ScenarioNameError(ScenarioError):
    """What a scenario is to be called cannot be part of an address."""

    code = "bad-scenario-id"


class ScenarioNotFoundError(ScenarioError, LookupError):
    """The workspace holds no scenario of the id asked for."""

    code = "scenario-not-found"
