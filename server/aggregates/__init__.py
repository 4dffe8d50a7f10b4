"""Aggregates over HTTP: collections added up, and what lies within a site."""
