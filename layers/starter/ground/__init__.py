"""The ground of the starter region: coast, boundaries, terrain, protected areas, land cover."""
