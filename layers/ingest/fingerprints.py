"""Fingerprints of sources: what was read, so that it can be told from any other."""

from __future__ import annotations

import hashlib
from pathlib import Path


def fingerprint(source: Path) -> tuple[str, int]:
    """Give the SHA-256 of a file and its size; of a folder, those of its parts by name.

    Parameters
    ----------
    source
        A file, or the folder of a file geodatabase.

    Returns
    -------
    tuple
        Hexadecimal digest, and bytes in all.
    """
    if source.is_file():
        with source.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest(), source.stat().st_size
    whole, size = hashlib.sha256(), 0
    for part in sorted(p for p in source.iterdir() if p.is_file() and not p.is_symlink()):
        digest, length = fingerprint(part)
        whole.update(f"{part.name}\0{digest}\n".encode())
        size += length
    return whole.hexdigest(), size
