"""Capacity shared among people: what a process reads, works out and tells."""
