"""What is known of a token."""

from __future__ import annotations

from server.identity.token import Token

TOKEN = Token("1a", "budi", "editor", "pyg_abcdef", 0.0, 3600.0, 60.5, revoked=None)


def test_its_state():
    assert TOKEN.state(3599.9) == "valid"
    assert TOKEN.state(3600.0) == "expired"
    gone = Token("1a", "budi", "editor", "pyg_abcdef", 0.0, 3600.0, None, revoked=5.0)
    assert gone.state(6.0) == gone.state(9e9) == "revoked"


def test_as_json():
    assert TOKEN.to_dict(7200.0) == {
        "id": "1a",
        "name": "budi",
        "role": "editor",
        "prefix": "pyg_abcdef",
        "created": "1970-01-01T00:00:00Z",
        "expires": "1970-01-01T01:00:00Z",
        "last_used": "1970-01-01T00:01:00Z",
        "revoked": None,
        "state": "expired",
    }
