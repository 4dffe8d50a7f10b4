"""What PostgreSQL answers, in the words of this package."""

from __future__ import annotations

import psycopg

from layers.errors import StoreError
from layers.schema import Text

MISSING = "table-missing"

# First match wins: whole SQLSTATEs before their classes (PostgreSQL, appendix A).
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("55P03", "store-busy", "another process is writing; try again"),
    ("40", "store-busy", "another process was writing at the same time; try again"),
    ("53300", "store-busy", "the server has no connection left; try again"),
    ("57014", "store-timeout", "the answer took too long and was stopped; ask for less"),
    ("53100", "disk-full", "the server's disk is full; nothing was changed: free some space"),
    ("25006", "read-only", "this role may only read; use one that may write"),
    ("42501", "read-only", "this role has no right to do that; use one that has"),
    ("3D000", "not-a-workspace", "there is no such database; create it first"),
    ("3F000", "not-a-workspace", "there is no such schema; run 'penyangga init URL' first"),
    ("28", "store-unreachable", "the server refuses this user; check name and password"),
    ("57P", "store-unreachable", "the server is stopping or starting; try again"),
    ("08", "store-unreachable", "the connection was lost; try again"),
    ("XX001", "store-damaged", "the server found damaged data; restore a backup"),
    ("XX002", "store-damaged", "the server found a damaged index; run REINDEX or restore a backup"),
    ("58", "store-damaged", "the server could not read or write its files; see its log"),
    ("42P01", MISSING, "a table is missing; run 'penyangga check'"),
    ("42703", "store-damaged", "a column is missing; run 'penyangga check'"),
)


def store_error(error: psycopg.Error, shown: str) -> StoreError:
    """Turn an error of the database into ours, with the word that says what to do.

    Parameters
    ----------
    error
        What psycopg raised.
    shown
        The workspace's address without user and password.
    """
    state = error.sqlstate or ""
    for prefix, code, advice in _KINDS:
        if state.startswith(prefix):
            return StoreError(f"{shown}: {advice}", code=code)
    if not state and isinstance(error, psycopg.OperationalError):
        return StoreError(
            Text(
                f"{shown}: server tidak dapat dihubungi atau menolak ({_last_words(error)}); "
                "apakah berjalan, dan benarkah alamatnya?",
                f"{shown}: the server cannot be reached or refuses ({_last_words(error)}); "
                "is it running, and is the address right?",
            ),
            code="store-unreachable",
        )
    return StoreError(
        Text(
            f"{shown}: penyimpanan menjawab {type(error).__name__} ({state or 'tanpa kode'})",
            f"{shown}: the store answered {type(error).__name__} ({state or 'no code'})",
        ),
        code="store-error",
    )


def _last_words(error: psycopg.Error) -> str:
    """Give what was said when there was no connection yet: refusals come without a state."""
    lines = str(error).strip().splitlines() or ["no answer"]
    return lines[-1].rpartition("FATAL:")[2].rpartition("failed: ")[2].strip()
