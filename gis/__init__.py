"""Analysis: tables and arrays in, tables and arrays out."""

from __future__ import annotations

from typing import Any

from gis.declarations import declare


def _move() -> tuple[Any, ...]:
    from gis.masterplans.asking import effect_process

    return (effect_process(),)


declare("effect", _move)
