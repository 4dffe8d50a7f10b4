"""Filters: CQL2 read into a typed tree, and that tree as SQL of each store or as a mask."""

from __future__ import annotations

from layers.filters.parsing import Filter, bound_filter, read_filter
from layers.filters.tree import Predicate

__all__ = ["Filter", "Predicate", "bound_filter", "read_filter"]
