"""`penyangga scenario`: edits of the region, kept, compared and asked like the region itself."""

from __future__ import annotations

from server.cli.scenarios import comparing as comparing
from server.cli.scenarios.commands import scenario

__all__ = ["scenario"]
