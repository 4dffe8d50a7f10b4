"""XML formats (KML, GML, GPX), read by a parser that fetches and expands nothing."""
