"""Turns: what may not follow what at a junction, applied around restricted nodes only."""
