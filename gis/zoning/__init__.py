"""Zoning: what a plan says of a place."""
