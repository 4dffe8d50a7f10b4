"""Phrases: Indonesian for messages that their writer gave in English only."""

from __future__ import annotations

import re

# Whole sentences first, then the words that stand in most messages.
PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"heights of (\d+) features left out", r"ketinggian \1 fitur dibuang"),
        (r"holds NaN, Infinity or a number beyond 1e308", "berisi NaN, tak hingga, atau > 1e308"),
        (r"not JSON: ", "bukan JSON: "),
        (r"id (.+) is that of row (\d+)", r"id \1 sudah dipakai baris \2"),
        (r"arcs are written as chains of short lines", "busur ditulis sebagai garis-garis pendek"),
        (r"coordinates such as ", "koordinat seperti "),
        (r"numbers are written with decimal commas", "angka ditulis dengan koma desimal"),
        (r"zeros at the ends may be lost", "nol di ujung dapat hilang"),
        (r"; wanted such as ", "; yang diminta seperti "),
        (r"column (.+) is binary", r"kolom \1 berisi data biner"),
        (r"geometry column ", "kolom geometri "),
        (r"further geometries: ", "geometri lain: "),
        (r"; left aside: ", "; ditinggalkan: "),
        (r"rows ran from south to north", "baris berurut dari selatan ke utara"),
        (r"columns ran from east to west", "kolom berurut dari timur ke barat"),
        (r"rows and columns swapped \(a quarter turn\)", "baris dan kolom tertukar (seperempat)"),
        (r"cells at (.+), outside Indonesia", r"sel pada \1, di luar Indonesia"),
        (r"latitude or northing comes first", "lintang atau utara ditulis lebih dahulu"),
        (r"latitude comes first", "lintang ditulis lebih dahulu"),
        (r"path nests differently: ", "path bersarang berbeda: "),
        (r"names no CRS; its positions are lon/lat degrees", "tanpa CRS; derajat bujur/lintang"),
        (r"polygons in lon/lat degrees", "poligon dalam derajat bujur/lintang"),
        (r"(\d+) of (\d+) rows outside ", r"\1 dari \2 baris di luar "),
        (r"\brows? (?=\d)", "baris "),
        (r"\bcolumns? (?=')", "kolom "),
        (r"\brevision (?=\d)", "revisi "),
        (r"\bline (\d+) has (\d+) cells; the first row names (\d+) columns",
         r"baris berkas \1 memiliki \2 sel; baris pertama menyebut \3 kolom"),
        (r"is not a coordinate\b", "bukan koordinat"),
        (r"only one coordinate is given", "hanya satu koordinat yang ada"),
        (r"coordinate (.+) is not finite", r"koordinat \1 tak hingga"),
        (r" and (\d+) more\b", r" dan \1 lagi"),
        (r"\bno asset named\b", "aset tidak disebut"),
        (r"\bnot in ", "tidak ada dalam "),
        (r"\bfeatures\b", "fitur"),
        (r"\bdetected\b", "dikenali"),
        (r"\bdeclared\b", "disebut berkas"),
    )
)  # fmt: skip


def indonesian(message: str) -> str:
    """Give a message in Indonesian as far as its phrases are known.

    Examples
    --------
    >>> indonesian("heights of 3 features left out")
    'ketinggian 3 fitur dibuang'
    """
    for pattern, words in PHRASES:
        message = pattern.sub(words, message)
    return message
