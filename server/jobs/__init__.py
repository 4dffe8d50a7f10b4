"""Jobs: runs of analyses that go on after their request, each in a process of its own."""
