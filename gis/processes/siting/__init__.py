"""Where the next facility should go: candidates, travel, the choice, and what it is told by."""
