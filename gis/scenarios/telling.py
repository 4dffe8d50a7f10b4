"""Telling: each edit of a scenario in one sentence, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gis.scenarios.changes import edits_of
from gis.scenarios.edits import Edit
from layers.standards import facility_type
from layers.text import Text, figure, printable

if TYPE_CHECKING:
    from layers.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Said:
    """An edit in words: its number, its kind, its layer, and a sentence."""

    n: int
    kind: str
    layer: str
    text: Text


def said(scenario: Scenario) -> list[Said]:
    """Give every edit of a scenario in words."""
    return [Said(e.n, e.kind.id, e.layer, sentence(e)) for e in edits_of(scenario)]


def sentence(edit: Edit) -> Text:
    """Say what an edit does.

    Examples
    --------
    >>> from gis.scenarios.edits import read_edits
    >>> (edit,) = read_edits([{"kind": "speed", "class": "local", "kmh": 25}])
    >>> sentence(edit).en
    'Other speed: class local, 25 km/h (roads)'
    """
    about = [part for part in (*_where(edit), *_what(edit)) if part]
    told = Text.joined(about, ", ")
    layer = Text(f" ({edit.layer})", f" ({edit.layer})") if edit.layer else Text("", "")
    return edit.kind.title + (": " + told if told else Text("", "")) + layer


def _where(edit: Edit) -> list[Text]:
    found = []
    if edit["feature"] is not None:
        found.append(Text(f"fitur {edit['feature']}", f"feature {edit['feature']}"))
    if edit["at"] is not None:
        lon, lat = edit["at"]
        found.append(Text.of(f"{lon:.5f},{lat:.5f}"))
    if edit["line"] is not None:
        n = len(edit["line"])
        found.append(Text(f"garis {n} titik", f"a line of {n} places"))
    if edit["parcel"] is not None:
        found.append(Text("sebidang tanah", "a parcel"))
    if edit["class"] is not None:
        found.append(Text(f"kelas {printable(edit['class'])}", f"class {printable(edit['class'])}"))
    return found


def _what(edit: Edit) -> list[Text]:
    found = []
    if edit["type"] is not None and isinstance(edit["type"], tuple):
        found.append(facility_type(edit["type"][0]).label)
    if edit["name"] is not None:
        found.append(Text.of(printable(edit["name"])))
    if edit["kmh"] is not None:
        found.append(figure(edit["kmh"], "g") + Text(" km/jam", " km/h"))
    if edit["code"] is not None:
        found.append(Text(f"kode {printable(edit['code'])}", f"code {printable(edit['code'])}"))
    if edit["year"] is not None:
        found.append(Text(f"sampai {edit['year']}", f"up to {edit['year']}"))
    if edit["rate"] is not None:
        found.append(figure(edit["rate"], "g") + Text(" % setahun", " % a year"))
    if edit["targets"] is not None:
        n = len(edit["targets"])
        found.append(Text(f"target {n} wilayah", f"targets of {n} units"))
    if edit["standard"] is not None:
        limit = edit["metres"] or edit["minutes"]
        unit = "m" if edit["metres"] else "min"
        found.append(Text.of(f"{edit['standard']} ") + figure(limit, "g") + f" {unit}")
    if edit["properties"] is not None:
        found.append(Text.of(printable(", ".join(edit["properties"]))))
    return found
