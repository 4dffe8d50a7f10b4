#!/bin/bash
# Makes .bench/venv-pygeoapi and .bench/venv-tipg, the rivals of the items rows, and installs wrk,
# nginx and PostGIS. Debian or Ubuntu; run once.
#
# pygeoapi must stand on the system's own Python: SQLiteGPKG loads mod_spatialite,
# and interpreters built elsewhere are often compiled without loadable extensions;
# the OGR provider needs the system's osgeo bindings (--system-site-packages).
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

PYGEOAPI=0.21.0   # the newest for Python 3.11
GUNICORN=27.0.1
# Newer ones of these make its PostgreSQL provider fail.
DATABASE=(sqlalchemy==2.0.43 geoalchemy2==0.17.1 psycopg2-binary==2.9.10)
TIPG=1.6.1
UVICORN=0.54.0
PYTHON=/usr/bin/python3
VENV=.bench/venv-pygeoapi
VENV_TIPG=.bench/venv-tipg

packages=(wrk nginx-light postgresql-15-postgis-3 libsqlite3-mod-spatialite python3-gdal python3-venv)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

"$PYTHON" -c 'import sqlite3; sqlite3.connect(":memory:").enable_load_extension(True)' || {
  echo "$PYTHON has no loadable SQLite extensions; the rival cannot run on it" >&2; exit 1; }
"$PYTHON" -m venv --system-site-packages "$VENV"
"$VENV/bin/pip" install --quiet --disable-pip-version-check "pygeoapi==$PYGEOAPI" "gunicorn==$GUNICORN" \
  "${DATABASE[@]}"
"$PYTHON" -m venv "$VENV_TIPG"
"$VENV_TIPG/bin/pip" install --quiet --disable-pip-version-check "tipg==$TIPG" "uvicorn==$UVICORN"
"$VENV/bin/python" -c 'import osgeo.ogr, pygeoapi, gunicorn; print("rival ready: pygeoapi", pygeoapi.__version__)'
"$VENV_TIPG/bin/python" -c 'import tipg; print("rival ready: tipg", tipg.__version__)'
