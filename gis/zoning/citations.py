"""Citations: what each statement of an answer rests on, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from layers.layer import Layer, Trust
from layers.standards import Roadside, Setback
from layers.text import Text
from layers.zoning.rules import RuleTable

ILLUSTRATIVE = Text(
    "aturan contoh untuk peragaan, bukan ketentuan daerah mana pun",
    "an illustrative rule for demonstration, not the provision of any region",
)
NOT_IN_FORCE = Text(
    "data model untuk peragaan, bukan rencana yang berlaku",
    "modelled data for demonstration, not a plan in force",
)
NOTHING = Text("", "")
TABLES = {
    "itbx": Text("Tabel ITBX", "ITBX table"),
    "intensity": Text("Tabel intensitas", "Table of intensities"),
}


@dataclass(frozen=True, slots=True)
class Citation:
    """One source of statements: a plan's layer, a table of rules, a regulation.

    `note` says what makes it weak; "" where nothing does.
    """

    id: str
    title: Text
    regulation: str
    article: str
    revision: str
    date: str
    trust: Trust
    source: str
    note: Text = NOTHING

    @classmethod
    def of_layer(cls, layer: Layer) -> Citation:
        """Cite a layer: a plan, or what lies over it."""
        held = str(layer.plan.get("revision", ""))
        return cls(
            id=f"layer:{layer.id}",
            title=layer.title,
            regulation=str(layer.plan.get("regulation", "")),
            article="",
            revision=f"{held} (r{layer.revision})" if held else f"r{layer.revision}",
            date=layer.data_date,
            trust=layer.trust,
            source=layer.source,
            note=NOT_IN_FORCE if layer.trust in ("modelled", "illustrative") else NOTHING,
        )

    @classmethod
    def of_table(cls, table: RuleTable) -> Citation:
        """Cite a table of rules."""
        return cls(
            id=f"rules:{table.id}",
            title=TABLES[table.kind] + f" {table.id}",
            regulation=table.regulation,
            article="",
            revision=table.revision,
            date=table.valid_from,
            trust=table.trust,
            source=table.source,
            note=ILLUSTRATIVE if table.trust == "illustrative" else NOTHING,
        )

    @classmethod
    def of_standard(cls, held: Setback | Roadside) -> Citation:
        """Cite a setback along water or a road."""
        article = held.article if isinstance(held, Roadside) else ""
        unseen = Text("teks peraturan belum dilihat", "the text of the regulation was not seen")
        return cls(
            id=f"standard:{held.id}",
            title=held.label,
            regulation=held.source,
            article=article,
            revision="",
            date="",
            trust=held.trust,
            source=held.source,
            note=unseen if held.status == "unverified" else NOTHING,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the citation as plain data for JSON; what is not known is null."""
        return {
            "id": self.id,
            "title": self.title.to_dict(),
            "regulation": self.regulation or None,
            "article": self.article or None,
            "revision": self.revision or None,
            "date": self.date or None,
            "trust": self.trust,
            "illustrative": self.trust == "illustrative",
            "note": self.note.to_dict() if self.note else None,
            "source": self.source or None,
        }
