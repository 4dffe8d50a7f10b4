"""The way from a request to the desks, the analyses and the scenarios there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app

from server.jobs.desk import NAME, JobDesk
from server.results.desk import NAME as RESULTS
from server.results.desk import ResultDesk
from server.scenarios.shelf import NAME as SCENARIOS
from server.scenarios.shelf import OpenScenarios

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gis.processes import Process


def the_desk() -> JobDesk:
    """Give the desk of jobs of the running application."""
    return cast("JobDesk", current_app.extensions[NAME])


def the_results() -> ResultDesk:
    """Give the desk of results of the running application."""
    return cast("ResultDesk", current_app.extensions[RESULTS])


def the_scenarios() -> OpenScenarios:
    """Give the scenarios of the running application."""
    return cast("OpenScenarios", current_app.extensions[SCENARIOS])


def the_processes() -> Mapping[str, Process]:
    """Give every analysis that the running application publishes."""
    return the_desk().processes()
