"""The defects known of real points and tables are the ones reported."""

from __future__ import annotations

import pytest

from layers import ingest
from layers.errors import LayersError

# File, repairs asked for, and the codes that must be among those reported.
EXPECTED = [
    ("poi/pelabuhan_dephub.geojson", (), {"html-in-attributes", "same-position", "sign-flipped", "far-from-region"}),
    ("poi/pelabuhan_perikanan.geojson", (), {"flags-mixed"}),
    ("poi/pembangkit_listrik_kalimantan.csv", (), {"near-duplicate", "same-position"}),
    ("poi/geonames_places_kalimantan.csv", (), {"zero-unknown", "old-name"}),
    ("osm/balikpapan_roads_osrm.geojson", (), {"lines-overlap"}),
    ("osm/jakarta_roads_shp.zip", (), {"no-id", "flags-mixed", "sparse-column"}),
    ("tables/pulau_big_gazetteer_signloss.csv", ("sign-lost",), {"sign-lost"}),
    ("formats/25dpolygon_shp.zip", (), {"z-dropped"}),
    ("formats/data-polygon-encoding_wkb.parquet", (), {"null-geometry"}),
]  # fmt: skip


def reported(workspace, path, **options) -> dict[str, list]:
    report = ingest.add(workspace, path, layer_id="real", theme="generic", dry_run=True, **options)
    found: dict[str, list] = {}
    for one in report.findings:
        found.setdefault(one.code, []).append(one)
    return found


@pytest.mark.parametrize(("name", "fix", "codes"), EXPECTED)
def test_known_defects_are_reported(workspace, shared_data, name, fix, codes):
    found = reported(workspace, shared_data / name, fix=fix)
    assert codes <= set(found)
    assert all(one.said("id") for code in codes for one in found[code])


def test_ports_are_turned_back_and_their_descriptions_made_columns(workspace, shared_data):
    path = shared_data / "poi" / "pelabuhan_dephub.geojson"
    found = reported(workspace, path, fix=("sign-flipped", "html-in-attributes"))
    assert sum(len(one.rows) or 1 for one in found["far-from-region"]) == 10  # 12 less the two
    (turned,) = found["sign-flipped"]
    assert turned.rows == (145, 469)
    assert turned.after[0] == "118.0355, 0.2849694"
    report = ingest.add(
        workspace, path, layer_id="ports", theme="generic", fix=("html-in-attributes",)
    )
    assert {"kabupaten_kota", "provinsi"} <= set(report.layer.schema.names)


def test_counts_of_the_readme(workspace, shared_data):
    places = reported(workspace, shared_data / "poi" / "geonames_places_kalimantan.csv")
    assert len(places["zero-unknown"][0].rows) == 226
    plants = reported(workspace, shared_data / "poi" / "pembangkit_listrik_kalimantan.csv")
    assert len(plants["near-duplicate"][0].rows) in (24, 25)  # 24 to the last digit, 25 to a metre


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("defects/balikpapan_kecamatan_axes_swapped.geojson", "axes-swapped"),
        ("tables/pulau_big_gazetteer_signloss.csv", "sign-lost"),
    ],
)
def test_whole_files_are_refused_unless_the_repair_is_asked_for(workspace, shared_data, name, code):
    with pytest.raises(LayersError) as caught:
        reported(workspace, shared_data / name)
    assert caught.value.code == code
    (done,) = reported(workspace, shared_data / name, fix=(code,))[code]
    assert done.action == "repaired"
    assert len(done.before) == len(done.after) == len(done.rows)


def test_codes_that_lost_a_zero(shared_data):
    """The table has no positions: looked at as a table."""
    import numpy as np
    import pandas as pd

    from layers.defects import Table
    from layers.defects.registry import examine

    read = pd.read_csv(
        shared_data / "defects" / "luas_codes_trailing_zero_lost.csv", dtype=str
    ).astype(object)
    shapes = np.full(len(read), None, dtype=object)
    kinds = dict.fromkeys(read.columns, "text")
    table = Table(read, shapes, np.arange(1, len(read) + 1), kinds)
    after, found = examine(table, ["code-zero-lost"])
    assert [f.before for f in found if f.action == "repaired"] == [
        ("11.1", "12.1", "12.2", "14.1", "31.0")
    ]
    assert after.values("kode_as_published").tolist() == ["11.10", "12.10", "12.20", "14.10", "31"]


def test_fires_against_the_regencies_they_lie_in(workspace, shared_data):
    boundaries = shared_data / "admin" / "adm_kemendagri.gpkg"
    ingest.add(workspace, boundaries, layer_id="regencies", source_layer="adm2", repair=True)
    found = reported(workspace, shared_data / "env" / "fires_viirs_kaltim_kalsel.geojson")
    (differs,) = found["region-name-differs"]
    for said in (
        "Kutai Timur → Kabupaten Kutai Kartanegara (48)",
        "Tabalong → Kabupaten Balangan (22)",
        "Tapin → Kabupaten Hulu Sungai Selatan (4)",
    ):
        assert said in differs.message
    assert sum(value.startswith("Bulungan") for value in differs.before) <= 8
    assert len(found["region-not-found"][0].rows) == 35
    assert "old-name" in found
