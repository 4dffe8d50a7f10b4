"""Isolation: what a process gives up before it touches bytes from strangers."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from layers.schema import Text
from layers.sources.limits import Limits

CLONE_NEWNET, CLONE_NEWUSER, PR_SET_PDEATHSIG = 0x40000000, 0x10000000, 1
NO_PROXY_HOST = "http://127.0.0.1:9"  # the discard port: nothing listens there

# Every vector driver GDAL 3.12 may bring besides the allowed ones. A newer GDAL
# can bring more: the reading process compares, and starts over with those added.
SKIPPED_DRIVERS = (
    *("PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "OGR_VRT", "VRT"),
    *("LVBAG", "S57", "DGN", "CSV", "GML", "GPX", "LIBKML", "KML", "GeoJSON", "GeoJSONSeq"),
    *("ESRIJSON", "TopoJSON", "OGR_GMT", "SQLite", "WAsP", "OpenFileGDB", "DXF", "GeoRSS", "VFK"),
    *("PGDUMP", "OSM", "GPSBabel", "OGR_PDS", "WFS", "OAPIF", "EDIGEO", "Idrisi", "ODS", "XLSX"),
    *("Elasticsearch", "Carto", "AmigoCloud", "SXF", "Selafin", "JML", "PLSCENES", "CSW", "VDV"),
    *("MVT", "NGW", "MapML", "GTFS", "PMTiles", "JSONFG", "MiraMonVector", "ADBC", "AVCBin"),
    *("AVCE00", "AIVector", "HTTP", "Parquet", "Arrow", "XODR", "netCDF", "HDF5", "MSSQLSpatial"),
    *("MySQL", "PostgreSQL", "ODBC", "PGeo", "FileGDB", "LIBERTIFF", "GTI", "STACTA", "STACIT"),
    *("WMS", "WCS", "WMTS", "TMS", "MRF", "DAAS", "PLMOSAIC", "ZARR", "MapInfo File"),
)

# Every vector format read through GDAL, and the one driver it needs.
DRIVERS: Mapping[str, str] = {
    "gpkg": "GPKG",
    "shapefile": "ESRI Shapefile",
    "flatgeobuf": "FlatGeobuf",
    "filegdb": "OpenFileGDB",
    "sqlite": "SQLite",
}

# The package's own __init__ loads the store and its SQLite. A process that hands
# foreign bytes to another SQLite must not have that one, and starts sooner without.
START = """
import importlib.util, os, sys
home = os.path.join(os.environ["PYTHONPATH"], "layers")
spec = importlib.util.spec_from_file_location(
    "layers", os.path.join(home, "__init__.py"), submodule_search_locations=[home]
)
sys.modules["layers"] = importlib.util.module_from_spec(spec)  # not executed
from importlib import import_module
from pathlib import Path
sys.exit(import_module(sys.argv[2]).main(Path(sys.argv[1])))
"""
READER = "layers.sources.child"


def command(folder: Path, program: str = READER) -> list[str]:
    """Give the command that starts a reading process for the job in `folder`.

    `program` is the module whose `main` does it.
    """
    return [sys.executable, "-P", "-c", START, str(folder), program]


def environment(folder: Path, more_skipped: tuple[str, ...] = ()) -> dict[str, str]:
    """Give the environment of a reading process: nothing of ours but what it needs.

    Parameters
    ----------
    folder
        Its own temporary folder.
    more_skipped
        GDAL drivers to switch off besides those known here.
    """
    root = str(Path(__file__).resolve().parents[2])
    skipped = ",".join((*SKIPPED_DRIVERS, *more_skipped))
    return {
        "PATH": os.defpath,
        "PYTHONPATH": root,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "CPL_TMPDIR": str(folder),
        "GDAL_SKIP": skipped,
        "GDAL_HTTP_PROXY": NO_PROXY_HOST,
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "http_proxy": NO_PROXY_HOST,
        "https_proxy": NO_PROXY_HOST,
        "PROJ_NETWORK": "OFF",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "OGR_SQLITE_STATIC_VIRTUAL_OGR": "NO",
        "OGR_SQLITE_PRAGMA": "",
    }


def leave_only(kind: str) -> None:
    """Switch off every GDAL driver but the one of a kind, before this process loads GDAL."""
    skipped = dict.fromkeys((*os.environ.get("GDAL_SKIP", "").split(","), *DRIVERS.values()))
    skipped |= dict.fromkeys(SKIPPED_DRIVERS)
    os.environ["GDAL_SKIP"] = ",".join(d for d in skipped if d and d != DRIVERS[kind])


def apply(limits: Limits, *, online: bool = False) -> dict[str, str]:
    """Bound memory, processor time and file size of this process, and cut its network.

    Parameters
    ----------
    limits
        The bounds.
    online
        Leave the network: for work of our own whose store is a database elsewhere.

    Returns
    -------
    dict
        How the network was cut: ``{"network": "none"}`` without any interface,
        ``{"network": "proxy"}`` where only the closed proxy guards it,
        ``{"network": "whole"}`` where it was to be left.
    """
    network = "whole" if online else "none" if _without_network() else "proxy"
    _die_with_parent()
    _bound(resource.RLIMIT_AS, limits.memory_bytes)
    _bound(resource.RLIMIT_CPU, limits.cpu_s)
    _bound(resource.RLIMIT_FSIZE, limits.staging_bytes)
    _bound(resource.RLIMIT_CORE, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return {"network": network}


def _bound(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (wanted, wanted))


def _without_network() -> bool:
    """Leave the network namespace; as an ordinary user by way of a user namespace."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    ways = (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET)
    return any(int(libc.unshare(way)) == 0 for way in ways)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def describe_end(returncode: int, limits: Limits) -> tuple[str, Text]:
    """Give code and sentence for a reading process that ended without a report.

    Examples
    --------
    >>> describe_end(-signal.SIGXCPU, Limits())[0]
    'too-slow'
    """
    ends: Mapping[int, tuple[str, Text]] = {
        -signal.SIGXCPU: (
            "too-slow",
            Text(
                f"pembacaan melebihi {limits.cpu_s} detik waktu prosesor dan dihentikan",
                f"reading took more than {limits.cpu_s} s of processor time and was stopped",
            ),
        ),
        -signal.SIGKILL: (
            "too-slow",
            Text(
                "pembacaan dihentikan: waktu atau memorinya habis",
                "reading was stopped: it used up its time or the memory",
            ),
        ),
    }
    return ends.get(
        returncode,
        (
            "source-unreadable",
            Text(
                f"berkas ini merusak pembacanya (berakhir dengan {returncode}); "
                "berkas rusak atau berbahaya",
                f"the file broke its reader (ended with {returncode}); it is damaged or hostile",
            ),
        ),
    )
