"""Masterplans over HTTP: plans held, what was computed of them, their activities as features."""
