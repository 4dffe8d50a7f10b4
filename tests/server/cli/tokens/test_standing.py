"""Who may write, as the start of a service says it."""

from __future__ import annotations

import pytest

from server.cli.session import Session
from server.cli.tokens.standing import is_out_of_reach, said, standing_of, usual_writers
from server.config import ServerSettings
from server.identity.tokens import CHAPTER, Tokens
from server.ledger import FILE, Ledger


@pytest.mark.parametrize(
    ("host", "proxied", "wanted"),
    [
        ("127.0.0.1", False, "local"),
        ("::1", False, "local"),
        ("localhost", False, "local"),
        ("127.0.0.1", True, "token"),
        ("0.0.0.0", False, "token"),
        ("::", False, "token"),
        ("192.168.1.4", False, "token"),
        ("localhost.example.id", False, "token"),
    ],
)
def test_only_where_nobody_else_comes_in_this_machine_writes(host, proxied, wanted):
    assert usual_writers(host, behind_proxy=proxied) == wanted
    assert proxied or is_out_of_reach(host) == (wanted == "local")


def test_it_is_told_whether_anybody_may(tmp_path, capsys):
    session = Session(lang="id")
    settings = ServerSettings(tmp_path)
    assert standing_of(session, settings) == "not-set-up"
    assert said(session, "not-set-up").startswith("Belum ada yang boleh menulis: pengelola perlu")
    Tokens(Ledger(tmp_path / FILE, [CHAPTER])).create("budi", "editor", expires=None)
    assert standing_of(session, settings) == "token"
    for file in tmp_path.glob(f"{FILE}*"):
        file.unlink()
    (tmp_path / FILE).write_bytes(b"no ledger" * 200)
    assert standing_of(session, settings) == "nobody"
    assert "service.db: berkas rusak" in capsys.readouterr().err
