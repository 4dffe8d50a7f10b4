"""Shares: short addresses that lead to what an editor wants others to see."""
