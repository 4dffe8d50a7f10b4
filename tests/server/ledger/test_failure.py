"""Errors of the ledger: each says what to do, none where the file is."""

from __future__ import annotations

from pathlib import Path

import apsw

from server.errors import fault_of
from server.ledger.failure import ledger_error, not_made

PATH = Path("somewhere") / "secret" / "service.db"


def test_each_kind_has_its_word_and_no_path():
    wanted = {
        apsw.BusyError: "ledger-busy",
        apsw.FullError: "disk-full",
        apsw.CorruptError: "ledger-damaged",
        apsw.NotADBError: "ledger-damaged",
        apsw.ReadOnlyError: "ledger-read-only",
        apsw.CantOpenError: "ledger-read-only",
        apsw.SQLError: "ledger-error",
    }
    for kind, code in wanted.items():
        error = ledger_error(kind("near SELECT: secret"), PATH)
        fault = fault_of(error)
        assert (error.code, fault.status) == (code, 507 if code == "disk-full" else 503)
        assert fault.headers == (() if code == "disk-full" else (("Retry-After", "5"),))
        assert str(error).startswith("service.db: ")
        assert "secret" not in str(error) + error.text.id
        assert error.text.id != error.text.en


def test_a_file_that_cannot_be_made():
    error = not_made(PATH, PermissionError(13, "Permission denied"))
    assert error.code == "ledger-read-only"
    assert str(error).startswith("service.db (Permission denied): it may not be written")
