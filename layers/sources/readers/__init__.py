"""Readers of the accepted formats; only the reading process parses with them."""
