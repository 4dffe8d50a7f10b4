"""The process `change`: what became of the land cover between two dates, zone by zone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError, NoAnswerError
from gis.landcover.keys import Changed
from gis.landcover.patches import patches
from gis.landcover.shares import METHOD, zoned
from gis.landcover.transitions import Transitions, transitions
from gis.processes.answer import Outcome, Standing
from gis.processes.landuse.comparing import Compared, aligning_inputs, compared, comparing_text
from gis.processes.landuse.epochs import Epoch, Shared, epoch_of, years_between
from gis.processes.landuse.rows import (
    CONNECT,
    class_rows,
    pair_rows,
    patch_rows,
    zone_features,
    zone_rows,
)
from gis.processes.landuse.sampling import SAMPLE, judged
from gis.processes.landuse.zones import shared_ha, united, zone_inputs
from gis.processes.process import Input, Process
from gis.processes.units import units_of
from layers import landcover
from layers.errors import SchemaError
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue


def change_process() -> Process:
    """Declare the process."""
    return Process(
        id="change",
        version="1.0.0",
        title=Text("Perubahan tutupan lahan", "Change of land cover"),
        description=Text(
            "Tutupan lahan apa menjadi apa di antara dua tanggal, per wilayah, dan di mana "
            "perubahan yang terbesar.",
            "What land cover became what between two dates, zone by zone, and where the largest "
            "changes are.",
        ),
        inputs=(*_epochs(), *_where(), *_patches(), *aligning_inputs(), SAMPLE),
        function=_run,
        references=(
            "Puyravaud (2003), Forest Ecology and Management 177: annual rate of change",
            "Pontius, Shusas and McEachern (2004): gain, loss, net change and swap",
            "Olofsson and others (2014), Remote Sensing of Environment 148: areas from a sample",
        ),
        command="change",
        outputs={
            "patches": Text("Petak perubahan terbesar", "Largest patches of change"),
            "zones": Text("Wilayah dan perubahannya", "Zones and their change"),
        },
    )


def _epochs() -> tuple[Input, ...]:
    """Declare which dates are compared."""
    said = (
        ("from", Text("Dari", "From"), Text("tanggal pertama", "first date"), "2017"),
        ("to", Text("Sampai", "To"), Text("tanggal kedua", "second date"), "2024"),
    )
    return tuple(
        Input(
            name,
            title,
            "text",
            Text(
                f"Tutupan lahan pada {which.id}: tahun, mis. {year}, atau id lapisan",
                f"Land cover at the {which.en}: a year, e.g. {year}, or a layer id",
            ),
            required=True,
        )
        for name, title, which, year in said
    )


def _where() -> tuple[Input, ...]:
    """Declare by which zones, and which classes are followed."""
    return (
        *zone_inputs(),
        Input(
            "focus",
            Text("Kelas yang diikuti", "Classes followed"),
            "codes",
            Text(
                "Kode kelas yang dihitung bersama per wilayah; semua kelas hutan bila kosong",
                "Codes of classes followed together in each zone; all forest unless given",
            ),
        ),
    )


def _patches() -> tuple[Input, ...]:
    """Declare how patches are found and how many are told."""
    return (
        Input(
            "patches",
            Text("Banyak petak", "Patches"),
            "integer",
            Text("Berapa petak perubahan terbesar", "How many of the largest patches of change"),
            minimum=0,
            maximum=200,
            default=10,
            quiet=True,
        ),
        CONNECT,
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    epochs = (epoch_of(catalogue, given["from"], "from"), epoch_of(catalogue, given["to"], "to"))
    years = years_between(*epochs)
    pair = compared(catalogue, epochs, given)
    focus = focus_of(pair.shared, given["focus"])
    unit_layer = catalogue[given["by"]]
    units = units_of(unit_layer.read(), given["region"], given["by"])
    classes = (pair.shared.classes, pair.shared.classes)
    table = transitions(pair.before, pair.after, classes, units)
    _require_land(table, given)
    matrix, overlap_ha = _once(pair, units, table)
    changed = Changed(pair.before, pair.after, classes, zoned(units, pair.before))
    found = patches(changed, connect=int(given["connect"]), per_key=max(1, given["patches"]))
    rows, shapes, place_layers = patch_rows(catalogue, changed, found, given["patches"])
    legend = pair.shared.legend
    judgement = judged(catalogue, given, pair, units, (matrix, focus))
    return Outcome(
        numbers={
            "measure": "ha",
            "epochs": _told(epochs, years),
            "legend": pair.shared.to_dict(),
            "alignment": dict(pair.alignment),
            "focus": [{"code": c, "name": legend.cover(c).name} for c in focus],
            "rows": pair_rows(table, units, legend),
            "totals": class_rows(matrix, legend, years),
            "matrix": {"codes": list(pair.shared.classes.codes), "area_ha": matrix.tolist()},
            "zones": zone_rows(table, units, focus, years),
            "patches": rows,
            "n_patches": int(found.by_key["n_patches"].sum()),
            "patches_ha": float(found.by_key["area_ha"].sum()),
            "accuracy": judgement.numbers,
            "overlap_area_ha": overlap_ha,
            "n_units_without_shape": table.n_without_shape,
            "by": given["by"],
            "region": given["region"],
        },
        features={
            "patches": shapes,
            "zones": zone_features(table, units, focus, years),
        },
        method=_method(pair, found.connect, sampled=bool(judgement.layers)),
        layers=(
            *(epoch.layer for epoch in epochs),
            unit_layer.layer,
            *place_layers,
            *judgement.layers,
        ),
        trusts=pair.shared.trusts,
    ).stands(_standing(units, table, matrix))


def _standing(
    units: gpd.GeoDataFrame, table: Transitions, matrix: NDArray[np.float64]
) -> Standing | None:
    """Say which zones have no class at both dates, or that truly nothing has changed."""
    bare = ~(table.counted_ha > 0)
    partial = Standing.of_units(
        Text("Data tutupan lahan", "Data on land cover"), units["name"], bare
    )
    if partial is not None or matrix.sum() > np.trace(matrix):
        return partial
    return Standing(
        "zero",
        Text(
            "Tidak ada sel yang berganti kelas: nol ini benar-benar nol, bukan data yang hilang",
            "No cell has another class: this is a true zero, no data are missing",
        ),
    )


def focus_of(shared: Shared, asked: tuple[str, ...] | None) -> tuple[str, ...]:
    """Give the codes of the classes that are followed: those asked for, or all forest.

    Raises
    ------
    InputError
        If one is no code and no name of a class of the legend.
    """
    if asked:
        named = {
            name.casefold(): c.code
            for c in shared.legend.classes
            for name in (c.name.id, c.name.en)
        }
        try:
            return tuple(shared.legend.cover(named.get(one.casefold(), one)).code for one in asked)
        except SchemaError as error:
            raise InputError.of([("focus", error.text)]) from error
    common = {c.code for c in landcover.legend(landcover.COMMON).classes if c.forest}
    return tuple(c.code for c in shared.legend.classes if c.common in common)


def _told(epochs: tuple[Epoch, Epoch], years: float) -> dict[str, Any]:
    return {"from": epochs[0].to_dict(), "to": epochs[1].to_dict(), "years": years}


def _require_land(table: Transitions, given: Mapping[str, Any]) -> None:
    """Refuse to answer where no zone has a class at both dates, and say what there is."""
    if table.counted_ha.sum() > 0:
        return
    no_value, beyond = float(table.no_value_ha.sum()), float(table.beyond_ha.sum())
    unknown = float(table.unknown_ha.sum())
    raise NoAnswerError(
        Text(
            f"tidak ada sel berkelas pada kedua tanggal di {given['by']}: {no_value:,.0f} ha tanpa "
            f"data, {unknown:,.0f} ha berkode asing, {beyond:,.0f} ha di luar raster; pilih "
            "wilayah atau lapisan lain",
            f"no cell has a class at both dates in {given['by']}: {no_value:,.0f} ha without data, "
            f"{unknown:,.0f} ha with strange codes, {beyond:,.0f} ha beyond the raster; choose "
            "other zones or layers",
        ),
        code="no-land-cover",
    )


def _once(
    pair: Compared, units: gpd.GeoDataFrame, table: Transitions
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], float]:
    """Give the matrix of all zones with land in several counted once, and how much is shared."""
    union = united(units)
    if union is None:
        return table.together(), 0.0
    classes = (pair.shared.classes, pair.shared.classes)
    all_once = transitions(pair.before, pair.after, classes, union)
    shared = shared_ha(float(table.drawn_ha.sum()), float(all_once.drawn_ha.sum()))
    return (all_once.together() if shared else table.together()), shared


def _method(pair: Compared, connect: int, *, sampled: bool) -> Text:
    """Say how areas, rates and patches were found."""
    text = comparing_text(pair) + Text(
        "Luas: bagian tepat setiap sel di dalam wilayah (poligon melawan sel pada bidang raster) "
        "kali luas sel yang sebenarnya di elipsoid WGS 84; sel tanpa data pada salah satu tanggal "
        "dihitung terpisah. Tukar (swap) = 2 × yang lebih kecil dari tambah dan kurang. Laju "
        f"tahunan: Puyravaud 2003. Petak: sel dengan perubahan yang sama, {connect} tetangga. "
        "Luas ini hasil hitung sel peta; galat peta tidak termasuk",
        f"Areas: {METHOD}, times the true area of the cell on the ellipsoid (WGS 84); cells "
        "without data at either date are counted apart. Swap = 2 × the lesser of gain and loss. "
        f"Annual rate: Puyravaud 2003. Patches: cells of the same change, {connect} neighbours. "
        "These are counts of the map's cells; the map's errors are not in them",
    )
    if sampled:
        return text + Text(
            ", kecuali dalam luas dari sampel (Olofsson dkk. 2014, selang 95 %).",
            ", save in the areas from the sample (Olofsson and others 2014, 95 % intervals).",
        )
    return text + Text(
        " (berikan sampel untuk luas terkoreksi).", " (give a sample for corrected areas)."
    )
