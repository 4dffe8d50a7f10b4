"""`penyangga selfcheck`: versions, a known answer computed again, and the workspace's health."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import click

from server.cli.output import print_json
from server.cli.session import STORE_FILE, Session

DEGREE_AT_EQUATOR_M = 111_319.490_793
# One thousand people a square; 1 km around two hospitals and a clinic: π km² each,
# 0.16 % less for 64 edges, of 123.06 km² a square.
TINY_COVERED = 76.4625


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, and how it stands."""

    name: str
    status: Literal["ok", "warning", "failed"]
    detail: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Give the checks as JSON.")
@click.pass_context
def selfcheck(ctx: click.Context, *, as_json: bool) -> None:
    """Check the installation and, where there is one, the workspace.

    Computes a known answer again, so that a library that calculates wrongly shows.
    """
    session: Session = ctx.obj
    checks = [*_installation(), *_workspace(session)]
    failed = [check for check in checks if check.status == "failed"]
    if as_json:
        print_json({"ok": not failed, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            click.echo(f"{check.status:8}{check.name}: {check.detail}")
    if failed:
        ctx.exit(1)


def _installation() -> Iterator[Check]:
    yield Check("versions", "ok", _versions())
    yield attempt("geodesic", _geodesic)
    yield attempt("projection", _projection)
    yield attempt("coverage", _coverage)
    yield web_build()


def attempt(name: str, look: Callable[[], str]) -> Check:
    """Run one check; whatever it raises is its finding."""
    try:
        return Check(name, "ok", look())
    except Exception as error:  # noqa: BLE001 - a check reports every failure there can be
        return Check(name, "failed", f"{type(error).__name__}: {error}")


def _versions() -> str:
    import apsw
    import pyogrio
    import pyproj
    import rasterio
    import shapely

    import layers

    return (
        f"penyangga {layers.__version__}, Python {platform.python_version()}, "
        f"SQLite {apsw.sqlite_lib_version()}, GEOS {shapely.geos_version_string}, "
        f"PROJ {pyproj.proj_version_str}, GDAL {rasterio.__gdal_version__} (rasters) and "
        f"{pyogrio.__gdal_version_string__} (vectors)"
    )


def _geodesic() -> str:
    import numpy as np

    from gis.geodesic import geodesic_m

    metres = float(geodesic_m(np.array([[117.0, 0.0]]), np.array([[118.0, 0.0]]))[0])
    _expect(metres, DEGREE_AT_EQUATOR_M, within=1e-3)
    return f"one degree on the equator is {metres:,.3f} m"


def _projection() -> str:
    """Check the false northing of 10,000,000 m south and north of the equator."""
    import geopandas as gpd
    from shapely import Point

    places = gpd.GeoSeries([Point(117.0, 0.0), Point(117.478, 0.144)], crs=4326).to_crs(32750)
    _expect(places.x.iloc[0], 500_000.0, within=1e-3)
    _expect(places.y.iloc[0], 10_000_000.0, within=1e-3)
    _expect(places.y.iloc[1], 10_015_918.0, within=10.0)
    return "EPSG:32750 carries on north of the equator"


def _coverage() -> str:
    import layers
    from gis.processes import registry
    from layers.testing import fill_tiny_region

    with tempfile.TemporaryDirectory() as scratch:
        catalogue = fill_tiny_region(layers.open(Path(scratch) / "tiny", create=True))
        inputs = {"facilities": "rs,klinik", "within": "1km"}
        answer = registry()["coverage"].run(catalogue, inputs)
        findings = catalogue.check()
        catalogue.close()
    if findings:
        raise ValueError(f"a new store is unsound: {findings[0]}")
    covered = float(answer.numbers["totals"][0]["covered"])
    _expect(covered, TINY_COVERED, within=1e-3)
    return f"the tiny region has {covered:.4f} of 3,000 people within 1 km, as it should"


def _expect(got: float, wanted: float, *, within: float) -> None:
    if not abs(got - wanted) <= within:
        raise ValueError(f"got {got!r}, wanted {wanted!r} within {within:g}")


def web_build() -> Check:
    """Tell whether the map page has been built."""
    from server.routes.webmap import STATIC, built_version

    version = built_version(STATIC)
    if version is None:
        return Check("map", "warning", "the web map is not built; run 'make web' (the API works)")
    return Check("map", "ok", f"built ({version})")


def _workspace(session: Session) -> Iterator[Check]:
    if session.workspace is None and not (Path.cwd() / STORE_FILE).is_file():
        yield Check("workspace", "warning", "none named; give --workspace DIR to check it too")
        return
    yield attempt("store", lambda: _store(session))
    yield attempt("packed layers", lambda: _packed(session))


def _store(session: Session) -> str:
    catalogue = session.open()
    findings = catalogue.check()
    if findings:
        raise ValueError("; ".join(findings[:5]))
    return f"{catalogue.store.shown}: sound, {len(catalogue.ids())} layers"


def _packed(session: Session) -> str:
    catalogue = session.open()
    vectors = [layer for layer in catalogue.layers() if layer.kind == "vector"]
    for layer in vectors:
        packed = catalogue[layer.id].packed()
        if packed.n != layer.n_features:
            raise ValueError(f"{layer.id}: {packed.n} packed, {layer.n_features} in the store")
    return f"{len(vectors)} layers packed, counts equal"
