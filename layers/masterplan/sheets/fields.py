"""Fields of the first sheet: what the plan is, one field a row."""

from __future__ import annotations

from dataclasses import dataclass

from layers.masterplan.sheets import words
from layers.masterplan.sheets.columns import Column, Kind
from layers.text import Text


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the first sheet.

    Attributes
    ----------
    column
        What its cells hold; `path` is where it stands below ``masterplan``.
    many
        Whether it may stand in several rows.
    told
        Whether it has a source and a status, in the columns for them.
    """

    column: Column
    many: bool = False
    told: bool = False

    @property
    def id(self) -> str:
        """What it is called in the first column."""
        return self.column.id


def _field(
    id_: str,
    title: Text,
    kind: Kind,
    at: str,
    *,
    needed: bool = False,
    held: words.Words | None = None,
) -> Field:
    return Field(Column(id_, title, kind, tuple(at.split(".")), held or {}, required=needed))


def statement(id_: str) -> Field:
    """Give the field of a sentence with its source."""
    title = Text("pernyataan, dengan sumbernya", "a statement, with its source")
    return Field(Column(id_, title, "words", (id_, "text")), told=True)


def _legal() -> Field:
    title = Text("dasar hukum, satu per baris", "a legal basis, one a row")
    return Field(Column("legal_basis", title, "text", ("legal_basis", "name")), True, True)


FIELDS: tuple[Field, ...] = (
    _field("id", Text("id rencana", "id of the plan"), "id", "id", needed=True),
    _field(
        "region",
        Text("kode Kemendagri wilayah, mis. 64.02", "Kemendagri code of the region, e.g. 64.02"),
        "code",
        "region",
        needed=True,
    ),
    _field("title", Text("judul", "title"), "words", "title", needed=True),
    _field("period_start", Text("tahun awal", "first year"), "year", "period.start", needed=True),
    _field("period_end", Text("tahun akhir", "last year"), "year", "period.end", needed=True),
    _field(
        "status",
        Text("keadaan rencana", "state of the plan"),
        "choice",
        "status",
        needed=True,
        held=words.PLAN,
    ),
    Field(
        Column("vision", Text("visi", "vision"), "words", ("vision", "text"), required=True),
        told=True,
    ),
    _field("signed_date", Text("tanggal tanda tangan", "day of signing"), "date", "signed.date"),
    Field(
        Column(
            "signed", Text("yang ditandatangani", "what was signed"), "words", ("signed", "what")
        ),
        told=True,
    ),
    _field(
        "bimtek_rounds",
        Text("putaran bimtek", "rounds of bimtek"),
        "whole",
        "process.bimtek_rounds",
    ),
    _field("process_started", Text("penyusunan mulai", "work began"), "text", "process.started"),
    Field(
        Column("adviser", Text("pendamping", "adviser"), "text", ("process", "adviser")),
        told=True,
    ),
    _legal(),
    Field(
        Column(
            "document",
            Text("dokumen, satu per baris", "a document, one a row"),
            "text",
            ("documents",),
        ),
        many=True,
    ),
    _field(
        "pillars",
        Text("pilar, dipisah ;", "pillars, ; between"),
        "choices",
        "pillars",
        held=words.PILLARS,
    ),
    Field(
        Column(
            "provenance",
            Text("asal fakta lainnya", "where other facts are from"),
            "text",
            ("provenance",),
        ),
        told=True,
    ),
)
BY_ID = {one.id: one for one in FIELDS}
ALLOW = Column(
    "allow_illustrative",
    Text("fakta rekaan diizinkan (contoh)", "made-up facts are admitted (examples)"),
    "flag",
    ("allow_illustrative",),
)
