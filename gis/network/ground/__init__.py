"""Ground: what lies within reach of roads, on their side of the water."""
