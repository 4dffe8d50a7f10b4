"""Real open data, defects and all: every vector file is taken, or refused by a stable word."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers import ingest
from layers.errors import ImportRefusedError, LayersError

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"
VECTOR = {
    ".geojson",
    ".json",
    ".gpkg",
    ".zip",
    ".csv",
    ".parquet",
    ".sqlite",
    ".osm",
    ".pbf",
    ".sql",
}

TAKEN = "taken"
# What becomes of each file; with a layer name where the file has several.
EXPECTED: dict[str, str] = {
    "admin/adm1_big_generalised.geojson": "invalid-geometry",
    "admin/adm2_big_generalised.geojson": TAKEN,
    "admin/adm4_bps_hdx2020.gpkg": "invalid-geometry",
    "admin/adm_kemendagri.gpkg": "layer-ambiguous",
    "admin/samarinda_kelurahan_big_schema.geojson": TAKEN,
    "cql2/ats_predicates.csv": "no-coordinates",
    "cql2/ne110m4cql2.gpkg": "layer-ambiguous",
    "defects/admin_invalid_geometries.gpkg": "invalid-geometry",
    "defects/balikpapan_kecamatan_axes_swapped.geojson": "axes-swapped",
    "defects/donut_with_problem_shp.zip": TAKEN,
    "defects/luas_codes_trailing_zero_lost.csv": "no-coordinates",
    "defects/volcano_krb_invalid_shp.zip": "invalid-geometry",
    "env/burned_area_cluster_327_berau.geojson": "invalid-geometry",
    "env/fire_clusters_7d.geojson": TAKEN,
    "env/fires_viirs_20260820_7d.csv": TAKEN,
    "env/fires_viirs_kaltim_kalsel.geojson": TAKEN,
    "formats/25dpolygon_shp.zip": TAKEN,
    "formats/continuous_vector.geojson": TAKEN,
    "formats/coutwildrnp.zip": TAKEN,
    "formats/curve.gpkg": TAKEN,
    "formats/data-polygon-encoding_native.parquet": TAKEN,
    "formats/data-polygon-encoding_wkb.parquet": TAKEN,
    "formats/flood_multipart_polygons_shp.zip": TAKEN,
    "formats/grid_jakarta.geojson": TAKEN,
    "formats/indonesia_38_provinces.topo.json": "invalid-geometry",
    "formats/issue627.geojson": TAKEN,
    "formats/kutai_kartanegara_single_feature.json": "invalid-geometry",
    "formats/test_gpkg_nulls.gpkg": TAKEN,
    "formats/test_tz.geojson": TAKEN,
    "formats/union_check_hazard.geojson": "invalid-geometry",
    "natural_earth/ne_kalimantan.gpkg": "layer-ambiguous",
    "osm/balikpapan_poi_osm.csv": TAKEN,
    "osm/balikpapan_roads_osrm.geojson": TAKEN,
    "osm/buildings_osm_jakarta_shp.zip": TAKEN,
    "osm/duitama.osm.pbf": "osm-theme-unknown",
    "osm/jakarta_building.gpkg": TAKEN,
    "osm/jakarta_roads_shp.zip": TAKEN,
    "osm/lembang_osm_20121003.sqlite": TAKEN,
    "osm/nominatim_samarinda.json": TAKEN,
    "osm/planet_10.068_48.135.osm": "osm-theme-unknown",
    "osm/roads_osm_jakarta_centre_shp.zip": TAKEN,
    "osm/sample.osm.pbf": "osm-theme-unknown",
    "poi/airports_openflights.csv": TAKEN,
    "poi/geonames_places_kalimantan.csv": TAKEN,
    "poi/pelabuhan_dephub.geojson": TAKEN,
    "poi/pelabuhan_perikanan.geojson": TAKEN,
    "poi/pembangkit_listrik_kalimantan.csv": TAKEN,
    "raster/rasterstats_multipolygons_shp.zip": "crs-mismatch",
    "raster/rasterstats_points_shp.zip": TAKEN,
    "raster/rasterstats_polygons_no_overlap_shp.zip": TAKEN,
    "raster/rasterstats_polygons_partial_overlap_shp.zip": TAKEN,
    "raster/rasterstats_polygons_shp.zip": TAKEN,
    "tables/pulau_big_gazetteer_signloss.csv": "sign-lost",
    "tables/pulau_dms_idn_area_data.csv": TAKEN,
    "zoning/zoning_synthetic_samarinda.gpkg": "layer-ambiguous",
}
BY_SUFFIX = {".csv": "no-coordinates"}


def vector_files() -> list[str]:
    found = FOLDER.rglob("*") if FOLDER.is_dir() else []
    vectors = [p for p in found if p.suffix.lower() in VECTOR and ".hgt" not in p.name]
    return sorted(p.relative_to(FOLDER).as_posix() for p in vectors)


def outcome(catalogue, path: Path, **options) -> tuple[str, ingest.ImportReport | LayersError]:
    try:
        return TAKEN, ingest.add(catalogue, path, layer_id="real", theme="generic", **options)
    except LayersError as fault:
        return fault.code, fault


@pytest.mark.parametrize("name", vector_files())
def test_taken_or_refused_by_a_stable_word(workspace, shared_data, name):
    word, result = outcome(workspace, shared_data / name)
    assert word == EXPECTED.get(name, BY_SUFFIX.get(Path(name).suffix, word))
    if isinstance(result, LayersError):
        assert workspace.ids() == []
        assert Path(name).name in str(result)
    else:
        assert result.n_read == result.n_written == workspace["real"].layer.n_features


@pytest.mark.parametrize(
    ("layer", "layer_id", "n", "bad"),
    [
        ("adm1", "provinces", 2, 2),
        ("adm2", "regencies", 23, 4),
        ("adm3", "districts", 212, 2),
        ("adm4", "villages", 2501, 1),
    ],
)
def test_kemendagri_boundaries(workspace, shared_data, layer, layer_id, n, bad):
    path = shared_data / "admin" / "adm_kemendagri.gpkg"
    with pytest.raises(ImportRefusedError) as caught:
        ingest.add(workspace, path, layer_id=layer_id, source_layer=layer)
    assert len(caught.value.rows) == bad
    assert {code for _, code, _ in caught.value.rows} == {"invalid-geometry"}
    report = ingest.add(workspace, path, layer_id=layer_id, source_layer=layer, repair=True)
    assert report.n_written == n
    assert sum(f.code == "geometry-repaired" for f in report.findings) == bad
    frame = workspace[layer_id].read()
    assert frame.geometry.is_valid.all()
    assert frame["code"].is_unique
    assert frame["code"].str.startswith(("63", "64")).all()


def test_zones_of_the_synthetic_plan(workspace, shared_data):
    """The clean layer is taken as it is; of the defective one, the invalid row is named."""
    path = shared_data / "zoning" / "zoning_synthetic_samarinda.gpkg"
    clean = ingest.add(workspace, path, layer_id="clean", source_layer="clean")
    assert (clean.n_written, clean.n_null) == (528, 0)
    assert not [f for f in clean.findings if f.severity == "error"]
    with pytest.raises(ImportRefusedError) as caught:
        ingest.add(workspace, path, layer_id="defective", source_layer="defective")
    # The truth list counts rows from 0.
    assert [row for row, *_ in caught.value.rows] == ["360"]
    report = ingest.add(
        workspace, path, layer_id="defective", source_layer="defective", skip_invalid=True
    )
    found = {f.code: f.message for f in report.findings}
    assert (report.n_written, report.n_null) == (529, 2)
    assert found["null-geometry"] == "rows 73, 376"
    assert "rows 529, 530" in found["duplicate-row"]
    assert "rows 146, 322, 435" in found["spaces-stripped"]


def test_points_of_interest_of_balikpapan(workspace, shared_data):
    path = shared_data / "osm" / "balikpapan_poi_osm.csv"
    report = ingest.add(workspace, path, layer_id="facilities")
    types = workspace["facilities"].read()["type"].value_counts()
    assert report.n_written == 871
    assert types["rs"] == 15
    assert types[["klinik", "puskesmas", "posyandu"]].sum() == 26
    assert types["polisi"] == 12
    assert {"type-unknown", "type-by-name"} <= {f.code for f in report.findings}


def test_ports_keep_every_row_and_name_the_twelve_far_away(workspace, shared_data):
    path = shared_data / "poi" / "pelabuhan_dephub.geojson"
    report = ingest.add(workspace, path, layer_id="ports")
    far = [f for f in report.findings if f.code == "far-from-region"]
    assert (report.n_written, len(far)) == (485, 12)
    assert all(f.row and f.severity == "warning" for f in far)
    assert [f.row for f in far if "without geometry" in f.action] == [329, 330]


def test_islands_in_degrees_minutes_and_seconds_lie_where_the_signless_ones_should(
    workspace, shared_data
):
    path = shared_data / "tables" / "pulau_dms_idn_area_data.csv"
    ingest.add(workspace, path, layer_id="islands")
    frame = workspace["islands"].read()
    datu = frame[frame["name"] == "Pulau Datu"].geometry.iloc[0]
    assert (datu.x, datu.y) == pytest.approx((114.6164, -4.0625), abs=1e-4)


def test_legacy_crs_members_arrive_in_jakarta(workspace, shared_data):
    for n, name in enumerate(("grid_jakarta", "continuous_vector")):
        report = ingest.add(workspace, shared_data / f"formats/{name}.geojson", layer_id=f"l{n}")
        west, south, east, north = report.layer.bbox
        assert 106 < west < east < 108
        assert -7 < south < north < -5
