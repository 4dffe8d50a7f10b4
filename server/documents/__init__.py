"""Descriptions the service publishes: landing, collections, API, map layers."""
