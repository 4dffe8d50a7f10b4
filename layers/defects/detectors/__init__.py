"""Detectors of defects, each a function of a table that looks and changes nothing."""
