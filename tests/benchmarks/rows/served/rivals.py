"""The rivals on PostGIS: pygeoapi and tipg over the same tables, started as their users would."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import database
import services
import stock
from services import Service

import layers

TIPG_VENV = stock.HERE / "venv-tipg"
CONFIG = Path(__file__).with_name("pygeoapi.yml")
TABLES = ("parcels", "roads")
# Both answer pages of that size when they are told to.
MOST = 10_000


def missing() -> list[str]:
    """List what the rivals still need; empty when they can run."""
    lacking = services.missing_for_rival()
    if not (TIPG_VENV / "bin/uvicorn").exists():
        lacking.append(str(TIPG_VENV.relative_to(stock.ROOT)))
    without = database.missing()
    return lacking if without is None else [*lacking, without]


@contextmanager
def on_postgis() -> Iterator[dict[str, Service]]:
    """Run pygeoapi and tipg on tables that hold the items workspace's layers."""
    catalogue = layers.open(stock.items_workspace())
    with ExitStack() as stack:
        connection = stack.enter_context(database.postgis())
        for name in TABLES:
            database.fill(connection, name, catalogue[name].read())
        catalogue.close()
        port = connection.info.port
        yield {
            "tipg": stack.enter_context(tipg(port)),
            "pygeoapi, PostGIS": stack.enter_context(pygeoapi(port)),
        }


@contextmanager
def tipg(database_port: int, *, workers: int = services.WORKERS) -> Iterator[Service]:
    """Run tipg behind uvicorn on a database."""
    port = services.free_port()
    environment = {
        "DATABASE_URL": f"postgresql://bench:bench@127.0.0.1:{database_port}/postgres",
        "TIPG_DB_SCHEMAS": json.dumps(["public"]),
        "TIPG_MAX_FEATURES_PER_QUERY": str(MOST),
    }
    command = [
        *(str(TIPG_VENV / "bin/uvicorn"), "tipg.main:app", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", str(workers)),
        *("--log-level", "warning", "--no-access-log"),
    ]
    first = "/collections/public.parcels/items?limit=1"
    with services.running("tipg", command, port, first, environment=environment) as service:
        yield service


@contextmanager
def pygeoapi(database_port: int, *, workers: int = services.WORKERS) -> Iterator[Service]:
    """Run pygeoapi behind gunicorn on a database."""
    port = services.free_port()
    folder = stock.HERE / "rival"
    folder.mkdir(parents=True, exist_ok=True)
    config, openapi = folder / "pygeoapi-postgis.yml", folder / "openapi-postgis.json"
    text = string.Template(CONFIG.read_text(encoding="utf-8"))
    config.write_text(text.substitute(port=port, database_port=database_port), encoding="utf-8")
    first = "/collections/parcels/items?f=json&limit=1"
    with services.pygeoapi_at(port, config, openapi, first, workers=workers) as service:
        yield service
