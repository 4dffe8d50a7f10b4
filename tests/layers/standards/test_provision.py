"""Provision standards: typed, cited, and no unverified number that looks sure."""

from __future__ import annotations

import csv

import pytest

from layers.standards import facility_types, provisions
from layers.standards.provision import UNITS


def by_id():
    return {p.id: p for p in provisions()}


def test_every_row_has_labels_a_source_and_an_area():
    rows = provisions()
    assert len(rows) == len({p.id for p in rows}) == 55
    for row in rows:
        assert row.label.id
        assert row.label.en
        assert row.source
        assert row.areas == ("urban",)
        assert bool(row.note.id) == bool(row.note.en)
        assert set(row.confirmed_fields) <= set(row.values) <= set(UNITS)


def test_only_confirmed_numbers_are_called_sourced():
    for row in provisions():
        for name, value in row.values.items():
            confirmed = name in row.confirmed_fields
            assert value.status == ("sourced" if confirmed else "unverified")
            assert value.trust == ("compiled" if confirmed else "illustrative")
            assert value.number > 0
            assert value.unit == UNITS[name]
    school = by_id()["EDU-SD"]
    assert school.confirmed_fields == ("supporting_population", "min_land_area_m2")
    assert school.values["service_radius_m"].status == "unverified"
    assert school.trust == "illustrative"
    assert by_id()["WOR-MW"].trust == "compiled"
    assert by_id()["CUL-BSG"].confirmed_fields == ()


def test_what_is_not_known_is_not_there():
    assert "service_radius_m" not in by_id()["HEA-RS"].values
    assert dict(by_id()["WOR-OTH"].values) == {}


def test_every_row_that_a_facility_type_names_is_there():
    named = {t.sni_row for t in facility_types()} - {""}
    assert named <= set(by_id())
    assert by_id()["WOR-OTH"].facility_types == ("gereja", "pura", "vihara")
    assert by_id()["GOV-RT-MCK"].facility_types == ()


def test_rows_become_plain_data():
    told = by_id()["HEA-PKM"].to_dict()
    assert told["values"]["supporting_population"] == {
        "value": 120000.0,
        "unit": "person",
        "status": "sourced",
        "trust": "compiled",
        "source": told["source"],
    }
    assert told["facility_types"] == ["puskesmas"]


def test_numbers_are_those_of_the_domain_table(shared_data):
    table = shared_data.parent / "domain" / "sni_facilities.csv"
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = by_id()[row["id"]].values
            for name in UNITS:
                held = values[name].number if name in values else None
                assert held == (pytest.approx(float(row[name])) if row[name] else None)
