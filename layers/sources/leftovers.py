"""Leftovers: the folders of imports whose process was killed, removed by a later import."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
from pathlib import Path

NAME = re.compile(r"penyangga-import-(?P<pid>\d{1,10})-[A-Za-z0-9_]+")
# Twice as long as the slowest import may take, and more: its limits end it in ten minutes.
OLD_S = 3600.0


def new_folder() -> Path:
    """Make the temporary folder of one import, named by its process; remove old leftovers.

    Examples
    --------
    >>> folder = new_folder()
    >>> NAME.fullmatch(folder.name)["pid"] == str(os.getpid())
    True
    >>> folder.rmdir()
    """
    folder = Path(tempfile.mkdtemp(prefix=f"penyangga-import-{os.getpid()}-"))
    remove_leftovers(folder.parent)
    return folder


def remove_leftovers(parent: Path, *, older_than_s: float = OLD_S) -> list[str]:
    """Remove folders of imports that are old and whose process is gone; give their names.

    Only folders (no links) of our own account count. A process of the same number
    that runs now, whatever it is, protects a folder; and as processes of another
    container cannot be seen, nothing young is touched.
    """
    latest = time.time() - older_than_s
    gone = []
    for path in sorted(parent.glob("penyangga-import-*")):
        match = NAME.fullmatch(path.name)
        if match is None or _runs(int(match["pid"])) or not _is_ours_and_old(path, latest):
            continue
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            gone.append(path.name)
    return gone


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _is_ours_and_old(path: Path, latest: float) -> bool:
    try:
        about = path.lstat()
        times = [about.st_mtime, *(child.lstat().st_mtime for child in path.iterdir())]
    except OSError:
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and max(times) < latest
