"""Requests that a page elsewhere makes a browser send: every pair of headers."""

from __future__ import annotations

import pytest

from server.errors import ForbiddenError
from server.identity.crossing import refuse_crossing

OURS = ("https://peta.example.id", "peta.example.id")


def passes(base_url: str = "", **headers: str) -> bool:
    try:
        refuse_crossing({f"HTTP_{name.upper()}": v for name, v in headers.items()}, base_url)
    except ForbiddenError:
        return False
    return True


def test_a_refusal_says_what_to_do():
    with pytest.raises(ForbiddenError, match="from a page of this service, or from a program") as c:
        refuse_crossing({"HTTP_SEC_FETCH_SITE": "cross-site"})
    assert c.value.code == "cross-site"


def test_sec_fetch_site_decides_where_it_is_sent():
    for origin in (None, OURS[0], "https://evil.example", "null"):
        rest = {"host": OURS[1]} | ({"origin": origin} if origin else {})
        for site, wanted in {
            "same-origin": True,
            "none": True,
            " Same-Origin ": True,
            "same-site": False,
            "cross-site": False,
            "": False,
            "same-origin,cross-site": False,
            "anything": False,
        }.items():
            assert passes(sec_fetch_site=site, **rest) is wanted, (site, origin)


@pytest.mark.parametrize(
    ("origin", "host", "wanted"),
    [
        ("http://a.id", "a.id", True),
        ("https://a.id", "a.id", True),
        ("HTTP://A.id:8000", "a.ID:8000", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://a.id:8000", "a.id", False),
        ("http://a.id", "a.id:8000", False),
        ("http://b.id", "a.id", False),
        ("http://a.id.b.id", "a.id", False),
        ("http://a.id@b.id", "b.id", False),
        ("null", "null", False),
        ("", "", False),
        ("http://", "", False),
        ("file://a.id", "a.id", False),
        ("a.id", "a.id", False),
    ],
)
def test_without_it_the_host_of_origin_is_ours(origin, host, wanted):
    assert passes(origin=origin, host=host) is wanted


def test_programs_send_neither():
    assert passes(host="a.id")
    assert passes()


def test_behind_a_proxy_the_public_name_is_ours_too():
    assert passes(OURS[0], origin=OURS[0], host="127.0.0.1:8000")
    assert not passes(OURS[0], origin="https://evil.example", host="127.0.0.1:8000")
