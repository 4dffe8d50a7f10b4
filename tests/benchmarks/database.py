"""A private PostgreSQL server with PostGIS for as long as a row runs, and what its backend costs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import services
import shapely

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def missing() -> str | None:
    """Say what is missing for PostGIS to run here; None when nothing is."""
    if not PROGRAMS:
        return "apt-get install postgresql-15-postgis-3"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "pip install psycopg[binary]"
    return None


@contextmanager
def postgis() -> Iterator[Any]:
    """Run a server; gives a connection to a database with PostGIS."""
    import psycopg

    folder, port = Path(tempfile.mkdtemp(prefix="penyangga-bench-")), services.free_port()
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        # initdb refuses to run as root.
        account = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")

    def run(program: str, *words: str) -> None:
        command = [PROGRAMS[-1] / program, "-D", folder / "data", *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)

    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off "
        "-c shared_buffers=512MB -c jit=off -c max_parallel_workers_per_gather=0"
    )
    run("initdb", "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    run("pg_ctl", "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        address = f"postgresql://bench@127.0.0.1:{port}/postgres"
        with psycopg.connect(address, autocommit=True, prepare_threshold=0) as connection:
            connection.execute("CREATE EXTENSION postgis")
            yield connection
    finally:
        run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def fill(connection: Any, name: str, frame: gpd.GeoDataFrame) -> list[str]:
    """Copy a layer into a table with an index; gives the names of its attributes."""
    plain = frame.drop(columns="geometry").astype(object)
    plain = plain.map(lambda v: v.isoformat()[:10] if hasattr(v, "isoformat") else v)
    kinds = {"i": "bigint", "u": "bigint", "f": "double precision", "b": "boolean"}
    columns = [f'"{c}" {kinds.get(_kind(frame, c), "text")}' for c in plain.columns]
    connection.execute(
        f"CREATE TABLE {name} (id bigint PRIMARY KEY, {', '.join(columns)}, "
        "geom geometry(Geometry, 4326))"
    )
    shapes = shapely.to_wkb(
        shapely.set_srid(frame.geometry.to_numpy(), 4326), hex=True, include_srid=True
    )
    rows = plain.where(plain.notna(), None).itertuples(index=False, name=None)
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
        for number, row, shape in zip(frame.index.tolist(), rows, shapes, strict=True):
            copy.write_row((number, *row, shape))
    connection.execute(f"CREATE INDEX ON {name} USING gist (geom)")
    connection.execute(f"VACUUM ANALYZE {name}")
    return list(plain.columns)


def _kind(frame: gpd.GeoDataFrame, column: str) -> str:
    return str(getattr(frame[column].dtype, "kind", "O"))


def tile(
    connection: Any, name: str, columns: list[str], place: tuple[int, int, int]
) -> tuple[bytes, float]:
    """Give one tile by ST_AsMVT, and what it cost the backend in seconds of processor."""
    named = ", ".join(f'"{c}"' for c in columns)
    query = f"""
        WITH ev AS (SELECT ST_TileEnvelope(%s, %s, %s) AS e,
            ST_Transform(ST_TileEnvelope(%s, %s, %s, margin => 0.015625), 4326) AS q)
        SELECT ST_AsMVT(m, '{name}', 4096, 'g', 'id') FROM (
            SELECT id, {named}, ST_AsMVTGeom(ST_Transform(geom, 3857), ev.e, 4096, 64, true) AS g
            FROM {name}, ev WHERE geom && ev.q) m WHERE g IS NOT NULL"""
    backend = connection.info.backend_pid
    before = _cpu(backend)
    data = connection.execute(query, place * 2, binary=True).fetchone()[0]
    return bytes(data), _cpu(backend) - before


def _cpu(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
