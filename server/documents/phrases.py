"""Words of the service's own pages and documents, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from layers.schema import Text

PHRASES: Mapping[str, Text] = {
    "about": Text(
        "Data, analisis, dan peta kawasan sekitar Nusantara, terbuka untuk manusia dan program.",
        "Data, analysis and maps of the region around Nusantara, open to people and programs.",
    ),
    "skip": Text("Langsung ke isi", "Skip to content"),
    "home": Text("Beranda", "Home"),
    "map": Text("Peta", "Map"),
    "map_about": Text("Buka peta dan ajukan pertanyaan", "Open the map and ask a question"),
    "collections": Text("Lapisan data", "Data layers"),
    "collections_about": Text(
        "Semua lapisan yang dapat dibaca, disaring, dan diunduh",
        "Every layer that can be read, filtered and downloaded",
    ),
    "session": Text("Siapa yang boleh menulis", "Who may write"),
    "conformance": Text("Kesesuaian standar", "Conformance"),
    "conformance_about": Text(
        "Standar OGC API yang dipenuhi layanan ini", "OGC API standards this service meets"
    ),
    "api": Text("Dokumen API", "API document"),
    "api_about": Text("Alamat, parameter, dan jawaban", "Addresses, parameters and answers"),
    "processes": Text("Analisis", "Analyses"),
    "processes_about": Text(
        "Perhitungan yang dapat dijalankan lewat API", "Calculations that run through the API"
    ),
    "jobs": Text("Pekerjaan", "Jobs"),
    "jobs_about": Text(
        "Analisis yang berjalan terus, dan hasilnya", "Analyses that go on, and their results"
    ),
    "items": Text("Fitur", "Features"),
    "items_of": Text("Fitur lapisan", "Features of"),
    "item": Text("Fitur", "Feature"),
    "queryables": Text("Atribut penyaring", "Queryables"),
    "sortables": Text("Atribut pengurut", "Sortables"),
    "schema": Text("Skema", "Schema"),
    "download": Text("Unduh seluruhnya", "Download all"),
    "json": Text("Dokumen ini sebagai JSON", "This document as JSON"),
    "geojson": Text("Halaman ini sebagai GeoJSON", "This page as GeoJSON"),
    "next": Text("Halaman berikut", "Next page"),
    "first": Text("Halaman pertama", "First page"),
    "none": Text("Tidak ada fitur yang cocok.", "No feature matches."),
    "no_layers": Text("Belum ada lapisan.", "There is no layer yet."),
    "shown": Text("ditampilkan dari", "shown of"),
    "trust": Text("Kepercayaan", "Trust"),
    "source": Text("Sumber", "Source"),
    "licence": Text("Lisensi", "Licence"),
    "attribution": Text("Atribusi", "Attribution"),
    "data_date": Text("Tanggal data", "Data date"),
    "method": Text("Metode", "Method"),
    "revision": Text("Revisi", "Revision"),
    "regulation": Text("Peraturan", "Regulation"),
    "plan_revision": Text("Revisi rencana", "Revision of the plan"),
    "plan_region": Text("Wilayah rencana", "Region of the plan"),
    "scale": Text("Skala", "Scale"),
    "extent": Text("Batas (barat, selatan, timur, utara)", "Extent (west, south, east, north)"),
    "features": Text("Jumlah fitur", "Number of features"),
    "geometry": Text("Geometri", "Geometry"),
    "field": Text("Atribut", "Field"),
    "fields": Text("Atribut", "Fields"),
    "type": Text("Jenis", "Type"),
    "unit": Text("Satuan", "Unit"),
    "title": Text("Judul", "Title"),
    "meaning": Text("Arti", "Meaning"),
    "value": Text("Nilai", "Value"),
    "code": Text("Kode", "Code"),
    "aggregate": Text("Rekap (jumlah, luas, panjang)", "Aggregate (count, area, length)"),
    "overlay": Text("Apa yang ada di dalam bidang", "What lies within a site"),
    "overlay_about": Text(
        "Luas, penduduk, fasilitas, dan jalan di dalam sebuah poligon",
        "Areas, people, facilities and roads within a polygon",
    ),
    "tiles": Text("Petak vektor", "Vector tiles"),
    "pyramids": Text("Berkas semua petak", "Files of all tiles"),
    "pictures": Text("Petak raster", "Raster tiles"),
    "styles": Text("Gaya peta", "Map styles"),
    "styles_about": Text(
        "Cara tiap lapisan digambar, untuk MapLibre, QGIS, dan server peta lain",
        "How each layer is drawn, for MapLibre, QGIS and other map servers",
    ),
    "forms": Text("Bentuk", "Forms"),
    "no_legend": Text(
        "Peta dasar tidak memiliki kelas, jadi tidak ada legendanya.",
        "A basemap has no classes, so there is no legend of it.",
    ),
    "pattern": Text("arsiran", "pattern"),
    "tile_grids": Text("Susunan petak", "Tile matrix sets"),
    "layer_tree": Text("Susunan lapisan peta", "Layer tree of the map"),
    "layer": Text("Lapisan", "Layer"),
    "address": Text("Alamat", "Address"),
    "parameters": Text("Parameter", "Parameters"),
    "inputs": Text("Masukan", "Inputs"),
    "required": Text("wajib", "required"),
    "other": Text("Lainnya", "Other"),
    "modelled": Text(
        "Lapisan ini hasil pemodelan, bukan pengukuran resmi.",
        "This layer is modelled, not officially surveyed.",
    ),
    "raster": Text("raster", "raster"),
    "legend": Text("Legenda", "Legend"),
    "cell": Text("Nilai sel di suatu tempat", "Value of the cell at a place"),
    "table_undrawn": Text(
        "Tabel tanpa letak: tidak ada yang dapat digambar di peta.",
        "A table without places: there is nothing to draw on the map.",
    ),
    "official": Text("resmi", "official"),
    "open_data": Text("data terbuka", "open data"),
    "compiled": Text("himpunan", "compiled"),
    "trust_modelled": Text("hasil model", "modelled"),
    "illustrative": Text("ilustrasi", "illustrative"),
    "language": Text("Bahasa", "Language"),
    "search": Text("Pencarian", "Search"),
    "search_about": Text(
        "Nama tempat, kode, zona, fasilitas, atau koordinat",
        "Name of a place, code, zone, facility or coordinates",
    ),
    "search_button": Text("Cari", "Search"),
    "kind": Text("Jenis yang dicari", "Kind to look for"),
    "every_kind": Text("semua", "all"),
    "features_lower": Text("fitur", "features"),
    "code_is_bps": Text("(ditemukan dengan kode BPS)", "(found by its BPS code)"),
    "on_map": Text("Tunjukkan di peta", "Show on the map"),
    "nothing_found": Text(
        "Tidak ada yang ditemukan. Coba kata yang lebih sedikit, atau jenis yang lain.",
        "Nothing was found. Try fewer words, or another kind.",
    ),
    "yes": Text("ya", "yes"),
    "no": Text("tidak", "no"),
}
TRUST_PHRASES: Mapping[str, Text] = {
    "official": PHRASES["official"],
    "open_data": PHRASES["open_data"],
    "compiled": PHRASES["compiled"],
    "modelled": PHRASES["trust_modelled"],
    "illustrative": PHRASES["illustrative"],
}
# Groups of the layer tree, in its order; the map draws them from first to last.
GROUPS: Mapping[str, Text] = {
    "boundaries": Text("Batas wilayah", "Boundaries"),
    "population": Text("Penduduk dan permukiman", "People and settlements"),
    "land": Text("Lahan dan lingkungan", "Land and environment"),
    "zoning": Text("Zonasi", "Zoning"),
    "plan": Text("Rencana ruang", "Spatial plans"),
    "infrastructure": Text("Prasarana dan sarana", "Infrastructure and facilities"),
    "results": Text("Hasil analisis", "Results of analyses"),
    "added": Text("Ditambahkan", "Added"),
    "other": Text("Lainnya", "Other"),
}


def group_title(group: str) -> Text:
    """Give the title of a group; one nobody named yet is shown by its id."""
    plain = group.replace("_", " ").capitalize()
    return GROUPS.get(group, Text(plain, plain))
