"""Commands and options about defects of data."""
