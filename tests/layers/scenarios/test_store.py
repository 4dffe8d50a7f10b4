"""The store of a scenario answers every question as one that holds the edited rows would."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import layers
from layers.errors import LayerNotFoundError
from layers.query import Query
from layers.scenarios import Delta, OverlaidCatalogue, Scenario, ScenarioError
from layers.testing import fill_tiny_region
from layers.text import Text

QUESTIONS = [
    None,
    Query(bbox=(116.8, -1.3, 116.9, -1.2)),
    Query(equals={"type": "puskesmas"}),
    Query(filter="type = 'rs' OR name LIKE 'P%'"),
    Query(sortby=(("type", True), ("name", False))),
    Query(sortby=(("opened", False),), offset=1, limit=4),
    Query(properties=("name",), sortby=(("type", False),), limit=5),
    Query(time=("2019-01-01", None)),
    Query(limit=0),
]


class Changed:
    """Two facilities changed, one gone, one new; the people doubled."""

    def __init__(self, catalogue):
        frame = catalogue["facilities"].read()
        rows = frame.loc[[1, 3]].copy()
        rows.loc[1, "name"], rows.loc[1, "type"] = "Rumah", "puskesmas"
        rows.loc[3, "geometry"] = shapely.Point(116.99, -1.21)
        new = gpd.GeoDataFrame(
            {"name": ["Baru"], "type": ["rs"], "opened": pd.array([None], dtype=object)},
            geometry=[shapely.Point(116.85, -1.25)],
            crs=4326,
            index=pd.Index([1_000_000_007], name="id"),
        )
        new["opened"] = new["opened"].astype(frame["opened"].dtype)
        self.frame = pd.concat([rows, new])
        self.catalogue = catalogue

    def layers(self):
        return ["facilities", "population"]

    def leans_on(self, layer_id):
        return ["districts"] if layer_id == "population" else []

    def delta(self, layer_id):
        assert layer_id == "facilities"
        return Delta(self.frame, frozenset({1_000_000_007}), frozenset({2}))

    def raster(self, layer_id):
        raster = self.catalogue[layer_id].raster()
        return layers.Raster(raster.values * 2, raster.transform, raster.crs, raster.nodata)

    def unmoved(self, name, layer_id):
        return name == "shared" and layer_id == "facilities"


def opened(catalogue, **about):
    pins = {layer.id: layer.revision for layer in catalogue.layers()}
    told = {"pins": pins, "version": 3, "touched": {"facilities": 2, "population": 3}} | about
    return OverlaidCatalogue(catalogue, Scenario("one", Text.of("One"), **told), Changed(catalogue))


@pytest.fixture
def whole(tmp_path):
    """Give a workspace that holds the edited rows themselves, with the ids they have."""
    catalogue = fill_tiny_region(layers.open(tmp_path / "whole", create=True))
    frame, delta = catalogue["facilities"].read(), Changed(catalogue).delta("facilities")
    rows = pd.concat([frame.drop(index=[1, 2, 3]), delta.frame]).sort_index()
    catalogue.write(catalogue["facilities"].layer, rows, mode="replace")
    return catalogue, dict(zip(rows.index, range(1, len(rows) + 1), strict=True))


def test_every_question_means_for_edited_rows_what_it_means_for_others(tiny, whole):
    scenario, (catalogue, number) = opened(tiny), whole
    for query in QUESTIONS:
        mine, theirs = scenario["facilities"].read(query), catalogue["facilities"].read(query)
        assert list(mine.index.map(number)) == list(theirs.index), query
        pd.testing.assert_frame_equal(
            pd.DataFrame(mine.reset_index(drop=True)), pd.DataFrame(theirs.reset_index(drop=True))
        )
    assert len(tiny["facilities"].read()) == 6


def test_the_description_tells_of_the_scenario(tiny):
    layer = opened(tiny)["facilities"].layer
    assert (layer.n_features, layer.trust) == (6, "illustrative")
    assert layer.title.en == "Facilities · One"
    assert layer.revision == 1_000_002
    roads = opened(tiny)["roads"].layer
    assert roads == tiny["roads"].layer
    assert [one.id for one in opened(tiny).layers()] == tiny.ids()
    assert "facilities" in opened(tiny)
    assert "nothing" not in opened(tiny)
    with pytest.raises(LayerNotFoundError):
        opened(tiny)["nothing"]


def test_a_raster_is_written_once_and_read_in_part(tiny):
    scenario = opened(tiny)
    box = (116.8, -1.3, 116.85, -1.25)
    mine, theirs = scenario["population"].raster(box), tiny["population"].raster(box)
    assert np.array_equal(mine.values, theirs.values * 2)
    assert scenario["population"].grid() == tiny["population"].grid()
    folder = tiny.path / "scenarios" / "one" / "rasters"
    (file,) = folder.glob("*.tif")
    written = file.stat().st_mtime_ns
    opened(tiny)["population"].raster()
    assert file.stat().st_mtime_ns == written
    later = opened(tiny, touched={"population": 4}, version=4)
    later["population"].raster()
    assert [p.name for p in folder.glob("*.tif")] == ["population.r1000004.tif"]


def test_a_baseline_that_has_moved_is_never_read_unsaid(tiny):
    frame = tiny["roads"].read()
    scenario = opened(tiny)
    tiny.write(tiny["roads"].layer, frame, mode="replace")
    assert len(scenario["facilities"].read()) == 6
    for ask in (lambda: scenario["roads"], lambda: scenario.packed("roads")):
        with pytest.raises(ScenarioError, match="revision 1 of layer 'roads'") as caught:
            ask()
        assert caught.value.code == "baseline-moved"
    with pytest.raises(ScenarioError):
        scenario.derived("any", ["roads"], lambda: {"a": np.zeros(1)})
    # What grew by units that have moved is not what it was either.
    tiny.write(tiny["districts"].layer, tiny["districts"].read(), mode="replace")
    with pytest.raises(ScenarioError, match="layer 'districts'"):
        scenario["population"].raster()
    assert "roads" in scenario
    assert len(scenario.layers()) == 4


def test_nothing_is_written_through_a_scenario(tiny):
    scenario, frame = opened(tiny), tiny["roads"].read()
    for write in (
        lambda: scenario.write(tiny["roads"].layer, frame, mode="replace"),
        lambda: scenario.write_raster(
            tiny["population"].layer, tiny["population"].raster(), mode="replace"
        ),
        lambda: scenario.delete("roads"),
        lambda: scenario.snapshot(tiny.path / "copy.gpkg"),
        scenario.store.moment,
    ):
        with pytest.raises(ScenarioError) as caught:
            write()
        assert caught.value.code == "read-only"
    assert tiny.check() == []
    assert tiny["roads"].layer.revision == 1


def test_what_is_computed_is_the_baselines_own_where_no_edit_bears_on_it(tiny):
    scenario = opened(tiny)
    made = []

    def make():
        made.append(1)
        return {"a": np.arange(3)}

    for catalogue in (tiny, scenario):
        catalogue.derived("lengths", ["roads"], make)
        catalogue.derived("shared", ["facilities"], make)
    assert len(made) == 2
    scenario.derived("lengths", ["facilities"], make)
    opened(tiny).derived("lengths", ["facilities"], make)
    assert len(made) == 3
    opened(tiny, touched={"facilities": 5}, version=5).derived("lengths", ["facilities"], make)
    assert len(made) == 4
    tiny.derived("lengths", ["facilities"], make)
    assert len(made) == 5


def test_packed_rows_are_the_edited_ones(tiny):
    scenario = opened(tiny)
    assert sorted(scenario.packed("facilities").ids.tolist()) == [1, 3, 4, 5, 6, 1_000_000_007]
    assert scenario.packed("roads").layer == tiny.packed("roads").layer
    assert sorted(tiny.packed("facilities").ids.tolist()) == [1, 2, 3, 4, 5, 6]
