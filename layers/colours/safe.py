"""Safe colours: sets that people with red-green blindness tell apart too, near the given ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from layers.colours.patterns import N_PATTERNS
from layers.colours.vision import APART, VISIONS, lab, rgb

# Up to so many classes get a colour each; more share eight, with patterns.
MOST_SAFE = 12
# Okabe and Ito 2008 without black, and a grey; two of them come near without green cones.
OKABE_ITO = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#999999")
# Cividis (Nuñez, Anderton and Renslow 2018), from light to dark.
CIVIDIS = (
    "#fee838",
    "#e1cc55",
    "#c3b369",
    "#a59c74",
    "#8a8678",
    "#707173",
    "#575d6d",
    "#3b496c",
    "#123570",
    "#00224e",
)
_LEVELS = np.arange(15, 256, 24)
_WANTED = (26.0, 22.0, 19.0, 17.0, 15.0, 13.0, 12.0, 11.0, APART)


@lru_cache(maxsize=64)
def safe_colours(colours: tuple[str, ...]) -> tuple[str, ...]:
    """Give each class the colour nearest its own that everybody tells from the others.

    Parameters
    ----------
    colours
        Up to `MOST_SAFE`, ``#rrggbb``.

    Returns
    -------
    tuple of str
        As far apart as can be had while each stays near its own: at least `APART`.
    """
    net = np.stack(np.meshgrid(_LEVELS, _LEVELS, _LEVELS), axis=-1).reshape(-1, 3)
    cloud = np.concatenate((rgb(colours), net.astype(np.uint8)))
    seen = [lab(cloud, vision) for vision in VISIONS]
    for apart in _WANTED:
        chosen = _chosen(len(colours), seen, apart)
        if chosen is not None:
            return tuple("#" + "".join(f"{v:02x}" for v in cloud[k]) for k in chosen)
    return colours


def _chosen(n: int, seen: list[npt.NDArray[np.float64]], apart: float) -> list[int] | None:
    """Choose one of the cloud for each class, its first `n` being the classes' own."""
    allowed = np.ones(len(seen[0]), dtype=np.bool_)
    chosen: list[int] = []
    for k in range(n):
        far = np.where(allowed, np.linalg.norm(seen[0] - seen[0][k], axis=1), np.inf)
        best = int(far.argmin())
        if not np.isfinite(far[best]):
            return None
        chosen.append(best)
        for told in seen:
            allowed &= np.linalg.norm(told - told[best], axis=1) >= apart
    return chosen


def safe_classes(colours: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Give a safe colour and a pattern for each class.

    Up to `MOST_SAFE` classes have a colour each and no pattern; more share eight colours,
    each the nearest to its own that has a pattern left.

    Examples
    --------
    >>> safe_classes(["#00ff00"])[1]
    (0,)
    """
    if len(colours) <= MOST_SAFE:
        return safe_colours(tuple(colours)), (0,) * len(colours)
    shared = safe_colours(OKABE_ITO)
    own, bases = lab(rgb(colours)), lab(rgb(OKABE_ITO))
    room = min(N_PATTERNS + 1, -(-len(colours) // len(shared)))
    order = np.argsort(np.linalg.norm(own[:, None] - bases[None], axis=2), axis=1)
    held = [0] * len(shared)
    out: list[tuple[str, int]] = []
    for k in range(len(colours)):
        base = next((b for b in order[k] if held[b] < room), order[k][0])
        out.append((shared[base], min(held[base], N_PATTERNS)))
        held[base] += 1
    return tuple(c for c, _ in out), tuple(p for _, p in out)


def safe_steps(n: int) -> tuple[str, ...]:
    """Give `n` colours from light to dark for a quantity.

    Examples
    --------
    >>> safe_steps(3)
    ('#fee838', '#8a8678', '#00224e')
    """
    places = np.rint(np.linspace(0, len(CIVIDIS) - 1, n)).astype(int)
    return tuple(CIVIDIS[k] for k in places)
