"""The shared store: rights, folder, snapshot, and packed layers equal to the embedded one's."""

from __future__ import annotations

import json

import pytest

import layers
from layers import Query
from layers.errors import LayerNotFoundError, StoreError
from layers.stores import GeoPackageStore
from layers.stores.copying import copy_workspace, fingerprint
from layers.testing import fill_tiny_region, tiny_districts, tiny_facilities


def _url(catalogue, **changes):
    address = catalogue.store.address
    conninfo = address.conninfo
    for old, new in changes.items():
        conninfo = conninfo.replace(old, new)
    return f"{conninfo}?schema={address.schema}"


def test_a_workspace_is_found_again(tiny_postgis):
    again = layers.open(_url(tiny_postgis), folder=tiny_postgis.path)
    assert again.layers() == tiny_postgis.layers()
    assert again["population"].raster().values.sum() == pytest.approx(3000)
    again.close()


def test_a_folder_must_be_named(tiny_postgis):
    with pytest.raises(StoreError, match="folder=") as caught:
        layers.open(_url(tiny_postgis))
    assert caught.value.code == "no-folder"


def test_a_folder_serves_one_workspace_only(tiny_postgis, new_postgis, tmp_path):
    other = new_postgis("other")
    for folder in (other.path, tmp_path):
        with pytest.raises(StoreError, match="name an empty folder") as caught:
            layers.open(_url(tiny_postgis), folder=folder)
        assert caught.value.code == "wrong-folder"
    with pytest.raises(StoreError, match="wants an empty folder"):
        layers.open(_url(tiny_postgis) + "x", folder=tmp_path, create=True)
    fresh = layers.open(_url(tiny_postgis), folder=tmp_path / "fresh")
    assert fresh["roads"].packed().n == 2
    assert fresh.check() == ["population: raster file population.tif is missing"]
    fresh.close()


def test_a_workspace_of_a_later_format_is_refused(tiny_postgis, postgres):
    schema = tiny_postgis.store.address.schema
    postgres.execute("region", f"UPDATE {schema}.penyangga_workspace SET format = 99")
    with pytest.raises(StoreError, match="format 99, this version reads 1"):
        layers.open(_url(tiny_postgis), folder=tiny_postgis.path)


@pytest.fixture
def reader(tiny_postgis, postgres):
    """The tiny region, opened by a role that may only read it."""
    schema = tiny_postgis.store.address.schema
    postgres.execute(
        "region",
        "CREATE ROLE reader LOGIN",
        f"GRANT USAGE ON SCHEMA {schema} TO reader",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader",
        f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO reader",
    )
    catalogue = layers.open(_url(tiny_postgis, planner="reader"), folder=tiny_postgis.path)
    yield catalogue
    catalogue.close()
    postgres.execute("region", "DROP OWNED BY reader", "DROP ROLE reader")


def _refusals(catalogue):
    codes = []
    for change in (
        lambda: catalogue.write(*tiny_facilities(), mode="append"),
        lambda: catalogue.write(*tiny_facilities(), mode="replace"),
        lambda: catalogue.write(tiny_districts()[0].with_(id="new"), tiny_districts()[1]),
        lambda: catalogue.delete("roads"),
        lambda: catalogue.store.record_raster(
            catalogue["population"].layer, lambda _: "x.tif", "", mode="replace"
        ),
    ):
        with pytest.raises(StoreError) as caught:
            change()
        codes.append(caught.value.code)
    return codes


def test_a_role_that_may_only_read_reads_all_and_changes_nothing(reader, tiny_postgis):
    before = tiny_postgis.audit()
    assert _refusals(reader) == ["read-only"] * 5
    assert reader.check() == []
    assert len(reader["facilities"].read(bbox=(116, -2, 117, 0))) == 4
    assert tiny_postgis.audit() == before
    assert tiny_postgis.ids() == ["districts", "facilities", "roads", "population"]


def test_a_session_set_to_read_only_refuses_too(tiny_postgis):
    url = _url(tiny_postgis) + "&options=-c%20default_transaction_read_only%3Don"
    reader = layers.open(url, folder=tiny_postgis.path)
    assert _refusals(reader) == ["read-only"] * 5
    assert len(reader["facilities"].read()) == 6
    reader.close()


def test_a_snapshot_is_the_whole_workspace_as_a_geopackage(tiny_postgis, tmp_path):
    tiny_postgis.write(*tiny_facilities(), mode="append")
    tiny_postgis.snapshot(tmp_path / "copy.gpkg")
    assert [p.name for p in tmp_path.glob("*copy*")] == ["copy.gpkg"]
    copy = GeoPackageStore(tmp_path / "copy.gpkg")
    assert copy.check() == []
    assert copy.layers() == tiny_postgis.layers()
    assert copy.audit_rows() == tiny_postgis.audit()
    assert copy.version() == tiny_postgis.version()
    assert copy.file_of("population") == "population.tif"
    for layer_id in ("districts", "facilities", "roads"):
        ours = fingerprint(*tiny_postgis.store.rows(layer_id))
        assert fingerprint(*copy.rows(layer_id)) == ours
    copy.close()


def test_a_snapshot_where_there_is_no_place_leaves_nothing(tiny_postgis, tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):
        tiny_postgis.snapshot(tmp_path / "taken")
    assert list(tmp_path.glob(".snapshot*")) == []


def test_packed_layers_are_the_same_bytes_from_both_stores(tiny_postgis, tmp_path):
    embedded = layers.open(tmp_path / "embedded", create=True)
    copy_workspace(tiny_postgis, embedded)
    for layer_id in ("districts", "facilities", "roads"):
        ours, theirs = tiny_postgis[layer_id].packed(), embedded[layer_id].packed()
        for query in (Query(), Query(bbox=(116.8, -1.26, 116.9, -1.2)), Query(limit=1, start=1)):
            a, b = ours.page(query), theirs.page(query)
            assert b"".join(a.parts) == b"".join(b.parts)
            assert (a.matched, a.returned, a.next_start) == (b.matched, b.returned, b.next_start)
        for fid in range(1, ours.n + 1):
            assert json.loads(ours.item(fid))["id"] == fid
            assert ours.item(fid) == theirs.item(fid)
    embedded.close()


@pytest.mark.parametrize("name", ["nothing", "", 'a"b', "a\x00b", "penyangga_audit", "a" * 500])
def test_a_layer_that_is_not_there_is_not_there(tiny_postgis, name):
    for ask in (tiny_postgis.store.layer, tiny_postgis.store.rows, tiny_postgis.delete):
        with pytest.raises(LayerNotFoundError, match="districts, facilities, roads, population"):
            ask(name)
    assert tiny_postgis.store.file_of(name) is None
    assert name not in tiny_postgis


def test_a_raster_has_no_rows(tiny_postgis):
    with pytest.raises(StoreError, match="'population' is a raster layer without a table"):
        tiny_postgis.store.rows("population")


def test_two_workspaces_in_one_database_know_nothing_of_each_other(tiny_postgis, new_postgis):
    other = new_postgis("other")
    assert other.ids() == []
    fill_tiny_region(other)
    other.delete("roads")
    assert "roads" in tiny_postgis
