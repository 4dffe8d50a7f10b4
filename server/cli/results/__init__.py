"""The commands on results of analyses that are layers."""
