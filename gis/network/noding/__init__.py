"""Noding: lines cut where they meet, and joined again where nothing meets them."""
