"""What is known about the region, and where it is kept."""

__version__ = "0.1.0"
