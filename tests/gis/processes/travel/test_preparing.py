"""What is prepared is what questions take: nothing is made again when they are asked."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

import layers
from gis.errors import InputError
from gis.processes import registry
from gis.processes.travel.preparing import (
    MODES,
    missing_for,
    prepare_travel,
    require_modes,
)
from layers.testing import fill_tiny_region, write_street


@pytest.fixture
def watched(tmp_path):
    """A region whose roads cars may use, and the titles of what is made from it."""
    titles = []

    @contextmanager
    def observer(title):
        titles.append(title.en)
        yield lambda done, total: None

    catalogue = fill_tiny_region(layers.open(tmp_path / "w", create=True, observer=observer))
    write_street(catalogue)
    street = catalogue["streets"]
    named = street.layer.with_(id="roads", revision=0)
    catalogue.write(named, street.read(), mode="replace", provenance={"source": "test"})
    yield catalogue, titles
    catalogue.close()


def test_questions_that_follow_make_nothing(watched):
    catalogue, titles = watched
    for mode in ("car", "walk"):
        assert missing_for(catalogue, mode) == []
        prepare_travel(catalogue, mode)
    assert titles
    made = len(titles)
    coverage = registry()["coverage"]
    for mode in ("car", "walk"):
        answer = coverage.run(catalogue, {"facilities": "rs", "within": "30min", "mode": mode})
        assert answer.numbers["totals"][0]["covered"] > 0
        prepare_travel(catalogue, mode)
    # The analysis itself is told of, and nothing that would have to be made for it.
    assert set(titles[made:]) == {coverage.title.en}


def test_layers_that_are_not_there_are_named(watched):
    catalogue, _ = watched
    assert missing_for(catalogue, "boat") == ["waterways"]
    empty = layers.open(catalogue.path / "other", create=True)
    assert missing_for(empty, "car") == ["districts", "population", "roads", "facilities"]
    empty.close()


def test_modes_are_those_of_travel():
    require_modes(MODES)
    require_modes(())
    with pytest.raises(InputError, match="straight, wings is no mode of travel; there are walk"):
        require_modes(["straight", "car", "wings"])
