"""Open data: the catalogue of real data sets that can be fetched, with licence and loader."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from layers.errors import SourceError
from layers.layer import LAYER_ID, Trust
from layers.schema import Text
from layers.sources.cutting.reducing import How

FACTS = Path(__file__).parent / "facts"
Loader = Literal["file", "geoboundaries", "raster", "tiles", "buildings"]
FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing to choose: its name, what it is unless said, and the pattern it must fit."""

    name: str
    default: str
    allowed: str
    title: Text


@dataclass(frozen=True, slots=True)
class OpenData:
    """One data set: what it is, where it is, under which licence, and how it is loaded.

    `tiling` names the tiles (see `tilings`), `how` says how small cells become
    larger ones, `size_mb` is typical of one file, `checksum` is the suffix of a
    file beside it that holds its MD5. `basis` says how the URL is
    known: this catalogue was written without asking the servers.
    """

    id: str
    title: Text
    what: Text
    provider: str
    loader: Loader
    url: str
    tiling: str
    suffix: str
    layer: str
    theme: str | None
    how: How
    nodata: float | None
    unit: str | None
    legend: str | None
    checksum: str
    size_mb: float
    licence: str
    licence_url: str
    attribution: str
    trust: Trust
    data_date: str
    basis: str
    checked_on: str
    parameters: tuple[Parameter, ...] = ()

    def chosen(self, given: Mapping[str, str]) -> dict[str, str]:
        """Give a value for each parameter: that given, or the usual one.

        Raises
        ------
        SourceError
            `parameter-unknown`, `parameter-wrong`.
        """
        known = {p.name: p for p in self.parameters}
        for name in given:
            if name not in known:
                have = ", ".join(known) or "none"
                raise SourceError(
                    Text(
                        f"{self.id}: tidak ada parameter {name!r}; yang ada {have}",
                        f"{self.id}: no parameter {name!r}; it has {have}",
                    ),
                    code="parameter-unknown",
                )
        out = {p.name: given.get(p.name, p.default) for p in self.parameters}
        for name, value in out.items():
            if not re.fullmatch(known[name].allowed, value, re.ASCII):
                title, usual = known[name].title, known[name].default
                told = Text(
                    f"{self.id}: {name}={value} tidak ada; yang diminta {title.id}, "
                    f"misalnya {usual}",
                    f"{self.id}: {name}={value} cannot be had; wanted {title.en}, such as {usual}",
                )
                raise SourceError(told, code="parameter-wrong")
        return out

    def address(self, chosen: Mapping[str, str], *, tile: str = "", mirror: str = "") -> str:
        """Give the URL of a file, on a mirror if one is named.

        Parameters
        ----------
        chosen
            From `chosen`.
        tile
            Name of the tile, where there are tiles.
        mirror
            Scheme, host and path that stand for the provider's host.
        """
        url = _filled(self.url, {**chosen, "tile": tile})
        if not mirror:
            return url
        there, path = urlsplit(mirror), urlsplit(url).path
        return urlunsplit((there.scheme, there.netloc, there.path.rstrip("/") + path, "", ""))

    def layer_id(self, chosen: Mapping[str, str]) -> str:
        """Give the id of the layer made unless another is asked for."""
        made = re.sub(r"[^a-z0-9_]+", "_", _filled(self.layer, chosen).lower())[:48]
        return made if LAYER_ID.fullmatch(made) else self.id.replace("-", "_")

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "id": self.id,
            "title": self.title.to_dict(),
            "what": self.what.to_dict(),
            "provider": self.provider,
            "url": self.url,
            "loader": self.loader,
            "tiling": self.tiling or None,
            "layer": self.layer,
            "size_mb": self.size_mb,
            "licence": self.licence,
            "licence_url": self.licence_url,
            "attribution": self.attribution,
            "trust": self.trust,
            "data_date": self.data_date or None,
            "basis": self.basis,
            "checked_on": self.checked_on,
            "parameters": [
                {
                    "name": p.name,
                    "default": p.default,
                    "allowed": p.allowed,
                    "title": p.title.to_dict(),
                }
                for p in self.parameters
            ],
        }


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Fill in a template; a name in capitals wants its value in capitals."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return values[name] if name in values else values[name.lower()].upper()

    return FIELD.sub(value, template)


@lru_cache(maxsize=1)
def open_data() -> Mapping[str, OpenData]:
    """Give every data set of the catalogue by its id."""
    parameters: dict[str, list[Parameter]] = {}
    for row in _rows("parameters.csv"):
        title = Text(row["title_id"], row["title_en"])
        made = Parameter(row["name"], row["default"], row["allowed"], title)
        parameters.setdefault(row["source"], []).append(made)
    return {row["id"]: _entry(row, parameters.get(row["id"], [])) for row in _rows("open_data.csv")}


def find(source_id: str) -> OpenData:
    """Give a data set by its id.

    Raises
    ------
    SourceError
        `unknown-data` naming those there are.
    """
    found = open_data().get(source_id)
    if found is None:
        raise SourceError(
            Text(
                f"tidak ada data terbuka {source_id!r}; yang ada {', '.join(open_data())}",
                f"no open data {source_id!r}; there are {', '.join(open_data())}",
            ),
            code="unknown-data",
        )
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _entry(row: Mapping[str, str], parameters: list[Parameter]) -> OpenData:
    plain = {k: row[k] for k in OpenData.__dataclass_fields__ if k in row}
    return OpenData(
        **{
            **plain,
            "title": Text(row["title_id"], row["title_en"]),
            "what": Text(row["what_id"], row["what_en"]),
            "theme": row["theme"] or None,
            "how": row["how"] or "mode",
            "nodata": float(row["nodata"]) if row["nodata"] else None,
            "unit": row["unit"] or None,
            "legend": row["legend"] or None,
            "size_mb": float(row["size_mb"]),
            "parameters": tuple(parameters),
        }  # type: ignore[arg-type]
    )
