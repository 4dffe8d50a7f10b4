"""What changes for whom: the base, the edits, their effect, and what a process tells of it."""
