"""The process `activities`: which activities rules are made for, found by what people write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gis.processes.answer import Outcome
from gis.processes.process import Input, Process
from gis.processes.zoning.reading import rules_of
from layers.crs import STORAGE_CRS
from layers.text import Text
from layers.zoning.activities import Found, activities, search
from layers.zoning.rules import THEME, default_rules

if TYPE_CHECKING:
    from layers.catalog import Catalogue


def activities_process() -> Process:
    """Declare the process."""
    return Process(
        id="activities",
        version="1.0.0",
        title=Text("Daftar kegiatan", "List of activities"),
        description=Text(
            "Kegiatan yang diatur tabel ITBX, dicari menurut id, nama, kata lain, atau KBLI.",
            "Activities that ITBX tables rule on, found by id, name, other words, or KBLI.",
        ),
        inputs=(
            Input(
                "search",
                Text("Cari", "Search"),
                "text",
                Text(
                    "Sebagian nama, kata sehari-hari, atau KBLI; kosong untuk semua",
                    "Part of a name, an everyday word, or KBLI; empty for all",
                ),
            ),
        ),
        function=_run,
        command="activities",
        outputs={"activities": Text("Kegiatan (tanpa letak)", "Activities (without a place)")},
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    rules = rules_of(catalogue)
    every = activities(rules.tables)
    found = [Found(one, 1.0) for one in every]
    if given["search"] is not None:
        found = list(search(given["search"], every, most=len(every)))
    rows = [{**one.activity.to_dict(), "score": one.score} for one in found]
    return Outcome(
        numbers={"rows": rows, "n_activities": len(every), "search": given["search"]},
        features={"activities": _features(rows)},
        method=Text(
            "Kegiatan dari tabel ITBX ruang kerja dan daftar contoh; KBLI hanya petunjuk.",
            "Activities of the workspace's ITBX tables and of the illustrative list; KBLI is only "
            "a hint.",
        ),
        layers=tuple(layer for layer in catalogue.layers() if layer.theme == THEME),
        trusts=(default_rules("itbx").trust,),
    )


def _features(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Give the list as features without geometry, one for each activity."""
    columns = {key: [row[key] for row in rows] for key in ("id", "kbli", "score")}
    names = {f"name_{lang}": [row["name"][lang] for row in rows] for lang in ("id", "en")}
    empty = gpd.GeoSeries([None] * len(rows), crs=STORAGE_CRS)
    return gpd.GeoDataFrame(columns | names, geometry=empty)
