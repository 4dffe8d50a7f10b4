"""Telling: each edit of a scenario in one sentence, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from gis.scenarios.changes import edits_of
from gis.scenarios.edits import Edit
from gis.scenarios.state import ADDED
from layers.standards import facility_type
from layers.text import Text, figure, printable

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.scenarios import Scenario

# Where the name of a feature stands, after the field that labels its layer on maps.
_NAMES = ("name", "namobj", "namszn", "code")


@dataclass(frozen=True, slots=True)
class Said:
    """An edit in words: its number, its kind, its layer, and a sentence."""

    n: int
    kind: str
    layer: str
    text: Text


def said(scenario: Scenario, base: Catalogue | None = None) -> list[Said]:
    """Give every edit of a scenario in words, with the names of features where `base` has them."""
    edits = edits_of(scenario)
    names = {} if base is None else named(base, edits)
    return [Said(e.n, e.kind.id, e.layer, sentence(e, names.get(e.n))) for e in edits]


def named(base: Catalogue, edits: Iterable[Edit]) -> dict[int, str]:
    """Give what the features are called that edits bear on, by the numbers of the edits.

    Parameters
    ----------
    base
        The layers that are edited.
    edits
        Of one scenario, so that a feature it adds has the name it is given there.
    """
    made: dict[int, str | None] = {}
    found: dict[int, str] = {}
    for edit in edits:
        given = {"name": edit["name"]} | dict(edit["properties"] or {})
        made[ADDED + edit.n] = given["name"]
        if edit["feature"] is not None:
            name = made[edit.feature] if edit.feature in made else _name(base, edit)
            found |= {edit.n: str(name)} if name else {}
    return found


def _name(base: Catalogue, edit: Edit) -> str | None:
    """Give what a feature of a layer is called; None where it has no name, or is not there."""
    if edit.layer not in base or base[edit.layer].layer.kind != "vector":
        return None
    fields = (str(base[edit.layer].layer.styling.get("label_field")), *_NAMES)
    item = base[edit.layer].packed().item(edit.feature)
    properties = orjson.loads(item)["properties"] if item is not None else {}
    return next((str(properties[field]) for field in fields if properties.get(field)), None)


def sentence(edit: Edit, name: str | None = None) -> Text:
    """Say what an edit does; `name` is that of the feature it bears on.

    Examples
    --------
    >>> from gis.scenarios.edits import read_edits
    >>> (edit,) = read_edits([{"kind": "speed", "class": "local", "kmh": 25}])
    >>> sentence(edit).en
    'Other speed: class local, 25 km/h (roads)'
    """
    where = [Text.of(printable(name))] if name else []
    about = [part for part in (*where, *_where(edit, called=bool(name)), *_what(edit)) if part]
    told = Text.joined(about, ", ")
    layer = Text(f" ({edit.layer})", f" ({edit.layer})") if edit.layer else Text("", "")
    return edit.kind.title + (": " + told if told else Text("", "")) + layer


def _where(edit: Edit, *, called: bool) -> list[Text]:
    found = []
    if edit["feature"] is not None and not called:
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
