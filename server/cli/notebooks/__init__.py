"""`penyangga notebooks`: questions to begin from, as Jupyter notebooks."""
