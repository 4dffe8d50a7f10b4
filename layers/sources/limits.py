"""Limits: how much of a file an import takes before it stops."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MEGABYTE = 1_000_000
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes, counts and times that no import exceeds.

    `memory_bytes`, `cpu_s`, `wall_s` and `staging_bytes` bound the process that
    reads the file; the others bound what may be in it. The archive numbers hold
    for a zip as a whole and are counted while it is copied, not believed.
    """

    file_bytes: int = 1000 * MEGABYTE
    memory_bytes: int = 2 * GIBIBYTE
    cpu_s: int = 300
    wall_s: float = 600.0
    staging_bytes: int = 2 * GIBIBYTE
    rows: int = 5_000_000
    columns: int = 500
    vertices: int = 200_000
    collection_depth: int = 4
    json_depth: int = 64
    xml_depth: int = 64
    xml_elements: int = 50_000_000
    xml_text: int = 50_000_000
    archive_members: int = 200
    geodatabase_members: int = 3000
    archive_bytes: int = 500 * MEGABYTE
    archive_ratio: int = 200
    raster_bytes: int = 2 * GIBIBYTE - MEGABYTE

    def to_dict(self) -> dict[str, Any]:
        """Give the limits as plain data for the reading process."""
        return asdict(self)
