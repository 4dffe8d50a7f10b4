"""Land cover: what zones hold, what became of it, and where; counted by exact shares of cells."""
