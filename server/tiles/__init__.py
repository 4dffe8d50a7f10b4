"""Tiles: what is asked of them, and the answers."""
