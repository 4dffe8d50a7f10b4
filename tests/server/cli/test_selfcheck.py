from __future__ import annotations

import json

import pytest

from server.cli import selfcheck
from server.cli.selfcheck import Check, attempt


def checks(shown):
    return {check["name"]: check for check in json.loads(shown.stdout)["checks"]}


def test_a_sound_installation_and_workspace(call, folder):
    shown = call("selfcheck", "--json", workspace=folder)
    assert shown.exit_code == 0, shown.stdout
    found = checks(shown)
    for name in ("versions", "geodesic", "projection", "coverage", "store", "packed layers"):
        assert found[name]["status"] == "ok"
    for library in ("SQLite", "GEOS", "PROJ", "GDAL", "Python"):
        assert library in found["versions"]["detail"]


def test_without_a_workspace_the_rest_is_checked(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = checks(call("selfcheck", "--json"))
    assert found["workspace"]["status"] == "warning"
    assert "store" not in found


def test_a_damaged_workspace_fails(call, folder, tmp_path):
    raster = next((folder / "rasters").glob("*.tif"))
    raster.rename(tmp_path / "away.tif")
    shown = call("selfcheck", workspace=folder)
    (tmp_path / "away.tif").rename(raster)
    assert shown.exit_code == 1
    assert "failed  store: ValueError: population: raster file" in shown.stdout


def test_a_library_that_calculates_wrongly_shows(call, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(selfcheck, "DEGREE_AT_EQUATOR_M", 111_319.6)
    monkeypatch.setattr(selfcheck, "TINY_COVERED", 76.5)
    found = checks(call("selfcheck", "--json"))
    assert found["geodesic"]["status"] == "failed"
    assert found["coverage"]["status"] == "failed"
    assert "wanted 76.5" in found["coverage"]["detail"]


def test_whatever_a_check_raises_is_its_finding():
    def look():
        raise ImportError("libgdal is missing")

    assert attempt("x", look) == Check("x", "failed", "ImportError: libgdal is missing")


def test_a_map_that_is_not_built_is_a_warning(monkeypatch, tmp_path):
    from server.routes import webmap

    monkeypatch.setattr(webmap, "STATIC", tmp_path)
    assert selfcheck.web_build().status == "warning"


@pytest.mark.parametrize("got", [float("nan"), 2.0])
def test_not_a_number_is_never_as_expected(got):
    with pytest.raises(ValueError, match="wanted 1"):
        selfcheck._expect(got, 1, within=0.1)
