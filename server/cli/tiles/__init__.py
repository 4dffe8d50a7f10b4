"""Commands about tiles: all of some layers in one file."""
