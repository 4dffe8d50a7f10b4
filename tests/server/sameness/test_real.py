"""Real files, added as people add them, read the same in every way, on both stores."""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import sys
from pathlib import Path

from click.testing import CliRunner

import layers
from server.cli import main

SPEC = importlib.util.spec_from_file_location(
    "real_files", Path(__file__).parents[3] / "docs" / "real_files.py"
)
# "all" files of the folder, by `make faults`, or those whose name has this in it; else regions,
# points and a table.
WANTED = os.environ.get("PENYANGGA_REAL", "")
SOME = (
    ("admin/adm_kemendagri.gpkg", "--as regencies --layer adm2 --repair"),
    ("env/fires_viirs_kaltim_kalsel.geojson", "--as fires"),
    ("osm/balikpapan_poi_osm.csv", "--as facilities"),
)
ADMIN = ("regencies", "districts", "villages")


def tries(folder):
    """Give files with the options they are added with."""
    if not WANTED:
        return SOME
    module = importlib.util.module_from_spec(SPEC)
    # A dataclass looks its module up.
    sys.modules["real_files"] = module
    SPEC.loader.exec_module(module)
    return [
        (file, options if "--as" in options else f"--as tried {options}".strip())
        for file, options in module.tries(folder)
        if WANTED == "all" or WANTED in file
    ]


def added(workspace, path, options):
    """Add a file by the command; give its layer, None where the file is refused."""
    words = shlex.split(options)
    command = ["--workspace", str(workspace), "add", str(path), "--json", *words]
    run = CliRunner().invoke(main, command)
    if run.exit_code:
        assert run.exit_code != 1, run.output
        assert "error" in json.loads(run.stdout) or json.loads(run.stdout)["findings"], run.output
        return None
    return words[words.index("--as") + 1]


def prepare(catalogue, kept, options):
    """Have the regions there that a table is joined to, and nothing where a layer is to go."""
    there = {layer.id for layer in catalogue.layers()}
    if "--join" not in options:
        for name in there:
            catalogue.delete(name)
        return
    for name, (layer, frame) in kept.items():
        if name not in there:
            catalogue.write(layer, frame)


def test_real_files_read_the_same(shared_data, both_stores, hold_all_ways, request):
    catalogues, clients = both_stores
    file, database = catalogues["geopackage"], catalogues["postgis"]
    kept = {}
    if WANTED:
        starter = layers.open(request.getfixturevalue("starter_workspace"))
        kept = {name: (starter[name].layer, starter[name].read()) for name in ADMIN}
        starter.close()
    counted, refused, wrong = 0, [], []
    for path, options in tries(shared_data):
        prepare(file, kept, options)
        name = added(file.path, shared_data / path, options)
        if name is None:
            refused.append(path)
            sys.stdout.write(f"refused: {path} {options}\n")
            continue
        if file[name].layer.kind != "vector":
            continue
        database.write(file[name].layer, file[name].read())
        try:
            assert hold_all_ways(file, clients, name) == 14
        except (AssertionError, ValueError, LookupError) as error:
            wrong.append((path, options, str(error)[:400]))
        told = "same" if not wrong or wrong[-1][:2] != (path, options) else wrong[-1][2]
        sys.stdout.write(f"{told}: {path} {options}\n")
        counted += 1
        database.delete(name)
    told = f"{counted - len(wrong)} of {counted} layers of real files read the same in 14 ways; "
    sys.stdout.write(f"{told}{len(refused)} tries were refused\n")
    assert not wrong, "\n".join(map(str, wrong))
    assert counted >= {"all": 70, "": len(SOME)}.get(WANTED, 1)
