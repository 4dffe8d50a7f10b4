"""Services: features asked of OGC API, WFS and ArcGIS servers, page after page."""
