"""Composition of land cover in a terminal: the numbers of the library, in both languages."""

from __future__ import annotations

import pytest

import layers
from gis.processes import registry
from layers.testing import cover_raster, fill_tiny_region, tiny_covers, write_cover
from server.cli.answers.composition import print_composition
from server.cli.session import Session


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    """Answer for the districts of the tiny region."""
    path = tmp_path_factory.mktemp("composition") / "region"
    tiny = fill_tiny_region(layers.open(path, create=True))
    write_cover(tiny, "land_cover_2024", cover_raster(tiny_covers()[1]), date="2024")
    answer = registry()["composition"].run(tiny, {"by": "districts"})
    tiny.close()
    return answer.to_dict()


def told(numbers, capsys, lang="en"):
    print_composition(Session(lang=lang), numbers)
    return capsys.readouterr().out.splitlines()


def test_classes_then_zones(numbers, capsys):
    lines = told(numbers, capsys)
    assert lines[0].split() == ["class", "ha", "share"]
    forest = numbers["totals"][0]
    assert lines[1].split()[:3] == ["1", "Natural", "forest"]
    assert f"{round(forest['area_ha']):,}  {100 * forest['share']:.1f} %" in lines[1]
    assert "Not classified: 1,231 ha without data, 0 ha with strange codes, 0 ha beyond the " in (
        "\n".join(lines)
    )
    middle = next(line for line in lines if "Tengah" in line)
    assert "Natural forest 77.0 %, Built-up 20.0 %, Dryland cropland 3.0 %" in middle
    assert next(line for line in lines if "Timur" in line).split()[3:5] == ["10.0", "%"]
    assert lines[-1] == "Land cover: land_cover_2024 (2024)."


def test_in_indonesian(numbers, capsys):
    text = "\n".join(told(numbers, capsys, "id"))
    for words in ("kelas terbesar", "Hutan alam 77,0 %", "Tidak terklasifikasi: 1.231 ha"):
        assert words in text


def test_long_lists_are_cut_and_zones_without_area_have_no_share(numbers, capsys):
    zone = numbers["zones"][0]
    empty = zone | {"id": 99, "area_ha": 0.0, "no_value_ha": 0.0}
    lines = told(numbers | {"zones": [empty, *[zone] * 24]}, capsys)
    assert "… and 5 more zones." in lines
    assert any(line.split()[2:] == ["0", "–"] for line in lines)
