"""The command line: `penyangga`."""

from server.cli.group import main

__all__ = ["main"]
