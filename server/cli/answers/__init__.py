"""Answers of single analyses as people read them in a terminal."""
