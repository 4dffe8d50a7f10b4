"""Names of fields that work as columns, URL parameters and JSON members."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Names that mean something else in a store, a frame or a URL.
RESERVED = {
    *("fid", "geom", "geometry", "the_geom", "rowid", "oid", "ogc_fid", "id"),
    *("bbox", "limit", "offset", "start", "datetime", "properties", "filter"),
    *("sortby", "crs", "lang", "f", "next"),
}
RENAMED = {"id": "source_id", "fid": "source_fid", "ogc_fid": "source_fid"}


def safe_names(titles: Iterable[str]) -> list[str]:
    """Make names that work as columns, URL parameters and JSON members, each once.

    Examples
    --------
    >>> safe_names(["Nama Tempat", "id", "nama_tempat", "2024", "名"])
    ['nama_tempat', 'source_id', 'nama_tempat_2', 'f_2024', 'field_5']
    """
    out: list[str] = []
    for place, title in enumerate(titles, 1):
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:48] or f"field_{place}"
        if name[0].isdigit():
            name = f"f_{name}"
        if name in RESERVED:
            name = RENAMED.get(name, f"{name}_value")
        base, n = name, 1
        while name in out:
            n += 1
            name = f"{base}_{n}"
        out.append(name)
    return out
