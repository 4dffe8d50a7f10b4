"""Exposure: lines, facilities and people by the class of a hazard they lie in."""
