"""Compiled kernels of vector tiles: from whole-number positions to the bytes of features."""
