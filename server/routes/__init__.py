"""Routes: each parses, calls, renders; nothing more."""
