"""Walking on slopes: Tobler's hiking function, which knows up from down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis.checks import require_positive
from gis.errors import InputError
from layers.text import Text

Towards = Literal["from_sources", "to_sources"]


@dataclass(frozen=True, slots=True)
class Hiking:
    """How a slope changes the speed of walking: ``speed · exp(-rate · |slope + best|)``.

    `rate` is how fast it falls with the slope,
    `best` the downward slope (rise over run, above zero) at which it is highest.
    The numbers of Tobler (1993) are in the facts of land cover
    (`layers.landcover.walking`): 6 km/h at best, rate 3.5, best 0.05.
    """

    rate: float
    best: float

    def __post_init__(self) -> None:
        """Refuse numbers that are no hiking function."""
        require_positive(self.rate, "rate")
        if not 0 <= self.best < 1:
            raise InputError(
                Text(
                    f"best adalah {self.best}; yang diminta kemiringan dari 0 sampai di bawah 1",
                    f"best is {self.best}; wanted a slope from 0 to below 1",
                )
            )

    def pace(self, slope: ArrayLike) -> NDArray[np.float64]:
        """Give how many times longer a way takes than on the flat.

        Parameters
        ----------
        slope
            Rise over run in the direction of walking; up is positive.

        Examples
        --------
        >>> Hiking(3.5, 0.05).pace([0.0, -0.05, 0.2]).round(3).tolist()
        [1.0, 0.839, 2.014]
        """
        s = np.asarray(slope, dtype=np.float64)
        return np.asarray(np.exp(self.rate * (np.abs(s + self.best) - self.best)))


@dataclass(frozen=True, slots=True)
class Terrain:
    """Heights that a walk goes up and down.

    `height_m` has the shape of the friction. `towards` says which way people walk:
    to the sources (to reach a facility) or from them.
    """

    height_m: NDArray[np.floating]
    hiking: Hiking
    towards: Towards = "to_sources"
