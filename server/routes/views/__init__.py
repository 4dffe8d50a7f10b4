"""Ways onto the map from elsewhere: addresses to guess, and what is taken away from it."""
