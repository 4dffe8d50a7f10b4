"""Normalising: each rule by hand, doubt, and the class names of two real plans."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.zoning import codes, match, match_all
from layers.zoning.normalising import THRESHOLD, listed

# What a planner would file these names under; None where no code of the lists is right, or
# the name alone does not tell. Judged by hand; the list of phrases was written knowing these
# names, so that this measures agreement with the judge, and OTHERS how far it carries.
JUDGED = {
    "Cagar Alam": "CA",
    "Hutan Lindung - KBK T ke HL": "HL",
    "Hutan Lindung - KBNK ke HL": "HL",
    "Hutan Lindung": "HL",
    "Kawasan Budidaya Kehutanan Produksi": "KHP",
    "Kawasan Budidaya Kehutanan Terbatas": "HPT",
    "Kawasan Budidaya non Kehutanan - HL ke KBNK": None,
    "Kawasan Budidaya non Kehutanan - KBK P ke KBNK": None,
    "Kawasan Budidaya non Kehutanan - KBK T ke KBNK": None,
    "Kawasan Budidaya non Kehutanan": None,
    "Tubuh Air": "BA",
    "Kawasan Agro Wisata": "W",
    "Kawasan Balikpapan Islamic Centre": "SPU",
    "Kawasan Bandara": "TR",
    "Kawasan Buffer Zone": None,
    "Kawasan DOME": "SPU",
    "Kawasan Fasilitas Pemerintah": "KT",
    "Kawasan Gereja": "SPU",
    "Kawasan Hutan Bakau": "EM",
    "Kawasan Hutan Kota": "RTH-1",
    "Kawasan Hutan Lindung": "HL",
    "Kawasan ITK": "SPU",
    "Kawasan Industri Besar": "KPI",
    "Kawasan Industri Kecil": "KPI",
    "Kawasan Industri Sedang": "KPI",
    "Kawasan Jalur Evakuasi Satwa": None,
    "Kawasan Kebun Raya": None,
    "Kawasan Masjid Agung": "SPU",
    "Kawasan Minapolitan": "IK",
    "Kawasan Pariwisata": "W",
    "Kawasan Pelabuhan": "TR",
    "Kawasan Penangkaran Buaya": None,
    "Kawasan Perdagangan dan Jasa": "K",
    "Kawasan Perikanan": "IK",
    "Kawasan Perkantoran": "KT",
    "Kawasan Perkebunan": "P-3",
    "Kawasan Persampahan": "PP",
    "Kawasan Pertahanan dan Keamanan": "HK",
    "Kawasan Pertanian Tanaman Hortikultura": "P-2",
    "Kawasan Pertanian Tanaman Pangan": "P-1",
    "Kawasan Perumahan": "R",
    "Kawasan Peternakan": "P-4",
    "Kawasan RTH Kota": "RTH",
    "Kawasan Resapan Air": None,
    "Kawasan Rumah Sakit": "SPU",
    "Kawasan Sempadan Jalan TOL": None,
    "Kawasan Sempadan Pantai": "PS",
    "Kawasan Sempadan Sungai": "PS",
    "Kawasan Stadion": "SPU",
    "Kawasan Terminal": "TR",
    "Kawasan Waduk dan Embung": "BA",
    "Kawasan Wanawisata": "W",
    "Pondok Pesantren Syarif Hidayatullah": "SPU",
    "Rencana Perluasan HLSW": "HL",
}

# Names as other plans have them, judged by hand before the matcher saw them. At first sight 48
# of the 64 got a code, 44 of them the right one, of 49 wanted (precision 0.92, recall 0.90);
# four rules were amended since.
OTHERS = {
    "Kawasan Hutan Produksi Tetap": "HP",
    "Hutan Produksi yang dapat Dikonversi (HPK)": "HPK",
    "HPT": "HPT",
    "Permukiman Pedesaan": "PD",
    "Kawasan Rawan Bencana": None,
    "Kawasan Pertambangan Mineral": "T",
    "Zona Industri": "KPI",
    "Sub Zona Rumah Kepadatan Sedang": "R-3",
    "Perumahan Kepadatan Sgt Tinggi": "R-1",
    "RTH Taman Kota": "RTH-2",
    "Taman Kelurahan": "RTH-4",
    "Jalur Hijau": "RTH-8",
    "TPU": "RTH-7",
    "SPU Pendidikan": "SPU",
    "Fasilitas Kesehatan": "SPU",
    "Sarana Olahraga": "SPU",
    "Peribadatan": "SPU",
    "Perkantoran Pemerintah": "KT",
    "Kantor Swasta": "KT",
    "Badan Jalan": "BJ",
    "Sungai Mahakam": "BA",
    "Danau": "BA",
    "Laut": None,
    "Kawasan Cagar Budaya": "CB",
    "Suaka Margasatwa": "SM",
    "Taman Nasional Kutai": "TN",
    "Tahura Bukit Soeharto": "THR",
    "Kebun Campuran": None,
    "Perkebunan Kelapa Sawit": "P-3",
    "Tambak": "IK-2",
    "Kawasan Pergudangan": "PL-6",
    "Instalasi Pengolahan Air Limbah": "PL-4",
    "TPA Sampah": "PP",
    "Kawasan Militer": "HK",
    "Lapangan Terbang": "TR",
    "Kawasan Peruntukan Lainnya": "PL",
    "Non Kawasan Hutan": None,
    "Areal Penggunaan Lain": None,
    "Belum ada data": None,
    "Zona Campuran": "C",
    "Pariwisata Alam": "W",
    "Perikanan Budidaya": "IK-2",
    "Pembangkit Listrik Tenaga Uap": "PTL",
    "Rawa": None,
    "Padang Golf": None,
    "Semak Belukar": None,
    "Lahan Cadangan": None,
    "Hutan Adat": None,
    "Pelabuhan Umum": "TR",
    "Terminal Tipe A": "TR",
    "Stasiun Pengisian Bahan Bakar": None,
    "Kawasan Perdagangan": "K",
    "Perdagangan & Jasa Skala BWP": "K-2",
    "K-2 (Perdagangan dan Jasa)": "K-2",
    "Perumahan Kepadatan Tingi": "R-2",
    "PERUMAHAN KEPADATAN RENDAH": "R-4",
    "Pertanian Tanaman Pangan Lahan Basah": "P-1",
    "Hutan Mangrove": "EM",
    "Sempadan Sungai Karang Mumus": "PS",
    "Waduk Benanga": "BA",
    "Industri Rumah Tangga": None,
    "Makam Pahlawan": "RTH-7",
    "Bekas Tambang": None,
    "Sempadan Rel Kereta Api": None,
}


def test_names_of_other_plans():
    found = match_all(OTHERS).of
    given_code = {name for name in OTHERS if found[name].code}
    right = {name for name in given_code if found[name].code == OTHERS[name]}
    wanted = {name for name in OTHERS if OTHERS[name]}
    assert sorted(given_code - right) == []
    assert sorted(wanted - right) == ["Sungai Mahakam"]


def test_the_class_names_of_two_real_plans(shared_data):
    path = shared_data / "zoning" / "rtrw_class_names_observed.csv"
    with path.open(encoding="utf-8") as file:
        names = [row["class_name"] for row in csv.DictReader(file)]
    assert set(names) == set(JUDGED)
    found = match_all(names).of
    given_code = {name for name in names if found[name].code}
    right = {name for name in given_code if found[name].code == JUDGED[name]}
    wanted = {name for name in names if JUDGED[name]}
    precision, recall = len(right) / len(given_code), len(right) / len(wanted)
    wrong = sorted(given_code - right)
    assert precision == 1.0, wrong
    assert recall >= 41 / 44, sorted(wanted - right)
    assert sorted(wanted - right) == ["Kawasan DOME", "Kawasan ITK", "Rencana Perluasan HLSW"]


@pytest.mark.parametrize(
    ("text", "code", "rule"),
    [
        ("R-3", "R-3", "code"),
        ("rth 07", "RTH-7", "code-spelling"),
        ("R-2 Perumahan Kepadatan Tinggi", "R-2", "code-and-name"),
        ("Perumahan Kepadatan Tinggi (R-2)", "R-2", "code-and-name"),
        ("ZONA PERUMAHAN", "R", "name"),
        ("Perdag. dan Jasa skl. Kota", "K-1", "abbreviation"),
        ("Perum. Kep. Sedang", "R-3", "abbreviation"),
        ("Kawasan Pemukiman Perkotaan", "PK", "spelling"),
        ("Hutan Produski Terbatas", "HPT", "spelling"),
        ("Kawasan Hutan Bakau", "EM", "synonym"),
        ("Jasa dan Perdagangan", "K", "word-order"),
        ("Cagar Alam Teluk Adang", "CA", "part"),
        ("Hutan Lindung - KBK T ke HL", "HL", "change"),
    ],
)
def test_each_rule(text, code, rule):
    found = match(text)
    assert (found.code, found.rule) == (code, rule)
    assert THRESHOLD <= found.score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Perumahan Kepadatan Tinggi (R-3)",
        "Kawasan Kebun Raya",
        "Kawasan Non Industri",
        "Penyangga Hutan Lindung",
        "Sempadan Jalan Tol",
        "Hutan Lindung - HL ke HP",
        "Tidak Ada",
        "Laut",
    ],
)
def test_doubt_stays_doubt(text):
    found = match(text)
    assert found.code is None
    assert found.score < THRESHOLD


def test_a_doubtful_match_names_the_nearest_and_may_be_asked_for():
    found = match("Perumahan Kepadatan Tinggi (R-3)")
    assert (found.code, found.best, found.score) == (None, "R-3", 0.5)
    assert match("Perumahan Kepadatan Tinggi (R-3)", threshold=0.5).code == "R-3"


def test_a_column_is_matched_once_for_each_name():
    found = match_all(["Perumahan", "Perumahan", None, " ", "Buffer Zone", "Laut", "Laut"])
    assert dict(found.counts) == {"Perumahan": 2, "Buffer Zone": 1, "Laut": 2}
    assert [m.text for m in found.unmatched] == ["Laut", "Buffer Zone"]
    assert found.share == pytest.approx(1 / 3)
    assert match_all([]).share == 0
    assert match("").to_dict()["rule"] == "none"


def test_listed_names_the_unmatched():
    left = match_all(["Kawasan Kebun Raya", "Laut A", "Buffer"]).unmatched
    assert listed(left[1:2], 1).startswith("'")
    assert listed(left, 2).endswith("and 1 more")


@settings(deadline=None)
@given(
    st.sampled_from(sorted(codes.subzones())), st.sampled_from([str.upper, str.lower, str.title])
)
def test_every_listed_name_is_its_own_code_in_any_case(code, change):
    found = match(change(codes.subzones()[code].name.id))
    assert found.code == code
    assert found.score >= 0.97


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=30))
def test_any_text_is_matched_or_left(text):
    found = match(text)
    assert 0 <= found.score <= 1
    assert found.code is None or found.code in codes.known()
