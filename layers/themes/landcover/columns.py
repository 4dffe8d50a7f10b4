"""Columns of land cover in the wild: which holds codes, which holds class names."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from layers import landcover

CODE_COLUMN = re.compile(
    r"(kode|code|id|kd|no)?_?(pl|lc|lu|lulc|klhk|penutupan_lahan|tutupan_lahan|tutupan|kelas"
    r"|landcover|land_cover|landuse|land_use)?_?((19|20)\d\d)?_?(id|kode|code|kls)?"
    r"|grid_?code|dn|value|class|kls|kd_kelas|(id_)?penutupan_lahan_tahun_\d{4}"
)
NAME_COLUMN = re.compile(
    r"(nama|name|ket|keterangan|deskripsi|desc|legenda?|kelas|class|jenis|toponim|namobj|remark)"
    r"(_.*)?|.*(tutupan|penutupan|penggunaan|landuse|land_use|landcover|land_cover).*"
    r"|pl_?\d{4}.*|.*_(kelas|class|nama|ket)"
)
MOSTLY, HALF = 0.8, 0.5
WHOLE = re.compile(r"\d{1,6}(\.0+)?")


def as_code(value: Any) -> str | None:
    """Give a whole number as text, however it was stored; None for anything else.

    Examples
    --------
    >>> as_code(2001.0), as_code("20093"), as_code("Sawah"), as_code(None)
    ('2001', '20093', None, None)
    """
    if value is None or pd.isna(value):
        return None
    text = str(value).strip()
    return text.partition(".")[0] if WHOLE.fullmatch(text) else None


def code_column(frame: pd.DataFrame) -> str | None:
    """Give the column most of whose values are codes of one legend; ids and counters are none."""
    known = [set(landcover.legend(one).codes) for one in landcover.LEGENDS]
    best, share = None, MOSTLY
    for name in _columns(frame, CODE_COLUMN):
        codes = frame[name].dropna().map(as_code)
        if not len(codes) or codes.isna().any():
            continue
        if codes.nunique() == len(codes) > len(landcover.legend("klhk").codes):
            continue  # each value once and more of them than classes: a running number
        fits = max(float(codes.isin(one).mean()) for one in known)
        if fits > share or (fits == share and best is None):
            best, share = name, fits
    return best


def name_column(frame: pd.DataFrame, legend: str | None) -> str | None:
    """Give the column most of whose different values name classes."""
    best, share = None, HALF
    for name in _columns(frame, NAME_COLUMN):
        if pd.api.types.is_numeric_dtype(frame[name]):
            continue
        values = [v for v in frame[name].dropna().unique().tolist() if isinstance(v, str)]
        if not values:
            continue
        told = sum(landcover.name_class(v, legend) is not None for v in values) / len(values)
        if told > share or (told == share and best is None):
            best, share = name, told
    return best


def _columns(frame: pd.DataFrame, wanted: re.Pattern[str]) -> list[str]:
    return [str(c) for c in frame.columns if c != "geometry" and wanted.fullmatch(str(c).lower())]
