"""Rows added to a layer: planners' own columns, what they say of themselves, and no surer a layer."""

from __future__ import annotations

import pandas as pd
import pytest

from layers import ingest
from layers.errors import SchemaError
from layers.ingest.appending import as_held
from layers.ingest.options import ImportOptions
from layers.schema import Field, Schema, Text

ROWS = "kode;nama;jenis;lintang;bujur\nP-1;Puskesmas Baru;Puskesmas;-1,25;116,85\n"
OF_ROWS = tuple(Field(name, "text", Text(name, name)) for name in ("code", "source", "trust"))


@pytest.fixture
def facilities(tiny):
    held = tiny["facilities"].layer
    frame = tiny["facilities"].read().assign(code="F-0", source="survei", trust="official")
    schema = Schema((*held.schema.fields, *OF_ROWS), held.schema.geometry)
    tiny.write(held.with_(schema=schema, trust="official"), frame, mode="replace")
    return tiny


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "baru.csv"
        path.write_text(text)
        return path

    return write


def test_a_planners_table_joins_the_facilities(facilities, written):
    n = facilities["facilities"].layer.n_features
    path = written(ROWS)
    asked = {"layer_id": "facilities", "mode": "append"}
    report = ingest.add(facilities, path, **asked, trust="modelled", source="Dinkes 2026")
    rows = facilities["facilities"].read()
    assert len(rows) == n + 1
    new = rows.iloc[-1]
    told = [new[name] for name in ("code", "name", "type", "source", "trust")]
    assert told == ["P-1", "Puskesmas Baru", "puskesmas", "Dinkes 2026", "modelled"]
    assert (new.geometry.x, new.geometry.y) == (116.85, -1.25)
    (note,) = (one for one in report.findings if one.code == "columns-read")
    assert "jenis, lintang, bujur" in note.message
    assert report.columns == {"kode": "code", "nama": "name"}
    # The rest of the layer stays as it was, and the whole is no surer than its weakest part.
    assert set(rows.iloc[:-1][["source", "trust"]].agg(tuple, axis=1)) == {("survei", "official")}
    layer = facilities["facilities"].layer
    assert (layer.trust, layer.revision) == ("modelled", report.layer.revision)


def test_rows_without_a_mark_are_compiled(facilities, written):
    ingest.add(facilities, written(ROWS), layer_id="facilities", mode="append")
    new = facilities["facilities"].read().iloc[-1]
    assert new["trust"] == "compiled"
    assert pd.isna(new["source"])
    assert facilities["facilities"].layer.trust == "compiled"


def test_words_that_are_not_understood_are_not_dropped(facilities, written):
    path = written(ROWS.replace(";Puskesmas;", ";Gedung serba bisa;").replace("Puskesmas B", "B"))
    with pytest.raises(SchemaError, match="no column jenis;") as caught:
        ingest.add(facilities, path, layer_id="facilities", mode="append")
    assert '--column "jenis="' in str(caught.value)


def test_all_that_does_not_fit_is_told_at_once(facilities, written):
    held = facilities["facilities"].layer
    fields = [
        f if f.name != "code" else Field("code", "text", f.title, required=True)
        for f in held.schema.fields
    ]
    schema = Schema(tuple(fields), held.schema.geometry)
    facilities.write(held.with_(schema=schema), facilities["facilities"].read(), mode="replace")
    path = written(
        "Alamat;Nama;jenis;lintang;bujur\nJalan 1;Puskesmas Baru;Puskesmas;-1,25;116,85\n"
    )
    revision = facilities["facilities"].layer.revision
    with pytest.raises(SchemaError) as caught:
        ingest.add(facilities, path, layer_id="facilities", mode="append")
    assert '--column "Alamat="' in str(caught.value)
    assert "--map code=COLUMN" in str(caught.value)
    assert "mewajibkan kolom 'code'" in caught.value.text.id
    assert facilities["facilities"].layer.revision == revision


def test_the_layer_tells_the_theme_of_what_is_added_to_it(tiny):
    asked = ImportOptions()
    clinics = tiny["facilities"].layer.with_(id="clinics", theme="facilities")
    assert as_held(asked, clinics).theme == "facilities"
    assert as_held(ImportOptions(theme="generic"), clinics).theme == "generic"
    # Roads, rivers and more are "infrastructure": that tells none.
    assert as_held(asked, clinics.with_(theme="infrastructure")).theme is None
    assert as_held(asked, None).theme is None
