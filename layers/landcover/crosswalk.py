"""Crosswalks: from the classes of one legend to those of another, and what is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from layers.errors import SchemaError
from layers.landcover.legends import COMMON, Cover, Legend, legend
from layers.layer import TRUST_ORDER, Trust
from layers.schema import Text

Relation = Literal["one-to-one", "many-to-one", "one-to-many", "many-to-many", "none"]
# A table that goes past the common legend where the facts name the other class themselves.
DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Step:
    """Where one class leads: no, one or several classes of the other legend.

    `via` is `direct` where the facts name the other class, else `common`: both
    belong to the same common class, which is weaker. `trust` is that of the weakest row.
    """

    code: str
    targets: tuple[str, ...]
    relation: Relation
    trust: Trust
    via: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All classes of one legend with where they lead in another."""

    source: str
    target: str
    steps: tuple[Step, ...]

    def step(self, code: str | int) -> Step:
        """Give where a class leads; SchemaError `class-unknown` for a code not in the legend."""
        legend(self.source).cover(code)
        return next(s for s in self.steps if s.code == str(code))

    def convert(self, codes: Iterable[str | int]) -> dict[str, str]:
        """Give the one class each code leads to.

        Raises
        ------
        SchemaError
            `class-unknown`; `crosswalk-ambiguous` for codes that lead to several classes
            or to none.
        """
        wanted = [self.step(code) for code in dict.fromkeys(map(str, codes))]
        unclear = [s for s in wanted if len(s.targets) != 1]
        if unclear:
            some = "; ".join(f"{s.code} → {' or '.join(s.targets) or 'none'}" for s in unclear[:8])
            raise SchemaError(
                Text(
                    f"dari {self.source} ke {self.target} kelas-kelas ini tidak memiliki satu "
                    f"padanan: {some}. Ubah ke {COMMON}, atau pertahankan kodenya",
                    f"from {self.source} to {self.target} these classes have no one counterpart: "
                    f"{some}. Convert to {COMMON}, or keep the codes",
                ),
                code="crosswalk-ambiguous",
            )
        return {s.code: s.targets[0] for s in wanted}

    def merged(self, codes: Iterable[str | int]) -> dict[str, list[str]]:
        """List the target classes in which several of the given codes become one."""
        together: dict[str, list[str]] = {}
        for code, target in self.convert(codes).items():
            together.setdefault(target, []).append(code)
        return {target: sources for target, sources in together.items() if len(sources) > 1}

    def rows(self) -> list[dict[str, Any]]:
        """Give the crosswalk as a table: one row for each class, with relation and trust."""
        return [
            {
                "from": s.code,
                "to": "/".join(s.targets),
                "relation": s.relation,
                "via": s.via,
                "trust": s.trust,
            }
            for s in self.steps
        ]


@cache
def crosswalk(source: str, target: str) -> Crosswalk:
    """Give the crosswalk between two legends.

    Parameters
    ----------
    source, target
        Ids of `LEGENDS`.

    Raises
    ------
    SchemaError
        `legend-unknown`.

    Examples
    --------
    >>> crosswalk("klhk", "worldcover").step("2007").targets
    ('20', '30')
    """
    here, there = legend(source), legend(target)
    found = [_targets(cover, here, there) for cover in here.classes]
    taken = Counter(code for targets, _ in found for code in targets)
    steps = tuple(
        Step(
            cover.code,
            targets,
            _relation(targets, taken),
            _weakest(cover, *(there.cover(t) for t in targets)),
            via,
        )
        for cover, (targets, via) in zip(here.classes, found, strict=True)
    )
    return Crosswalk(source, target, steps)


def _targets(cover: Cover, here: Legend, there: Legend) -> tuple[tuple[str, ...], str]:
    if here.id == there.id:
        return (cover.code,), DIRECT
    if there.id == COMMON:
        return (cover.common,), DIRECT
    named = cover.others.get(there.id)
    if named:
        return named, DIRECT
    back = tuple(c.code for c in there.classes if cover.code in c.others.get(here.id, ()))
    if back:
        return back, DIRECT
    # What has no data has no counterpart either; snow and ice are no cloud.
    same = tuple(c.code for c in there.classes if c.common == cover.common != "0")
    return same, DIRECT if here.id == COMMON else COMMON


def _relation(targets: tuple[str, ...], taken: Mapping[str, int]) -> Relation:
    if not targets:
        return "none"
    shared = any(taken[t] > 1 for t in targets)
    if len(targets) > 1:
        return "many-to-many" if shared else "one-to-many"
    return "many-to-one" if shared else "one-to-one"


def _weakest(*covers: Cover) -> Trust:
    return max((c.trust for c in covers), key=TRUST_ORDER.index)


def remap(
    values: npt.NDArray[Any], mapping: Mapping[int, int], *, default: int = 0
) -> npt.NDArray[np.uint8]:
    """Replace whole numbers by their classes; what is not in the mapping becomes `default`.

    Parameters
    ----------
    values
        Whole numbers of any shape.
    mapping
        Code → class, both from 0 to 65,535; classes up to 255.

    Examples
    --------
    >>> remap(np.array([[10, 95], [7, 10]]), {10: 1, 95: 2}).tolist()
    [[1, 2], [0, 1]]
    """
    table = np.full(65_536, default, dtype=np.uint8)
    for code, target in mapping.items():
        table[code] = target
    inside = (values >= 0) & (values < len(table))
    return np.where(inside, table[np.where(inside, values, 0).astype(np.uint16)], np.uint8(default))
