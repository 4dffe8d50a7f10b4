"""Features over HTTP: parameters in, pages of GeoJSON out."""
