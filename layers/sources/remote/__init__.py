"""Remote sources: files and features from servers, brought here whole before anything reads them.

All network code of the product is in this package, and nothing here parses
geodata: what came is a file, read like any other in a process of its own.
"""
