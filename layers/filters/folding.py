"""Texts folded and matched one way everywhere: without case, without accents, by pattern.

Every rule works character by character, so that a database can do the same
with a table of characters, whatever its own language settings are.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

from layers.filters.tree import Folding

COMBINING = range(0x300, 0x370)


@cache
def folding_table(how: Folding) -> tuple[str, str]:
    """Give the characters that change, and what each becomes; those beyond are left out.

    `casei` is Unicode's simple case folding; `accenti` keeps of a letter with
    marks the letter and drops marks that stand by themselves.

    Examples
    --------
    >>> before, after = folding_table("accenti")
    >>> after[before.index("ă")]
    'a'
    """
    change = _lower if how == "casei" else _bare
    pairs = [(c, change(c)) for c in map(chr, range(0x80 if how == "accenti" else 0, _END))]
    changed = [(before, after) for before, after in pairs if after != before]
    dropped = "".join(before for before, after in changed if not after)
    kept = [(before, after) for before, after in changed if after]
    return "".join(b for b, _ in kept) + dropped, "".join(a for _, a in kept)


_END = min(sys.maxunicode + 1, 0x1F000)


def _lower(character: str) -> str:
    for folded in (character.casefold(), character.lower()):
        if len(folded) == 1:
            return folded
    return character


def _bare(character: str) -> str:
    if ord(character) in COMBINING:
        return ""
    if unicodedata.decomposition(character)[:1] in ("", "<") or _is_hangul(character):
        return character
    bare = "".join(
        c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c)
    )
    return bare if len(bare) == 1 else character


def _is_hangul(character: str) -> bool:
    return 0xAC00 <= ord(character) <= 0xD7A3


@cache
def _translation(how: Folding) -> dict[int, str | None]:
    before, after = folding_table(how)
    return {ord(c): after[i] if i < len(after) else None for i, c in enumerate(before)}


def fold(how: Folding, text: str) -> str:
    """Fold a text.

    Examples
    --------
    >>> fold("casei", "KØBENHAVN"), fold("accenti", "Chișinău")
    ('københavn', 'Chisinau')
    """
    if text.isascii():
        return text.lower() if how == "casei" else text
    return text.translate(_translation(how))


def like_pattern(pattern: str) -> re.Pattern[str]:
    r"""Give the expression that matches whole texts as a LIKE pattern does.

    Examples
    --------
    >>> bool(like_pattern("K_t%").fullmatch("Kota Baru")), bool(like_pattern("5\\%").match("50"))
    (True, False)
    """
    first, *others = (
        "".join(map(_piece, re.findall(r"\\.|.", part, re.DOTALL)))
        for part in _between_wildcards(pattern)
    )
    if not others:
        return re.compile(first, re.DOTALL)
    # What lies between two % is taken where it comes first, for good (?>): never tried twice.
    middle = "".join(f"(?>.*?{part})" for part in others[:-1])
    return re.compile(f"{first}{middle}.*{others[-1]}", re.DOTALL)


def _between_wildcards(pattern: str) -> list[str]:
    parts = [""]
    for piece in re.findall(r"\\.|.", pattern, re.DOTALL):
        if piece == "%":
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _piece(written: str) -> str:
    return "." if written == "_" else re.escape(written[-1])
