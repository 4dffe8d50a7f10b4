"""The catalogue of a scenario: see test_store.py for what it reads."""

from layers.scenarios import OverlaidCatalogue, Scenario
from layers.text import Text


class Nothing:
    """No edits."""

    def layers(self):
        return []


def test_a_scenario_without_edits_is_its_baseline(tiny):
    pins = {layer.id: layer.revision for layer in tiny.layers()}
    scenario = OverlaidCatalogue(tiny, Scenario("one", Text.of("One"), pins), Nothing())
    assert scenario.layers() == tiny.layers()
    assert scenario["roads"].read().equals(tiny["roads"].read())
    assert scenario.packed("roads") is tiny.packed("roads")
    assert scenario.check() == []
    assert scenario.audit() == tiny.audit()
    assert scenario.store.identity != tiny.store.identity
    assert scenario.version() > tiny.version()
    assert not (tiny.path / "scenarios").exists()


def test_its_version_is_known_where_that_of_the_baseline_is(tiny, monkeypatch):
    scenario = OverlaidCatalogue(tiny, Scenario("one", Text.of("One"), {}, version=3), Nothing())
    for known, wanted in ((None, None), (tiny.version(), scenario.version())):
        monkeypatch.setattr(tiny.store, "known_version", lambda known=known: known)
        assert scenario.store.known_version() == wanted
