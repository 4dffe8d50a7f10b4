"""Looking up standards by facility type and area."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.standards import standard_for, types_with_standards


def test_a_puskesmas_in_town_and_outside():
    town = standard_for("Community health centre")
    assert town.provision.id == "HEA-PKM"
    assert [t.id for t in town.thresholds] == ["THR-PKM-KEC", "THR-IKN-SOCIAL"]
    assert town.trust == "illustrative"
    rural = standard_for("puskesmas", area="rural")
    assert rural.provision is None
    assert [t.id for t in rural.thresholds] == ["THR-PKM-KEC"]


def test_only_sourced_numbers_give_a_sure_answer():
    assert standard_for("masjid").trust == "compiled"
    assert standard_for("smp", "rural").trust == "compiled"


def test_fire_posts_have_both():
    found = standard_for("damkar").to_dict()
    assert found["provision"]["id"] == "GOV-KEL-FIRE"
    assert len(found["thresholds"]) == 4
    assert found["label"]["en"] == "Fire station"


@pytest.mark.parametrize("area", ["urban", "rural"])
def test_every_type_listed_has_a_standard(area):
    for name in types_with_standards(area):
        found = standard_for(name, area)
        assert found.provision or found.thresholds


@pytest.mark.parametrize(
    ("name", "area", "code"),
    [
        ("spbu", "urban", "standard-unknown"),
        ("damkar", "rural", "standard-unknown"),
        ("xyzzy", "urban", "facility-type-unknown"),
        ("sd", "moon", "area-unknown"),
    ],
)
def test_what_is_not_known_is_refused(name, area, code):
    with pytest.raises(SchemaError) as caught:
        standard_for(name, area)
    assert caught.value.code == code
