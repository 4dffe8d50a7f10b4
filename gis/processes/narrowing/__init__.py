"""Part of a layer as an input: those of its features for which a filter is true."""
