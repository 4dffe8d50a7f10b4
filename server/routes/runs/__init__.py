"""Analyses and jobs: what can be run, and how runs stand."""
