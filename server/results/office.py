"""The office of a workspace: its desks of jobs and results, and its scenarios."""

from __future__ import annotations

from typing import NamedTuple

from server.jobs.desk import JobDesk
from server.results.desk import ResultDesk
from server.scenarios.shelf import OpenScenarios
from server.workspace import Workspace


class Office(NamedTuple):
    """What runs analyses of a workspace and keeps what they give."""

    jobs: JobDesk
    results: ResultDesk
    scenarios: OpenScenarios


def open_office(workspace: Workspace) -> Office:
    """Give a workspace its desks.

    Parameters
    ----------
    workspace
        As it is published, or asked at the command line.
    """
    jobs = JobDesk(workspace.settings, lambda: workspace.catalogue().path, workspace.layers)
    scenarios = OpenScenarios(workspace)
    return Office(jobs, ResultDesk(jobs, workspace.catalogue, scenarios), scenarios)
