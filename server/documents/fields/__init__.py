"""Fields of layers in schemas."""
