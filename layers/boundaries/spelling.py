"""How a region's name is written: its kind taken off, old letters, and what sets it apart."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# From this number on, the second part of a Kemendagri code belongs to a city.
CITY_FROM = 71
REGENCY_KINDS = {
    "kabupaten": "kabupaten",
    "kab": "kabupaten",
    "kota": "kota",
    "kotamadya": "kota",
    "kodya": "kota",
}
PREFIXES: dict[int, tuple[str, ...]] = {
    1: ("provinsi", "propinsi", "prov"),
    2: tuple(REGENCY_KINDS),
    3: ("kecamatan", "kec"),
    4: ("kelurahan", "kel", "desa", "ds"),
}
OLD_LETTERS = (("oe", "u"), ("tj", "c"), ("dj", "j"))
# Words of districts and villages that are written in several ways.
SAME_WORDS = {
    "sei": "sungai",
    "sungei": "sungai",
    "tg": "tanjung",
    "tj": "tanjung",
    "tjg": "tanjung",
    "ulu": "hulu",
    "ilir": "hilir",
    "banua": "benua",
    "mulya": "mulia",
}
# Words that set neighbours apart: names that differ in one of them are not similar.
TELLING = frozenset(
    {"utara", "selatan", "timur", "barat", "tengah", "ulu", "hulu", "ilir", "hilir", "kanan"}
    | {"kiri", "atas", "bawah", "dalam", "luar", "darat", "laut", "seberang", "baru", "lama"}
    | {"besar", "kecil", "muara", "satu", "dua", "tiga", "empat", "lima", "a", "b", "c", "d"}
    | {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name taken apart: `whole` and `bare` are keys without spaces, with and without kind.

    `kind` is the kind of regency (kabupaten, kota) the name itself states, or "".
    """

    whole: str
    bare: str
    kind: str
    telling: tuple[str, ...]


def spelling(name: str, level: int) -> Spelling:
    """Take a name apart for comparison.

    Examples
    --------
    >>> spelling("Kab. Banjar", 2).bare, spelling("KOTA BARU", 2).whole
    ('banjar', 'kotabaru')
    """
    words = tokens(name)
    if level > 2:
        words = [SAME_WORDS.get(word, word) for word in words]
    rest = list(words)
    kind = ""
    if len(rest) > 1 and rest[0] in PREFIXES[level]:
        kind = REGENCY_KINDS.get(rest.pop(0), "")
        if len(rest) > 1 and kind == "kota" and rest[0] == "administrasi":
            rest.pop(0)
    telling = sorted(w for w in rest if w in TELLING or w.isdigit())
    return Spelling("".join(words), "".join(rest), kind, tuple(telling))


def tokens(name: str) -> list[str]:
    """Give the words of a name in lower case, without accents, apostrophes and marks."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = (
        c if c.isalnum() else "" if c in "'’‘`ʼ" or unicodedata.combining(c) else " " for c in plain
    )
    return "".join(kept).split()


def old_key(key: str) -> str:
    """Give a key with the old letters oe, tj, dj written as today's u, c, j."""
    for old, new in OLD_LETTERS:
        key = key.replace(old, new)
    return key


def kind_of(code: str, name: str) -> str:
    """Tell whether a regency is a kabupaten or a kota: by its name, else by its code."""
    if code.count(".") != 1:
        return ""
    return spelling(name, 2).kind or ("kota" if int(code[3:]) >= CITY_FROM else "kabupaten")
