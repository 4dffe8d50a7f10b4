"""Cutting: the part of raster tiles or building tables that a box touches, in a process apart."""
