"""SVG: elements as text, with every word in them escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

# The first is in the PDF; a browser without it takes the next.
FONT = "Libertinus Serif, Georgia, Cambria, serif"
# Wide enough for the widest of those fonts.
LETTER = 0.54
INK = "#14211f"
SOFT = "#4a5a57"
LINE = "#d9d5c7"
BRAND = "#0b4f4a"
ACCENT = "#b4530a"


def element(name: str, *inside: str, **about: object) -> str:
    """Give an element; `_` in the name of an attribute stands for `-`, None leaves it out.

    Examples
    --------
    >>> element("rect", x=1.0, stroke_width=0.5, id='a"b')
    '<rect x="1" stroke-width="0.5" id="a&quot;b"/>'
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value), quote=True)}"'
        for key, value in about.items()
        if value is not None
    )
    return f"<{name}{told}>{''.join(inside)}</{name}>" if inside else f"<{name}{told}/>"


def _short(value: object) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)


def label(words: str, x: float, y: float, *, size: float = 9.0, **about: object) -> str:
    """Give a line of text; see `element` for further attributes."""
    drawn = {"fill": INK, **about}
    return element("text", escape(words, quote=False), x=x, y=y, font_size=size, **drawn)


def halo(words: str, x: float, y: float, *, size: float = 9.0, **about: object) -> str:
    """Give a line of text that is read on any ground."""
    at = {key: value for key, value in about.items() if key != "fill"}
    edge = {"stroke": "#ffffff", "stroke_width": 2.6, "stroke_linejoin": "round"}
    under = label(words, x, y, size=size, **at, **edge)
    return under + label(words, x, y, size=size, **about)


def lines(words: Iterable[str], x: float, y: float, *, size: float = 9.0, **about: object) -> str:
    """Give lines of text one below the other, the first at `y`."""
    told = enumerate(words)
    return "".join(label(one, x, y + n * size * 1.2, size=size, **about) for n, one in told)


def wrapped(words: str, width: float, size: float = 9.0) -> list[str]:
    """Break words into lines of at most a width; what is longer than a line is cut in pieces.

    Examples
    --------
    >>> wrapped("one two three", 40.0, 9.0)
    ['one two', 'three']
    """
    most = max(int(width / (size * LETTER)), 1)
    out: list[str] = []
    for word in words.split() or [""]:
        pieces = [word[at : at + most] for at in range(0, len(word), most)] or [""]
        for piece in pieces:
            if out and len(out[-1]) + 1 + len(piece) <= most:
                out[-1] += f" {piece}"
            else:
                out.append(piece)
    return out


def drawing(width: float, height: float, *inside: str) -> str:
    """Give a whole picture."""
    return element(
        "svg",
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {round(height, 1):g}",
        font_family=FONT,
    )
