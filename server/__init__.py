"""Publishing: HTTP and command line."""
