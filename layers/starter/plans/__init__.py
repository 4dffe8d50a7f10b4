"""The plans of the starter region: detailed zoning and the general spatial plan."""
