"""`penyangga masterplan`: plans of the region, checked and bound to its layers."""
