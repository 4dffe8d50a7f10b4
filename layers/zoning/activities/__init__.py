"""Activities that rules of zones name: the list in both languages, and a forgiving search."""

from __future__ import annotations

from layers.zoning.activities.listed import Activity, activities, words_on
from layers.zoning.activities.searching import Found, search

__all__ = ["Activity", "Found", "activities", "search", "words_on"]
