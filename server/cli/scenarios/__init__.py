"""`penyangga scenario`: edits of the region, kept, compared and asked like the region itself."""
