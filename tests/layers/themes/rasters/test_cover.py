"""Land cover by cell: legends told, classes converted, nothing guessed."""

from __future__ import annotations

import numpy as np
import pytest

from layers.errors import SchemaError
from layers.themes.rasters.cover import fit_cover
from layers.themes.rasters.theme import RasterAsked

ASKED = RasterAsked("land_cover_2024")
KLHK = np.array([[2001, 2002, 2012], [20093, 5001, 2500]], dtype=np.uint16)


def codes(fitted):
    return [f.code for f in fitted.findings]


def test_klhk_becomes_common(stage):
    fitted = fit_cover(stage(KLHK), ASKED)
    assert fitted.cells.tolist() == [[1, 1, 8], [6, 10, 0]]
    assert fitted.cells.dtype == np.uint8
    assert fitted.nodata == 0
    assert fitted.data_date == "2024"
    assert fitted.value.codes["8"].en == "Built-up"
    assert "2001→1" in fitted.method
    merged = next(f for f in fitted.findings if f.code == "classes-merged")
    assert "2001+2002 → 1 Natural forest" in merged.message
    assert fitted.hints["legend"] == "common"


def test_codes_can_be_kept(stage):
    fitted = fit_cover(stage(KLHK), RasterAsked("land_cover_2024", keep_codes=True))
    assert (fitted.cells == KLHK).all()
    assert fitted.hints["legend"] == "klhk"
    assert fitted.hints["classes"][0]["label"]["id"] == "Hutan lahan kering primer"
    assert fitted.value.codes["20093"].id == "Sawah"


def test_fractions_that_are_whole_are_classes(stage):
    values = np.array([[10.0, 95.0, np.nan]], dtype=np.float32)
    fitted = fit_cover(stage(values), ASKED)
    assert fitted.cells.tolist() == [[1, 2, 0]]
    kept = fit_cover(stage(values), RasterAsked("land_cover_2024", keep_codes=True))
    assert kept.cells.tolist() == [[10, 95, 0]]


def test_nodata_stays_no_data(stage):
    fitted = fit_cover(stage(np.array([[10, 95, 80]], dtype=np.uint8), nodata=80), ASKED)
    assert fitted.cells.tolist() == [[1, 2, 0]]


def test_unknown_codes_are_reported_and_have_no_class(stage):
    values = np.array([[2001, 2002, 2004, 2005, 2006, 2007, 2010, 4444]], dtype=np.uint16)
    fitted = fit_cover(stage(values), ASKED)
    assert fitted.cells[0, -1] == 0
    found = next(f for f in fitted.findings if f.code == "class-unknown")
    assert "4444 (1 cells)" in found.message


def test_the_trap_of_the_numberings_is_remarked_or_refused(stage):
    fitted = fit_cover(stage(np.array([[2004, 20051]], dtype=np.uint16)), ASKED)
    assert fitted.cells.tolist() == [[2, 1]]
    assert "legend-remark" in codes(fitted)
    other = np.array([[2001, 2003, 2005, 2006, 20051, 20092]], dtype=np.uint16)
    with pytest.raises(SchemaError, match="klhk-alternative") as caught:
        fit_cover(stage(other), ASKED)
    assert caught.value.code == "legend-doubt"
    named = fit_cover(stage(other), RasterAsked("land_cover_2024", legend="klhk-alternative"))
    assert named.cells.tolist() == [[1, 1, 2, 2, 10, 6]]


@pytest.mark.parametrize("values", [[[1, 2, 8]], [[10, 20, 80]]])
def test_numbers_that_could_be_anything_are_refused(stage, values):
    with pytest.raises(SchemaError, match="--legend") as caught:
        fit_cover(stage(np.array(values, dtype=np.uint8)), ASKED)
    assert caught.value.code == "legend-doubt"


def test_a_palette_settles_it(stage):
    palette = {"10": "#006400", "80": "#0064C8"}
    fitted = fit_cover(stage(np.array([[10, 80]], dtype=np.uint8), palette=palette), ASKED)
    assert fitted.cells.tolist() == [[1, 10]]


@pytest.mark.parametrize("values", [[[1.5, 2.0]], [list(range(1, 1100))]])
def test_measurements_are_no_classes(stage, values):
    with pytest.raises(SchemaError, match="no classes") as caught:
        fit_cover(stage(np.array(values, dtype=np.float64)), ASKED)
    assert caught.value.code == "not-classes"


def test_the_epoch_must_be_known(stage):
    with pytest.raises(SchemaError) as caught:
        fit_cover(stage(KLHK), RasterAsked("land_cover"))
    assert caught.value.code == "date-missing"
    fitted = fit_cover(stage(KLHK), RasterAsked("land_cover", file="klhk_2019.tif"))
    assert fitted.data_date == "2019"
    assert "epoch-told" in codes(fitted)


def test_rows_in_many_chunks(stage, monkeypatch):
    monkeypatch.setattr("layers.themes.rasters.cover.CHUNK_CELLS", 3)
    assert fit_cover(stage(KLHK), ASKED).cells.tolist() == [[1, 1, 8], [6, 10, 0]]


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    ("values", "share"), [([[1, 2, 3]], "100%"), ([[2001, 1, 1, 1]], "75%"), ([[0, 1, 0]], "100%")]
)
def test_a_raster_mostly_of_no_class_of_the_legend_is_refused(stage, values, share, keep):
    asked = RasterAsked("land_cover_2020", legend="klhk", keep_codes=keep)
    with pytest.raises(SchemaError, match=rf"\({share}\) are of no class of the legend klhk") as e:
        fit_cover(stage(np.array(values, dtype=np.uint16)), asked)
    assert e.value.code == "class-unknown"
    assert f"({share}) bukan kelas legenda klhk" in e.value.text.id
    assert "--theme generic" in e.value.text.id


def test_a_raster_half_of_known_classes_is_taken_with_a_warning(stage):
    asked = RasterAsked("land_cover_2020", legend="klhk")
    fitted = fit_cover(stage(np.array([[2001, 4444]], dtype=np.uint16)), asked)
    found = next(f for f in fitted.findings if f.code == "class-unknown")
    assert found.said("en") == "not in klhk: 4444 (1 cells); 50.0% of the cells"
    assert found.said("id") == "tidak ada dalam klhk: 4444 (1 sel); 50,0% sel"


def test_a_raster_without_any_class_is_empty_not_refused(stage):
    asked = RasterAsked("land_cover_2020", legend="klhk")
    assert fit_cover(stage(np.zeros((2, 2), dtype=np.uint8)), asked).cells.tolist() == [[0, 0]] * 2
