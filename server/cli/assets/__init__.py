"""Commands about assets."""
