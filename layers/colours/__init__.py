"""Colours: how people with each kind of sight tell them apart, and sets that all can."""

from layers.colours.patterns import N_PATTERNS, patterns_of
from layers.colours.safe import MOST_SAFE, safe_classes, safe_colours, safe_steps
from layers.colours.vision import APART, VISIONS, differences, lab, rgb

__all__ = [
    "APART",
    "MOST_SAFE",
    "N_PATTERNS",
    "VISIONS",
    "differences",
    "lab",
    "patterns_of",
    "rgb",
    "safe_classes",
    "safe_colours",
    "safe_steps",
]
