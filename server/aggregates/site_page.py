"""Pages of the overlay report for people: the form, and the report layer by layer."""

from __future__ import annotations

from typing import Any

from layers.text import Text
from server.exchange.visit import Visit
from server.pages import render_page
from server.workspace import Workspace

WORDS = {
    "title": Text("Apa yang ada di dalam bidang", "What lies within a site"),
    "lead": Text(
        "Luas, penduduk, fasilitas, dan panjang jalan di dalam poligon, lapisan demi lapisan.",
        "Areas, people, facilities and kilometres of road within a polygon, layer by layer.",
    ),
    "site": Text(
        "Poligon: GeoJSON, WKT, atau sudut-sudut BUJUR,LINTANG dengan spasi di antaranya",
        "Polygon: GeoJSON, WKT, or corners LON,LAT with blanks between them",
    ),
    "layers": Text(
        "Hanya lapisan ini (id dengan koma; kosong untuk semua)",
        "Only these layers (ids, comma between; empty for all)",
    ),
    "go": Text("Susun laporan", "Make the report"),
    "again": Text("Bidang lain", "Another site"),
    "download": Text("Unduh", "Download"),
    "area": Text("Luas bidang", "Area of the site"),
    "border": Text("Keliling", "Length of its border"),
    "people": Text("Penduduk", "People"),
    "people_per_ha": Text("Penduduk per hektare", "People per hectare"),
    "class": Text("Kelas", "Class"),
    "count": Text("Fitur", "Features"),
    "area_ha": Text("Luas (ha)", "Area (ha)"),
    "share": Text("Bagian bidang", "Share of the site"),
    "length_km": Text("Panjang (km)", "Length (km)"),
    "nearest": Text("Terdekat di luar", "Nearest outside"),
    "total": Text("Jumlah", "Total"),
    "none": Text("Tanpa fitur lapisan ini", "Without a feature of this layer"),
    "no_value": Text("Tanpa nilai", "Without a value"),
    "mean": Text("Rata-rata", "Mean"),
    "min": Text("Terkecil", "Least"),
    "max": Text("Terbesar", "Greatest"),
    "nothing": Text("Tidak ada di dalam bidang ini.", "Nothing within this site."),
    "notes": Text("Yang perlu diketahui", "What to know"),
    "method": Text("Metode", "Method"),
    "all": Text("Semua", "All"),
    "found": Text("Ringkasan", "At a glance"),
}
DIGITS = {"area_ha": 2, "length_km": 3, "people": 0, "people_per_ha": 2, "mean": 2, "min": 2}


def form_page(visit: Visit, workspace: Workspace) -> bytes:
    """Give the page that asks for a site."""
    layers = list(workspace.layers().values())
    return render_page(visit, "aggregates/site.html", words=WORDS, layers=layers, document=None)


def report_page(visit: Visit, document: dict[str, Any], site: str) -> bytes:
    """Give the page of a report.

    Parameters
    ----------
    visit
        The request.
    document
        What the JSON form tells.
    site
        The site as it was written, for forms that ask again.
    """
    asked = dict(visit.pairs)
    return render_page(
        visit,
        "aggregates/site.html",
        words=WORDS,
        layers=[],
        document=document,
        site=site,
        only=asked.get("layers", ""),
        digits=DIGITS,
    )
