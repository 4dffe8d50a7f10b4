"""Commands that make workspaces: a new one, and one out of another."""
