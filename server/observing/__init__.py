"""Observing: assets as they stand, with what they last told."""
