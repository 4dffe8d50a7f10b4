"""Documents of those who may write."""
