"""Legends of land cover: their classes with codes, names, colours and the common class of each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from layers.errors import SchemaError
from layers.layer import Trust
from layers.schema import Text

LegendId = Literal["common", "klhk", "klhk-alternative", "worldcover", "sni7645"]
LEGENDS: tuple[LegendId, ...] = ("common", "klhk", "klhk-alternative", "worldcover", "sni7645")
COMMON: LegendId = "common"
TITLES: Mapping[str, Text] = MappingProxyType(
    {
        "common": Text("legenda bersama", "common legend"),
        "klhk": Text("penutupan lahan KLHK", "KLHK (MoEF) land cover"),
        "klhk-alternative": Text(
            "penomoran lain kelas KLHK", "another numbering of the KLHK classes"
        ),
        "worldcover": Text("ESA WorldCover", "ESA WorldCover"),
        "sni7645": Text("rumpun kelas SNI 7645", "families of SNI 7645"),
    }
)
FILES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "common": ("common", "common_code"),
        "klhk": ("klhk", "klhk_code"),
        "klhk-alternative": ("klhk_alternative", "code"),
        "worldcover": ("worldcover", "code"),
        "sni7645": ("sni7645", "code"),
    }
)


@dataclass(frozen=True, slots=True)
class Cover:
    """One class of a legend.

    `common` is the code of the common class it belongs to; `others` names codes of
    the class in other legends as the table of facts itself gives them.
    """

    code: str
    name: Text
    colour: str
    common: str
    source: str
    trust: Trust
    others: Mapping[str, tuple[str, ...]]
    green: str = ""
    forest: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """A list of land-cover classes under one name."""

    id: LegendId
    title: Text
    classes: tuple[Cover, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all classes, in the order of the list."""
        return tuple(c.code for c in self.classes)

    def cover(self, code: str | int) -> Cover:
        """Give the class of a code.

        Raises
        ------
        SchemaError
            `class-unknown` naming the codes there are.
        """
        wanted = str(code)
        found = next((c for c in self.classes if c.code == wanted), None)
        if found is None:
            names = [
                ", ".join(f"{c.code} ({c.name.said(lang)})" for c in self.classes)
                for lang in ("id", "en")
            ]
            raise SchemaError(
                Text(
                    f"{self.title.id} tidak memuat kelas {wanted!r}; yang ada {names[0]}",
                    f"{self.title.en} has no class {wanted!r}; it has {names[1]}",
                ),
                code="class-unknown",
            )
        return found

    def unknown(self, codes: Iterable[str | int]) -> list[str]:
        """List the codes that are no class of this legend, each once, in order."""
        known = set(self.codes)
        return [c for c in dict.fromkeys(map(str, codes)) if c not in known]

    def labels(self) -> dict[str, Text]:
        """Give the code list for a schema field: names in both languages by code."""
        return {c.code: c.name for c in self.classes}

    def map_classes(self, *, as_number: bool) -> list[dict[str, Any]]:
        """Give the classes as map hints (value, label, colour); no-data classes left out."""
        return [
            {
                "value": int(c.code) if as_number else c.code,
                "label": c.name.to_dict(),
                "colour": c.colour,
            }
            for c in self.classes
            if c.common != "0"
        ]


@cache
def legend(legend_id: str) -> Legend:
    """Give a legend by id.

    Raises
    ------
    SchemaError
        `legend-unknown`.

    Examples
    --------
    >>> legend("worldcover").cover(95).name.en
    'Mangroves'
    """
    for known in LEGENDS:
        if known == legend_id:
            return Legend(known, TITLES[known], tuple(_classes(known)))
    raise SchemaError(
        Text(
            f"legenda {legend_id!r} tidak dikenal; yang diminta salah satu dari "
            f"{', '.join(LEGENDS)}",
            f"legend {legend_id!r} is not known; wanted one of {', '.join(LEGENDS)}",
        ),
        code="legend-unknown",
    )


def _classes(legend_id: str) -> list[Cover]:
    name, key = FILES[legend_id]
    colours = {} if legend_id == COMMON else {c.code: c.colour for c in legend(COMMON).classes}
    return [
        Cover(
            code=row[key],
            name=Text(row["name_id"], row["name_en"]),
            # Where a legend has no colours of its own, those of the common class.
            colour=row.get("hex") or row.get("suggested_hex") or colours[row["common_code"]],
            common=row["common_code"],
            source=row["source"],
            trust=row["trust"],  # type: ignore[arg-type]  # one of Trust: tested
            others=_others(row),
            green=row.get("counts_as_green", ""),
            forest=row.get("counts_as_forest") == "yes",
            short=row.get("toponym", ""),
        )
        for row in rows(name)
    ]


def _others(row: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Read the columns that name classes of other legends directly."""
    found: dict[str, tuple[str, ...]] = {}
    if row.get("worldcover_code"):
        found["worldcover"] = tuple(row["worldcover_code"].split("/"))
    if row.get("sni7645_family"):
        found["sni7645"] = tuple(
            r["code"] for r in rows("sni7645") if r["name_id"] == row["sni7645_family"]
        )
    return MappingProxyType(found)


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Read a table of facts of this package; every cell is text."""
    path = files("layers.landcover") / "facts" / f"{name}.csv"
    with path.open(encoding="utf-8") as handle:
        return tuple(MappingProxyType(row) for row in csv.DictReader(handle))


def source_text(key: str) -> str:
    """Spell out a source by its key; other text is given back as it is."""
    return next((r["text"] for r in rows("sources") if r["id"] == key), key)
