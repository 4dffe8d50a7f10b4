"""Routes of those who may write."""
