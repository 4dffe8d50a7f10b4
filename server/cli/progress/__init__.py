"""Progress on standard error: steps of work whose end is known, and work that just lasts."""

from __future__ import annotations

from server.cli.progress.steps import Progress

__all__ = ["Progress"]
