"""Analyses declared once, for every door of the service."""
