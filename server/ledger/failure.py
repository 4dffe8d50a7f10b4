"""What went wrong with the ledger, and what to do: SQLite's errors in our words."""

from __future__ import annotations

from pathlib import Path

import apsw

from layers.text import Text
from server.errors import LedgerError

_READ_ONLY = Text(
    "tidak boleh ditulis, jadi layanan hanya membaca; periksa izin folder ruang kerja",
    "it may not be written, so the service only reads; check the permissions of the workspace's "
    "folder",
)
# First match wins.
_KINDS: tuple[tuple[tuple[type[apsw.Error], ...], str, Text], ...] = (
    (
        (apsw.BusyError, apsw.LockedError),
        "ledger-busy",
        Text(
            "proses lain masih menulis setelah lima detik; coba lagi",
            "another process still writes after five seconds; try again",
        ),
    ),
    (
        (apsw.FullError,),
        "disk-full",
        Text(
            "cakram penuh; tidak ada yang berubah: kosongkan sebagian lalu coba lagi",
            "the disk is full; nothing was changed: free some space and try again",
        ),
    ),
    (
        (apsw.CorruptError, apsw.NotADBError),
        "ledger-damaged",
        Text(
            "berkas rusak; pulihkan dari cadangan, atau pindahkan dan layanan membuat yang baru "
            "(token perlu dibuat lagi)",
            "the file is damaged; restore a backup, or move it away and the service makes a new "
            "one (tokens have to be made again)",
        ),
    ),
    (
        (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError),
        "ledger-read-only",
        _READ_ONLY,
    ),
)


def ledger_error(error: apsw.Error, path: Path) -> LedgerError:
    """Turn an SQLite error into ours, with the word that says what to do.

    Parameters
    ----------
    error
        What SQLite raised.
    path
        The ledger; only its name is told.
    """
    for kinds, code, said in _KINDS:
        if isinstance(error, kinds):
            return LedgerError(f"{path.name}: " + said, code=code)
    kind = type(error).__name__
    said = Text(f"SQLite menjawab {kind}", f"SQLite answered {kind}")
    return LedgerError(f"{path.name}: " + said)


def not_made(path: Path, error: OSError) -> LedgerError:
    """Say why the file of the ledger could not be made.

    Parameters
    ----------
    path
        Where it should be; only its name is told.
    error
        What the system answered.
    """
    reason = f" ({error.strerror})" if error.strerror else ""
    return LedgerError(f"{path.name}{reason}: " + _READ_ONLY, code="ledger-read-only")
