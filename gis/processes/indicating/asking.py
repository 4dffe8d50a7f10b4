"""The process `indicator`: one indicator of the library, unit by unit and for all together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gis.errors import BadValueError, InputError
from gis.processes.answer import Outcome
from gis.processes.coverage import coverage_process
from gis.processes.indicating.counted import Counted, value_of
from gis.processes.indicating.indicator import Indicator
from gis.processes.indicating.library import indicators
from gis.processes.process import Input, Process
from gis.processes.units import units_of
from layers.boundaries.names import known_regions
from layers.crs import STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# What a plan or a planner may choose otherwise than the library does.
CHANGED = ("facilities", "within", "mode", "classes", "cover", "plan", "field")
LETTERS = {"regency": 5, "province": 2}
OWN = "own"


def indicator_process() -> Process:
    """Declare the process."""
    shared = {spec.id: spec for spec in coverage_process().inputs}
    return Process(
        id="indicator",
        version="1.0.0",
        title=Text("Indikator", "Indicator"),
        description=Text(
            "Satu indikator dari pustaka, per wilayah dan untuk seluruhnya: rumus, satuan, "
            "masukan, dan seberapa pasti.",
            "One indicator of the library, unit by unit and for all together: formula, unit, "
            "inputs, and how sure it is.",
        ),
        inputs=(_which(), shared["by"], shared["region"], _level(), *_changes()),
        function=_run,
        command="indicator",
        outputs={"units": Text("Wilayah dan nilainya", "Units and their values")},
    )


def _which() -> Input:
    return Input(
        "indicator",
        Text("Indikator", "Indicator"),
        "choice",
        Text("Indikator yang dihitung", "The indicator to compute"),
        required=True,
        choices=tuple((one.id, one.title) for one in indicators().values()),
        option="--id",
    )


def _level() -> Input:
    return Input(
        "level",
        Text("Tingkat", "Level"),
        "choice",
        Text(
            "Wilayah apa adanya (own), atau dijumlahkan ke kabupaten/kota atau provinsi",
            "Units as they are (own), or added up to regencies or provinces",
        ),
        choices=(
            (OWN, Text("wilayah itu sendiri", "the units themselves")),
            ("regency", Text("kabupaten/kota", "regencies")),
            ("province", Text("provinsi", "provinces")),
        ),
        default=OWN,
        quiet=True,
    )


def _changes() -> tuple[Input, ...]:
    """Declare what may be chosen otherwise than the library does."""
    told = {
        "facilities": Text("Jenis fasilitas lain", "Other facility types"),
        "within": Text("Batas lain, mis. 45min atau 2km", "Another limit, e.g. 45min or 2km"),
        "mode": Text("Cara bepergian lain", "Another way to travel"),
        "classes": Text("Kelas lain, dipisah koma", "Other classes, comma between"),
        "cover": Text("Raster tutupan lahan lain", "Another raster of land cover"),
        "plan": Text("Lapisan rencana lain", "Another layer of a plan"),
        "field": Text("Kolom kelas rencana", "Column of the plan's classes"),
    }
    return tuple(Input(name, told[name], "text", told[name]) for name in CHANGED)


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    one = indicators()[given["indicator"]]
    changed = {name: given[name] for name in CHANGED if given.get(name) is not None}
    try:
        parameters = one.given(changed)
    except BadValueError as error:
        raise InputError.of([(next(iter(changed)), error.text)]) from error
    asked = {"by": given["by"], "region": given["region"]}
    found = one.counting(catalogue, asked, parameters)
    rows = values(one, raised(found, given["level"]))
    return Outcome(
        numbers={
            "indicator": one.to_dict() | {"parameters": parameters},
            "measure": one.unit.to_dict(),
            "rows": rows.to_dict("records"),
            "total": values(one, found.together().to_frame().T).iloc[0].to_dict(),
            "by": given["by"],
            "level": given["level"],
            "region": given["region"],
        },
        features={"units": _features(catalogue, given, rows)},
        method=_method(one, found),
        layers=found.layers,
        trusts=(*found.trusts, one.trust),
        notes=(*_proxy(one), *found.notes),
    )


def raised(found: Counted, level: str) -> pd.DataFrame:
    """Give what was counted at a level: of the units, or added up to those above."""
    if level == OWN:
        return found.table
    return found.above(LETTERS[level], dict(known_regions().names))


def values(one: Indicator, amounts: pd.DataFrame) -> pd.DataFrame:
    """Give the value of an indicator, and its range, beside what was counted.

    Parameters
    ----------
    one
        The indicator.
    amounts
        `part`, `whole`, `low` and `high`, and what names the units.

    Returns
    -------
    pandas.DataFrame
        `value`, `value_low` and `value_high` (NaN where there is no whole, or no range).
    """
    out = amounts.drop(columns=["low", "high"])
    for name, amount in (("value", "part"), ("value_low", "low"), ("value_high", "high")):
        out[name] = value_of(amounts[amount], amounts["whole"], one.factor)
    return out


def _features(
    catalogue: Catalogue, given: Mapping[str, Any], rows: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Give the units with their values; none where units were added up."""
    if given["level"] != OWN:
        return gpd.GeoDataFrame(rows.iloc[:0], geometry=[], crs=STORAGE_CRS)
    frame = units_of(catalogue[given["by"]].read(), given["region"], given["by"])
    shapes = frame.set_index("code").geometry
    return gpd.GeoDataFrame(rows, geometry=shapes.reindex(rows["code"]).to_numpy(), crs=frame.crs)


def _method(one: Indicator, found: Counted) -> Text:
    return one.formula + ". " + found.method


def _proxy(one: Indicator) -> tuple[Text, ...]:
    if one.computability == "direct":
        return ()
    return (
        Text(
            f"nilai ini pendekatan untuk {one.standard}, bukan angka yang dimaksud",
            f"this value is a proxy for {one.standard}, not the number meant",
        ),
    )
