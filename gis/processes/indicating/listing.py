"""The process `kpis`: indicators that plans are held to, and which of them layers can give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gis.processes.answer import Outcome
from gis.processes.indicating.library import indicators
from gis.processes.process import Input, Process
from layers.crs import STORAGE_CRS
from layers.standards import FRAMEWORKS, Kpi, kpis
from layers.standards.value import weakest
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue


def kpis_process() -> Process:
    """Declare the process."""
    return Process(
        id="kpis",
        version="1.0.0",
        title=Text("Daftar indikator", "List of indicators"),
        description=Text(
            "Indikator IKN dan SNI ISO: mana yang diberikan lapisan secara langsung, mana yang "
            "hanya didekati, dan apa yang belum ada untuk yang lain.",
            "The indicators of IKN and of SNI ISO: which layers give directly, which only as a "
            "proxy, and what is missing for the others.",
        ),
        inputs=(
            Input(
                "framework",
                Text("Kerangka", "Framework"),
                "choice",
                Text(
                    "Hanya dari kerangka ini; semua bila kosong", "Only of this; all unless given"
                ),
                choices=tuple(FRAMEWORKS.items()),
            ),
        ),
        function=_run,
        command="kpis",
        outputs={"kpis": Text("Indikator (tanpa letak)", "Indicators (without a place)")},
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    del catalogue
    found = [one for one in kpis() if given["framework"] in (None, one.framework)]
    return Outcome(
        numbers={
            "rows": [_row(one) for one in found],
            "n_kpis": Counter(one.computability for one in found),
            "framework": given["framework"],
        },
        features={"kpis": _features(found)},
        method=Text(
            "direct: lapisan memberi angka yang dimaksud; proxy: angka yang mendekatinya; missing: "
            "lapisan tidak memberinya, dan data apa yang belum ada. Nilainya dihitung analisis "
            "'indicator'.",
            "direct: layers give the number meant; proxy: one that comes near to it; missing: "
            "layers do not give it, and which data there are none of. The analysis 'indicator' "
            "computes the values.",
        ),
        layers=(),
        trusts=(weakest(one.trust for one in found),),
    )


def _row(one: Kpi) -> dict[str, Any]:
    """Give one with the indicator that computes it."""
    known = indicators().get(one.indicator)
    told = None if known is None else {"title": known.title.to_dict(), "unit": known.unit.to_dict()}
    return {**one.to_dict(), "computed_by": told}


def _features(found: list[Kpi]) -> gpd.GeoDataFrame:
    """Give the list as features without geometry."""
    names = ("id", "framework", "computability", "indicator", "target", "source", "trust")
    columns = {name: [getattr(one, name) for one in found] for name in names}
    for lang in ("id", "en"):
        columns[f"label_{lang}"] = [getattr(one.label, lang) for one in found]
        columns[f"missing_{lang}"] = [getattr(one.missing, lang) for one in found]
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([None] * len(found), crs=STORAGE_CRS))
