"""Compiled kernels of the search on networks: on plain arrays, without knowledge of roads."""
