"""What analyses cost: measured on the starter region, and what the cost grows with."""
