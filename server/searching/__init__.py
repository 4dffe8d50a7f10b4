"""Search over HTTP: what is asked, and the answer as JSON, GeoJSON or a page."""
