"""The way from a request to the desk of jobs and to the analyses there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app

from server.jobs.desk import NAME, JobDesk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gis.processes import Process


def the_desk() -> JobDesk:
    """Give the desk of jobs of the running application."""
    return cast("JobDesk", current_app.extensions[NAME])


def the_processes() -> Mapping[str, Process]:
    """Give every analysis that the running application publishes."""
    return the_desk().processes()
