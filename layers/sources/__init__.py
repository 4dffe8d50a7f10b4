"""Where features come from: files, each read in a process of its own."""
