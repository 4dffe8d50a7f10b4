"""OpenStreetMap: thematic layers from PBF and XML extracts, Overpass and Nominatim answers."""
