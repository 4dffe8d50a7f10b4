"""Columns as read: attributes given names and types, shapes told from their bytes."""
