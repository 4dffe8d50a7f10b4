"""The example plans, and the starter region they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import layers
from layers import Catalogue
from layers.masterplan import Masterplan, Shelf


@pytest.fixture(scope="module")
def region(starter_workspace: Path) -> Iterator[Catalogue]:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


@pytest.fixture
def banjarbaru(tmp_path: Path) -> Masterplan:
    return Shelf(tmp_path).read("banjarbaru")


def changed(plan: Masterplan, **lists: object) -> Masterplan:
    """Give a plan with some of its lists changed."""
    document = plan.model_dump(by_alias=True, exclude_unset=True)
    return Masterplan.model_validate(document | lists)
