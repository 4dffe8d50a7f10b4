"""Words: the closed lists of a masterplan as planners read and write them, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from layers.text import Text

Words = Mapping[str, Text]


def same(*words: str) -> Words:
    """Give words that are the same in both languages."""
    return {word: Text(word, word) for word in words}


PILLARS: Words = {
    "governance": Text("tata kelola", "governance"),
    "branding": Text("jenama daerah", "branding"),
    "economy": Text("ekonomi", "economy"),
    "living": Text("kehidupan", "living"),
    "society": Text("masyarakat", "society"),
    "environment": Text("lingkungan", "environment"),
}
PLAN: Words = {
    "draft": Text("rancangan", "draft"),
    "signed": Text("ditandatangani", "signed"),
    "evaluated": Text("dievaluasi", "evaluated"),
}
KNOWN: Words = {
    "sourced": Text("bersumber", "sourced"),
    "unverified": Text("belum terverifikasi", "unverified"),
    "illustrative": Text("ilustrasi", "illustrative"),
}
DIRECTIONS: Words = {"up": Text("naik", "up"), "down": Text("turun", "down")}
HORIZONS: Words = {
    "short": Text("pendek", "short"),
    "medium": Text("menengah", "medium"),
    "long": Text("panjang", "long"),
}
STATES: Words = {
    "planned": Text("direncanakan", "planned"),
    "running": Text("berjalan", "running"),
    "done": Text("selesai", "done"),
    "late": Text("terlambat", "late"),
}
UNITS: Words = {
    **same("dinas", "badan", "kecamatan", "setda", "kelurahan", "desa"),
    "other": Text("lainnya", "other"),
}
LEVELS: Words = {
    "province": Text("provinsi", "province"),
    "regency": Text("kabupaten/kota", "regency"),
    "district": Text("distrik", "district"),
    "village": Text("desa/kelurahan", "village"),
    **same("kota", "kabupaten", "kecamatan", "kelurahan"),
}
PLACES: Words = {
    "region": Text("wilayah", "region"),
    **same("kecamatan", "kelurahan"),
    "point": Text("titik", "point"),
    "geojson": Text("bentuk (GeoJSON)", "shape (GeoJSON)"),
    "layer": Text("lapisan", "layer"),
}
FLAGS: Words = {"true": Text("ya", "yes"), "false": Text("tidak", "no")}
ALSO = {"true": ("true", "1", "benar", "x", "y"), "false": ("false", "0", "salah", "n", "t")}


def meant(words: Words, written: str) -> str | None:
    """Give the stable word of one written in either language; None where there is none.

    Examples
    --------
    >>> meant(DIRECTIONS, " Naik "), meant(DIRECTIONS, "up"), meant(DIRECTIONS, "kiri")
    ('up', 'up', None)
    """
    wanted = " ".join(written.casefold().split())
    if words is PILLARS:
        # Offices say "Smart Living", and reports "Kehidupan (Smart Living)".
        wanted = wanted.partition("smart ")[2].rstrip(")") or wanted
    for word, text in words.items():
        if wanted in (word, text.id.casefold(), text.en.casefold()):
            return word
    return None
