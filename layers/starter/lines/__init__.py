"""The lines of the starter region: roads and waterways."""
