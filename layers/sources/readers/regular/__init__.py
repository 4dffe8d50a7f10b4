"""Regular GeoJSON: features that all look alike, read column by column by compiled loops."""
