"""Sight: colours as people with and without red-green blindness see them, and how far apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# Two colours closer than this (CIE76) are not told apart on a map.
APART = 10.0
_LINEAR_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _LINEAR_TO_XYZ.sum(axis=1)
# Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113, whole loss of one cone.
VISIONS: Mapping[str, Floats] = MappingProxyType(
    {
        "normal": np.eye(3),
        "protan": np.array(
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ]
        ),
        "deutan": np.array(
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ]
        ),
    }
)


def rgb(colours: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Give colours written ``#rrggbb`` as numbers, n × 3.

    Examples
    --------
    >>> rgb(["#0b4f4a"]).tolist()
    [[11, 79, 74]]
    """
    rows = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours]
    return np.array(rows, dtype=np.uint8).reshape(len(rows), 3)


def lab(colours: npt.NDArray[np.uint8], vision: str = "normal") -> Floats:
    """Give colours as CIELAB (D65) as someone of that sight sees them.

    Parameters
    ----------
    colours
        n × 3, sRGB from 0 to 255.
    vision
        A key of `VISIONS`.

    Returns
    -------
    n × 3
        Lightness, red against green, yellow against blue.

    Examples
    --------
    >>> lab(rgb(["#ffffff"])).round(2).tolist()
    [[100.0, 0.0, 0.0]]
    """
    shares = colours / 255.0
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ VISIONS[vision].T, 0.0, 1.0)
    xyz = (seen @ _LINEAR_TO_XYZ.T) / _WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (xyz * 24389 / 27 + 16) / 116)
    told: Floats = np.column_stack(
        (116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2]))
    )
    return told


def differences(colours: Sequence[str], others: Sequence[str] | None = None) -> Floats:
    """Give how far colours are apart for whoever tells them apart worst (CIE76).

    Parameters
    ----------
    colours, others
        Written ``#rrggbb``; without `others`, each against each.

    Returns
    -------
    n × m
        The least of the distances in CIELAB over all of `VISIONS`.

    Examples
    --------
    >>> bool(differences(["#5aff00"], ["#fff005"])[0, 0] < 30)
    True
    """
    one, two = rgb(colours), rgb(colours if others is None else others)
    each = [
        np.linalg.norm(lab(one, v)[:, None, :] - lab(two, v)[None, :, :], axis=2) for v in VISIONS
    ]
    least: Floats = np.minimum.reduce(each)
    return least
