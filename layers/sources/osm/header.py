"""Header: what an OpenStreetMap file says about itself: its date and whether it is a history."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import osmium
from osmium.osm import NOTHING

from layers.errors import SourceError
from layers.schema import Text

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2})?Z?")
META = re.compile(rb"osm_base=[\"'](\d{4}-\d{2}-\d{2}T[0-9:]+Z?)[\"']")
HEAD = 4096


@dataclass(frozen=True, slots=True)
class Header:
    """The day the data hold for, None if the file does not name it, and the moment."""

    date: str | None
    moment: str

    @property
    def told(self) -> Text:
        """Say for when the data hold."""
        return Text(f"keadaan data {self.moment}", f"the data are those of {self.moment}")


def header_of(file: osmium.io.File, path: Path, form: str) -> Header:
    """Read the header of an extract.

    Raises
    ------
    SourceError
        `osm-history` for a file with several versions of an object, `osm-change`
        for a file of changes.
    """
    with osmium.io.Reader(file, NOTHING) as reader:
        head = reader.header()
    with path.open("rb") as handle:
        first = handle.read(HEAD)
    if form == "osm" and b"<osmChange" in first:
        raise SourceError(
            Text(
                "ini berkas perubahan (osmChange), bukan data; terapkan dahulu pada ekstrak",
                "this is a file of changes (osmChange), not of data; apply it to an extract first",
            ),
            code="osm-change",
        )
    if head.has_multiple_object_versions:
        raise SourceError(
            Text(
                "ini berkas riwayat: memuat beberapa versi dari satu objek; buat ekstrak untuk "
                "satu saat (osmium time-filter)",
                "this is a history file: it holds several versions of an object; make an "
                "extract of one moment (osmium time-filter)",
            ),
            code="osm-history",
        )
    said = head.get("osmosis_replication_timestamp") or head.get("timestamp")
    if not said and (found := META.search(first)):
        said = found[1].decode("ascii")
    told = MOMENT.match(said or "")
    if not told:
        return Header(None, "")
    return Header(told[1], told[0])
