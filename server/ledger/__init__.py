"""The ledger: `service.db`, what the service itself has to remember."""

from __future__ import annotations

from server.ledger.ledger import FILE, Chapter, Ledger

__all__ = ["FILE", "Chapter", "Ledger"]
