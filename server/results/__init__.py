"""Results of jobs as layers: made, kept or let go, and known to be of yesterday."""
