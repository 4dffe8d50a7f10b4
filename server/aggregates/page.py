"""The page of an aggregate for people: a form, the table, and what to know of it."""

from __future__ import annotations

from typing import Any

from layers.text import Text
from server.aggregates.document import labels_of
from server.aggregates.request import NUMBERS, TOLD, AggregateRequest, zone_layers
from server.exchange.ask import Ask
from server.exchange.visit import Visit
from server.pages import render_page
from server.workspace import Workspace

WORDS = {
    "title": Text("Rekap", "Aggregate"),
    "by": Text("Menurut atribut", "By attribute"),
    "by_layer": Text("Menurut zona", "By zones"),
    "hexagons": Text("Segi enam selebar (mis. 5km)", "Hexagons this wide (e.g. 5km)"),
    "measures": Text("Ukuran, dengan koma", "Measures, comma between"),
    "filter": Text("Saringan (CQL2)", "Filter (CQL2)"),
    "none": Text("–", "–"),
    "go": Text("Hitung", "Work it out"),
    "ask": Text("Ubah pertanyaan", "Change the question"),
    "outside": Text("Di luar semua zona", "In none of the zones"),
    "unplaced": Text("Tanpa letak", "Without a place"),
    "total": Text("Semua, sekali", "All, once"),
    "notes": Text("Yang perlu diketahui", "What to know"),
    "method": Text("Metode", "Method"),
    "first_rows": Text("baris pertama dari", "rows, the first of"),
    "download": Text("Unduh semua baris:", "Download all rows:"),
    "trust": Text("Kepercayaan", "Trust"),
}
COLUMNS = {
    "zone_id": Text("Zona", "Zone"),
    "zone_code": Text("Kode", "Code"),
    "zone_name": Text("Nama", "Name"),
    "lon": Text("Bujur", "Longitude"),
    "lat": Text("Lintang", "Latitude"),
    "count": Text("Fitur", "Features"),
    "weight": Text("Menurut bagian", "By share"),
    "area_ha": Text("Luas (ha)", "Area (ha)"),
    "length_km": Text("Panjang (km)", "Length (km)"),
}
KINDS = {
    "sum": Text("Jumlah", "Sum of"),
    "mean": Text("Rata-rata", "Mean of"),
    "mean_by_area": Text("Rata-rata menurut luas", "Mean by area of"),
    "mean_by_length": Text("Rata-rata menurut panjang", "Mean by length of"),
    "min": Text("Terkecil", "Least"),
    "max": Text("Terbesar", "Greatest"),
    "n": Text("Dengan nilai", "With a value of"),
    "missing": Text("Bagian tanpa", "Share without"),
}
DIGITS = {"weight": 2, "area_ha": 2, "length_km": 3, "lon": 4, "lat": 4}
MOST_ROWS = 1_000
# Columns that name a zone; they come first.
NAMES = ("zone_id", "zone_code", "zone_name", "lon", "lat")


def aggregate_page(
    workspace: Workspace, ask: Ask, request: AggregateRequest, document: dict[str, Any]
) -> bytes:
    """Give the page of an aggregate.

    Parameters
    ----------
    workspace
        For the layers the form offers.
    ask, request
        The request.
    document
        What the JSON form tells.
    """
    layer = request.collection.layer
    visit = Visit(ask, request.pairs, "html", request.language)
    rows = document["rows"]
    first = next(iter((*rows, *document.get("outside", ()), document["total"])))
    return render_page(
        visit,
        "aggregates/groups.html",
        document=document,
        layer=layer,
        words=WORDS,
        rows=rows[:MOST_ROWS],
        columns=[_column(request, name) for name in first],
        named=sum(name in NAMES for name in first),
        labels={column: labels_of(layer, name) for name, column in request.columns.items()},
        asked=dict(request.pairs),
        fields=layer.schema.fields,
        numbers=[f.name for f in layer.schema.fields if f.type in NUMBERS],
        zones=zone_layers(workspace),
        kept=[p for p in request.pairs if p[0] not in SHOWN],
        measures=",".join(map(str, request.measures)),
    )


# Parameters the form shows; the others it passes on unseen.
SHOWN = ("by", "by-layer", "hexagons", "measures", "filter")


def _column(request: AggregateRequest, name: str) -> dict[str, Any]:
    """Give the title of a column, whether it holds numbers, and their digits."""
    schema = request.collection.layer.schema
    grouped = {column: of for of, column in request.columns.items()}
    measured: dict[str, tuple[str, str | None]] = {
        m.name: (m.kind, m.field) for m in request.measures
    }
    measured |= {f"{k}_{m.field}": (k, m.field) for k in TOLD for m in request.measures if m.field}
    kind, field = measured.get(name, (name, None))
    if name in grouped:
        title = schema[grouped[name]].title
    elif field is not None:
        title = KINDS[kind] + " " + schema[field].title
    else:
        title = COLUMNS.get(name, Text(name, name))
    return {
        "name": name,
        "title": title,
        "numeric": name not in grouped and not name.startswith("zone_"),
        "share": kind == "missing",
        "digits": DIGITS.get(name, 2 if kind.startswith("mean") else None),
    }
