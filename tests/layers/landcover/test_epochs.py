"""The epoch of land cover is told by what says it, and refused where two disagree."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.landcover.epochs import epoch_of


@pytest.mark.parametrize(
    ("layer_id", "given", "hints", "date", "by"),
    [
        ("land_cover_2024", None, [], "2024", "the layer id"),
        ("land_cover_2024", "2024-07", ["old_2019.tif"], "2024-07", "the caller"),
        ("cover", "2020", ["klhk_2019.tif"], "2020", "the caller"),
        ("cover", None, ["PL_2019", "kelas"], "2019", "the names in the file"),
        ("cover", None, ["PL2022_ID", "pl_2022.zip"], "2022", "the names in the file"),
        ("land_cover_2022", None, ["PL_2022", "PL_2019"], "2022", "the layer id"),
    ],
)
def test_told(layer_id, given, hints, date, by):
    epoch = epoch_of(layer_id, given, hints)
    assert (epoch.date, epoch.told_by.en) == (date, by)


@pytest.mark.parametrize(
    ("layer_id", "given", "hints", "code"),
    [
        ("land_cover_2024", "2019", [], "epoch-mismatch"),
        ("land_cover_2024", None, ["klhk_2019.tif"], "epoch-mismatch"),
        ("cover", None, [], "date-missing"),
        ("cover", None, ["PL_2019", "PL_2022"], "date-missing"),
        ("cover", None, ["id_20191", "x1234"], "date-missing"),
    ],
)
def test_refused(layer_id, given, hints, code):
    with pytest.raises(SchemaError) as caught:
        epoch_of(layer_id, given, hints)
    assert caught.value.code == code
    assert "2" in str(caught.value) or "--data-date" in str(caught.value)
