from __future__ import annotations

import pytest

from server.errors import BodyError
from server.exchange.body import parse_json


def test_json_is_parsed_and_what_is_none_refused():
    assert parse_json(b'{"a": [1, {"b": null}]}') == {"a": [1, {"b": None}]}
    with pytest.raises(BodyError, match="no JSON"):
        parse_json(b"{")
    with pytest.raises(BodyError, match="nested too deep; at most 64"):
        parse_json(b"[" * 70 + b"]" * 70)
