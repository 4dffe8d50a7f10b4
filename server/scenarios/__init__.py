"""Scenarios over HTTP, each opened as a workspace of its own."""
