"""Mosaic: the part of raster tiles that a box touches, joined into one file in a process apart."""
