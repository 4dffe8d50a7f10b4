"""Which layer a year means, in which legend, and how far apart dates are."""

from __future__ import annotations

import pytest

from gis.errors import InputError
from gis.processes.landuse.epochs import Epoch, epoch_of, legend_of, shared_legend, years_between
from layers.layer import Layer
from layers.schema import Field, Schema, Text


def layer(layer_id="cover", *, date="", codes=None, **styling):
    values = {code: Text(code, code) for code in codes} if codes else None
    field = Field("value", "integer", Text("Kelas", "Class"), codes=values)
    return Layer(
        layer_id,
        Text("", ""),
        "land",
        Schema((field,), "Geometry"),
        kind="raster",
        data_date=date,
        styling=styling,
    )


def epoch(date, legend="common"):
    return Epoch(layer(), date, legend)


def test_the_legend_is_that_of_the_import_or_the_common_one():
    assert legend_of(layer(legend="klhk")) == "klhk"
    assert legend_of(layer(codes=["0", "1", "10"])) == "common"
    assert legend_of(layer(codes=["10", "95"])) is None
    assert legend_of(layer()) is None
    assert legend_of(layer(legend="corine")) is None


def test_a_year_in_the_id_serves_where_there_is_no_date(land):
    assert epoch_of(land, "2017", "from").layer.id == "land_cover_2017"
    assert epoch_of(land, "land_cover_2024", "to").date == "2024"


@pytest.mark.parametrize(
    ("one", "other", "years"),
    [
        ("2017", "2024", 7.0),
        ("2017-06", "2024", 7.0),
        ("2017-01", "2017-07", 181 / 365.25),
        ("2016-01-01", "2020-01-01", 4.0),
    ],
)
def test_years_between(one, other, years):
    assert years_between(epoch(one), epoch(other)) == pytest.approx(years)


def test_dates_that_are_missing_or_in_the_wrong_order():
    with pytest.raises(InputError, match="has no date") as caught:
        years_between(epoch(""), epoch("2024"))
    assert [name for name, _ in caught.value.faults] == ["from"]
    with pytest.raises(InputError, match="2017 is not after 2024"):
        years_between(epoch("2024"), epoch("2017"))


def test_two_legends_meet_in_the_common_one():
    shared = shared_legend(epoch("2010", "klhk"), epoch("2021", "worldcover"))
    assert shared.legend.id == "common"
    assert shared.walked == ("klhk", "worldcover")
    assert shared.trusts == ("compiled",)
    assert (shared.classes.codes[0], shared.classes.missing) == (1, (0,))
    own = shared_legend(epoch("2010", "klhk"), epoch("2021", "klhk"))
    assert (own.legend.id, own.walked, own.trusts) == ("klhk", (), ())
    assert own.classes.missing == (2500,)
