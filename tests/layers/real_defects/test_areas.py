"""The defects known of real polygons are the ones reported."""

from __future__ import annotations

import csv

import pytest

from layers import ingest

KEMENDAGRI = "admin/adm_kemendagri.gpkg"
ZONES = "zoning/zoning_synthetic_samarinda.gpkg"
# File, layer, and the codes that must be among those reported when it is mended.
EXPECTED = [
    ("admin/adm1_big_generalised.geojson", None, {"geometry-repaired"}),
    ("admin/adm2_big_generalised.geojson", None, {"no-code"}),
    ("admin/adm4_bps_hdx2020.gpkg", None, {"geometry-repaired", "old-name", "gap"}),
    (KEMENDAGRI, "adm2", {"geometry-repaired", "label-outside", "overlap", "gap"}),
    ("admin/samarinda_kelurahan_big_schema.geojson", None, {"z-dropped", "null-column", "area-differs", "columns-disagree"}),
    ("defects/admin_invalid_geometries.gpkg", None, {"geometry-repaired"}),
    ("defects/volcano_krb_invalid_shp.zip", None, {"geometry-repaired"}),
    ("env/burned_area_cluster_327_berau.geojson", None, {"geometry-repaired", "stair-steps"}),
    ("natural_earth/ne_kalimantan.gpkg", "ne_10m_populated_places", {"null-column", "sentinel-value"}),
]  # fmt: skip


def reported(workspace, path, **options) -> dict[str, list]:
    report = ingest.add(
        workspace, path, layer_id="real", theme="generic", repair=True, dry_run=True, **options
    )
    found: dict[str, list] = {}
    for one in report.findings:
        found.setdefault(one.code, []).append(one)
    return found


@pytest.mark.parametrize(("name", "layer", "codes"), EXPECTED)
def test_known_defects_are_reported(workspace, shared_data, name, layer, codes):
    found = reported(workspace, shared_data / name, source_layer=layer)
    assert codes <= set(found)


def test_counts_of_the_readme(workspace, shared_data):
    samarinda = shared_data / "admin" / "samarinda_kelurahan_big_schema.geojson"
    found = reported(workspace, samarinda)
    assert len(found["null-column"]) == 6
    assert "-76% … +93%" in found["columns-disagree"][0].message
    burned = reported(workspace, shared_data / "env" / "burned_area_cluster_327_berau.geojson")
    assert len(burned["geometry-repaired"]) == 40


def test_the_clean_plan_raises_no_alarm(workspace, shared_data):
    found = reported(workspace, shared_data / ZONES, source_layer="clean")
    assert {
        one.code for group in found.values() for one in group if one.severity != "note"
    } == set()


def test_the_seeded_defects_of_the_plan_are_found(workspace, shared_data):
    """Every seeded row is named by some finding; counted in the file from 1, in the list from 0."""
    with (shared_data / "zoning" / "zoning_synthetic_samarinda_defects.csv").open() as handle:
        seeded = [(int(r["row"]) + 1, r["defect"]) for r in csv.DictReader(handle)]
    report = ingest.add(
        workspace, shared_data / ZONES, layer_id="real", theme="generic", repair=True,
        dry_run=True, source_layer="defective",
    )  # fmt: skip
    named = {row for f in report.findings for row in (*f.rows, f.row)}
    named |= {
        int(w) for f in report.findings for w in f.message.replace(",", " ").split() if w.isdigit()
    }
    missed = [(row, defect) for row, defect in seeded if row not in named]
    # The rest (vertices swapped without a trace, a gap at the edge) is for the theme of plans.
    assert len(missed) <= 0.1 * len(seeded), missed
