"""`penyangga token`, as an operator types it."""

from __future__ import annotations

import json

from server.identity.tokens import CHAPTER, Tokens
from server.ledger import FILE, Ledger


def test_a_token_is_made_listed_and_revoked(call, folder):
    assert json.loads(call("token", "list", "--json", workspace=folder).stdout) == {"tokens": []}
    assert not (folder / FILE).exists()
    made = call("token", "create", "budi", "--role", "editor", workspace=folder)
    secret = made.stdout.strip()
    assert made.exit_code == 0
    assert "shown only once; keep it safe. budi: editor, until 2" in made.stderr
    tokens = Tokens(Ledger(folder / FILE, [CHAPTER]))
    assert tokens.find(secret).name == "budi"
    endless = call(
        *("token", "create", "siti", "--role", "reader", "--expires", "never", "--json"),
        workspace=folder,
    )
    told = json.loads(endless.stdout)
    assert tokens.find(told.pop("token")).role == "reader"
    assert (told["expires"], told["state"]) == (None, "valid")
    for form in ([], ["--json"], ["--csv"]):
        listed = call("token", "list", *form, workspace=folder).stdout
        assert secret[:10] in listed
        assert secret not in listed
    gone = call("--lang", "id", "token", "revoke", "budi", workspace=folder)
    assert gone.stdout == f"budi: token {secret[:10]}… dicabut\n"
    assert tokens.find(secret) is None
    shown = call("--lang", "id", "token", "list", workspace=folder).stdout
    assert [line.split()[:3] for line in shown.splitlines()] == [
        ["nama", "peran", "keadaan"],
        ["budi", "penyunting", "dicabut"],
        ["siti", "pembaca", "berlaku"],
    ]


def test_wrong_usage_is_told(call, folder):
    cases = [
        (["create", "budi"], 2, "--role"),
        (["create", "budi", "--role", "admin"], 2, "admin"),
        (["create", "a b", "--role", "reader"], 2, "wanted 1 to 64 letters"),
        (["create", "budi", "--role", "reader", "--expires", "1y"], 2, "wanted a span such as 30d"),
        (["revoke", "nobody", "--json"], 2, "no token 'nobody' is in use; there are: -"),
    ]
    for words, code, told in cases:
        shown = call("token", *words, workspace=folder)
        assert (shown.exit_code, told in shown.stderr) == (code, True), (words, shown.stderr)
    assert json.loads(shown.stdout)["error"]["code"] == "token-not-found"
    assert not (folder / FILE).exists() or not Tokens(Ledger(folder / FILE, [CHAPTER])).all()


def test_a_name_is_taken(call, folder):
    call("token", "create", "budi", "--role", "editor", workspace=folder)
    again = call("--lang", "id", "token", "create", "budi", "--role", "editor", workspace=folder)
    assert again.exit_code == 2
    assert again.stdout == ""
    assert "sudah ada token 'budi'; cabut dahulu" in again.stderr


def test_tokens_do_not_travel_with_the_data(call, folder, tmp_path):
    call("token", "create", "budi", "--role", "editor", workspace=folder)
    copied = call("copy", folder, tmp_path / "copy")
    assert copied.exit_code == 0, copied.stderr
    assert (folder / FILE).is_file()
    assert not list((tmp_path / "copy").rglob("service.db*"))
