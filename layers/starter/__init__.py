"""Part of the layers package."""
