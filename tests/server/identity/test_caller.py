"""Who asks."""

from __future__ import annotations

from server.identity.caller import LOCAL, NOBODY, Caller


def test_editors_write():
    assert LOCAL.may_write
    assert Caller("token", "editor", "budi").may_write
    assert not Caller("session", "reader", "siti").may_write
    assert not NOBODY.may_write
