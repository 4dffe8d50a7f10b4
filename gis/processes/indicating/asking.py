"""The process `indicator`: one indicator of the library, unit by unit and for all together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gis.errors import BadValueError, InputError
from gis.processes.answer import Outcome
from gis.processes.coverage import coverage_process
from gis.processes.indicating.counted import Counted, each_once, value_of
from gis.processes.indicating.indicator import Indicator
from gis.processes.indicating.library import indicators
from gis.processes.landuse.epochs import COVER, epochs_in
from gis.processes.process import Input, Process
from gis.processes.units import units_of
from layers.boundaries.names import known_regions
from layers.crs import STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# What a plan or a planner may choose otherwise than the library does.
CHANGED = ("facilities", "within", "mode", "classes", "cover", "plan", "field", "zones", "hazard")
LETTERS = {"regency": 5, "province": 2}
OWN = "own"


def indicator_process() -> Process:
    """Declare the process."""
    shared = {spec.id: spec for spec in coverage_process().inputs}
    return Process(
        id="indicator",
        version="1.1.0",
        title=Text("Indikator", "Indicator"),
        description=Text(
            "Satu indikator dari pustaka, per wilayah dan untuk seluruhnya: rumus, satuan, "
            "masukan, dan seberapa pasti.",
            "One indicator of the library, unit by unit and for all together: formula, unit, "
            "inputs, and how sure it is.",
        ),
        inputs=(_which(), shared["by"], shared["region"], _level(), _series(), *_changes()),
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


def _series() -> Input:
    return Input(
        "series",
        Text("Deret waktu", "Series"),
        "boolean",
        Text(
            "Juga nilai pada setiap tanggal tutupan lahan yang ada",
            "The values at every date there is land cover of, too",
        ),
        default=False,
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
        "zones": Text("Zona rencana lain, dipisah koma", "Other zones of the plan, comma between"),
        "hazard": Text("Lapisan bahaya lain", "Another layer of a hazard"),
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
    series, more = _at_epochs(catalogue, one, asked, parameters) if given["series"] else ([], ())
    return Outcome(
        numbers={
            "indicator": one.to_dict() | {"parameters": parameters},
            "measure": one.unit.to_dict(),
            "rows": rows.to_dict("records"),
            "total": _total(one, found),
            "series": series,
            "by": given["by"],
            "level": given["level"],
            "region": given["region"],
        },
        features={"units": _features(catalogue, given, rows)},
        method=_method(one, found),
        layers=each_once((*found.layers, *(layer for other in more for layer in other.layers))),
        trusts=(*found.trusts, one.trust),
        notes=(*_proxy(one), *_no_epochs(one, given), *found.notes),
    )


def _at_epochs(
    catalogue: Catalogue, one: Indicator, asked: Mapping[str, Any], parameters: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[Counted]]:
    """Give the values at every date of land cover, and what was counted for them."""
    epochs = epochs_in(catalogue) if COVER.id in one.parameters else ()
    if "since" in one.parameters:
        epochs = epochs[1:]
    found = [
        one.counting(catalogue, asked, {**parameters, COVER.id: epoch.layer.id}) for epoch in epochs
    ]
    series = [
        {"date": epoch.date, "layer": epoch.layer.id, **_total(one, counted)}
        | {"rows": values(one, counted.table)[["code", "value"]].to_dict("records")}
        for epoch, counted in zip(epochs, found, strict=True)
    ]
    return series, found


def _no_epochs(one: Indicator, given: Mapping[str, Any]) -> tuple[Text, ...]:
    if not given["series"] or COVER.id in one.parameters:
        return ()
    told = Text(
        f"{one.id} tidak memakai lapisan dengan beberapa tanggal: tanpa deret waktu",
        f"{one.id} uses no layer of several dates: there is no series",
    )
    return (told,)


def _total(one: Indicator, found: Counted) -> dict[str, Any]:
    row = values(one, found.together().to_frame().T).iloc[0]
    return {str(name): value for name, value in row.items()}


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
    whole = amounts["whole"] * 0.0 + 1.0 if one.absolute else amounts["whole"]
    for name, amount in (("value", "part"), ("value_low", "low"), ("value_high", "high")):
        out[name] = value_of(amounts[amount], whole, one.factor)
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
