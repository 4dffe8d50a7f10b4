"""The people of the starter region: population, settlements, facilities, assets."""
