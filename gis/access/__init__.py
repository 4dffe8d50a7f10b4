"""Access: who is served within which time, how fairly, and what would change it."""
