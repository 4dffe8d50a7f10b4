"""Columns: which sheets a masterplan has as a spreadsheet, and what their columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from layers.masterplan.sheets import words
from layers.text import Text

Kind = Literal[
    "text",
    "words",
    "id",
    "ids",
    "code",
    "choice",
    "choices",
    "number",
    "year",
    "whole",
    "date",
    "flag",
    "pairs",
    "place",
    "point",
    "json",
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    id
        What programs call it; stays as it is.
    title
        What people read.
    kind
        What its cells hold.
    path
        Where that stands in a part of the plan.
    words
        The words to choose from.
    of
        The sheet whose ids it holds.
    required
        Whether a row is wrong without it.
    """

    id: str
    title: Text
    kind: Kind
    path: tuple[str, ...]
    words: words.Words = field(default_factory=dict)
    of: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: parts of one list of the plan, or what belongs to them, row by row.

    Attributes
    ----------
    id
        What programs call it, and the name of its file among CSV files.
    title
        What people read.
    columns
        Its columns.
    within
        Where its rows belong to other parts: their sheet, and the field they stand in.
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    within: tuple[str, str] | None = None


def _plain(id_: str, indonesian: str, english: str, kind: Kind = "text", at: str = "") -> Column:
    return Column(id_, Text(indonesian, english), kind, tuple((at or id_).split(".")))


def _needed(column: Column) -> Column:
    return Column(
        column.id, column.title, column.kind, column.path, column.words, column.of, required=True
    )


def _refers(id_: str, indonesian: str, english: str, of: str, kind: Kind = "id") -> Column:
    return Column(id_, Text(indonesian, english), kind, (id_,), of=of)


def _choice(
    id_: str, indonesian: str, english: str, held: Mapping[str, Text], at: str = ""
) -> Column:
    path = tuple((at or id_).split("."))
    return Column(id_, Text(indonesian, english), "choice", path, held)


def _both(id_: str, indonesian: str, english: str, *, needed: bool = True) -> tuple[Column, ...]:
    """Give the columns of words in both languages."""
    titles = (
        Text(f"{indonesian} (Indonesia)", f"{english} (Indonesian)"),
        Text(f"{indonesian} (Inggris)", f"{english} (English)"),
    )
    return tuple(
        Column(f"{id_}_{lang}", title, "words", (id_, lang), required=needed and lang == "id")
        for lang, title in zip(("id", "en"), titles, strict=True)
    )


def _from(at: str = "provenance.", before: str = "") -> tuple[Column, ...]:
    told = Text("Sumber", "Source"), Text("Status sumber", "Status of the source")
    whose = Text("", "") if not before else Text(" nilai awal", " of the baseline")
    return (
        Column(f"{before}source", told[0] + whose, "text", (*at.split(".")[:-1], "source")),
        Column(
            f"{before}status",
            told[1] + whose,
            "choice",
            (*at.split(".")[:-1], "status"),
            words.KNOWN,
        ),
    )


ID = _needed(_plain("id", "Id", "Id", "id"))
START = _plain("start", "Mulai", "Start", "date")
END = _plain("end", "Selesai", "End", "date")

HEAD = Sheet(
    "masterplan",
    Text("Rencana induk", "Masterplan"),
    (
        _needed(_plain("field", "Bidang", "Field")),
        _plain("about", "Keterangan", "What it is"),
        _plain("value_id", "Isi (Indonesia)", "Content (Indonesian)"),
        _plain("value_en", "Isi (Inggris)", "Content (English)"),
        *_from(),
    ),
)
SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "work_units",
        Text("Perangkat daerah", "Work units"),
        (
            ID,
            *_both("name", "Nama", "Name"),
            _needed(_choice("kind", "Jenis", "Kind", words.UNITS)),
            *_both("head_role", "Jabatan kepala", "Role of its head", needed=False),
            *_from(),
        ),
    ),
    Sheet(
        "indicators",
        Text("Indikator", "Indicators"),
        (
            ID,
            *_both("name", "Nama", "Name"),
            *_both("unit", "Satuan", "Unit"),
            *_both("formula", "Rumus", "Formula"),
            _plain("standard_ref", "Standar", "Standard"),
            _plain("gis", "Dihitung oleh", "Computed by"),
            _plain("parameters", "Parameter hitungan", "Parameters of it", "pairs"),
            *_from(),
        ),
    ),
    Sheet(
        "series",
        Text("Nilai indikator", "Indicator values"),
        (
            _needed(_refers("indicator", "Indikator", "Indicator", "indicators")),
            _needed(_plain("year", "Tahun", "Year", "year")),
            _needed(_plain("value", "Nilai", "Value", "number")),
            _plain("source", "Sumber", "Source"),
            _choice("status", "Status sumber", "Status of the source", words.KNOWN),
        ),
        ("indicators", "series"),
    ),
    Sheet(
        "goals",
        Text("Tujuan", "Goals"),
        (
            ID,
            _needed(_choice("pillar", "Pilar", "Pillar", words.PILLARS)),
            *_both("text", "Tujuan", "Goal"),
            *_from(),
        ),
    ),
    Sheet(
        "targets",
        Text("Target", "Targets"),
        (
            ID,
            _needed(_refers("goal", "Tujuan", "Goal", "goals")),
            _needed(_refers("indicator", "Indikator", "Indicator", "indicators")),
            _needed(_plain("baseline_value", "Nilai awal", "Baseline", "number", "baseline.value")),
            _needed(
                _plain("baseline_year", "Tahun awal", "Baseline's year", "year", "baseline.year")
            ),
            *_from("baseline.", "baseline_"),
            _needed(_plain("target_value", "Nilai target", "Target", "number", "target.value")),
            _needed(_plain("target_year", "Tahun target", "Target's year", "year", "target.year")),
            _needed(_choice("direction", "Arah", "Direction", words.DIRECTIONS)),
            _plain("layer", "Lapisan", "Layer", at="spatial.layer"),
            _choice("level", "Tingkat", "Level", words.LEVELS, "spatial.level"),
            _plain("method", "Cara", "Method", at="spatial.method"),
            *_from(),
        ),
    ),
    Sheet(
        "strategies",
        Text("Strategi", "Strategies"),
        (
            ID,
            _needed(_refers("goals", "Tujuan (dipisah ;)", "Goals (; between)", "goals", "ids")),
            _needed(_choice("horizon", "Jangka", "Horizon", words.HORIZONS)),
            *_both("text", "Strategi", "Strategy"),
            *_from(),
        ),
    ),
    Sheet(
        "programmes",
        Text("Program", "Programmes"),
        (
            ID,
            _needed(_refers("strategy", "Strategi", "Strategy", "strategies")),
            _needed(_choice("pillar", "Pilar", "Pillar", words.PILLARS)),
            *_both("name", "Nama", "Name"),
            _plain("quick_win", "Quick win", "Quick win", "flag"),
            _refers("owner", "Penanggung jawab", "Owner", "work_units"),
            _refers("partners", "Mitra (dipisah ;)", "Partners (; between)", "work_units", "ids"),
            _plain("budget_amount", "Anggaran", "Budget", "number", "budget.amount"),
            _plain("budget_currency", "Mata uang", "Currency", at="budget.currency"),
            _plain("budget_year", "Tahun anggaran", "Budget's year", "year", "budget.year"),
            _plain("spbe", "SPBE (nama=isi; …)", "SPBE (name=value; …)", "pairs"),
            _needed(START),
            _needed(END),
            *_from(),
        ),
    ),
    Sheet(
        "activities",
        Text("Kegiatan", "Activities"),
        (
            ID,
            _needed(_refers("programme", "Program", "Programme", "programmes")),
            *_both("name", "Nama", "Name"),
            _choice(
                "location_kind", "Jenis lokasi", "Kind of place", words.PLACES, "location.kind"
            ),
            _plain("location", "Lokasi", "Place", "place", "location.ref"),
            START,
            END,
            *_from(),
        ),
    ),
    Sheet(
        "outputs",
        Text("Keluaran", "Outputs"),
        (
            _needed(_refers("activity", "Kegiatan", "Activity", "activities")),
            *_both("text", "Keluaran", "Output"),
        ),
        ("activities", "outputs"),
    ),
    Sheet(
        "edits",
        Text("Suntingan peta", "Map edits"),
        (
            _needed(_refers("activity", "Kegiatan", "Activity", "activities")),
            _needed(_plain("kind", "Jenis suntingan", "Kind of edit")),
            _plain("type", "Jenis fasilitas", "Facility type"),
            _plain("at", "Titik (bujur, lintang)", "Point (longitude, latitude)", "point"),
            _plain("name", "Nama", "Name"),
            _plain("more", "Lainnya (JSON)", "More (JSON)", "json"),
        ),
        ("activities", "edits"),
    ),
    Sheet(
        "shapes",
        Text("Bentuk", "Shapes"),
        (
            _needed(_refers("activity", "Kegiatan", "Activity", "activities")),
            _needed(_plain("geojson", "GeoJSON (boleh beberapa baris)", "GeoJSON (rows go on)")),
        ),
        ("activities", "location"),
    ),
    Sheet(
        "steps",
        Text("Langkah", "Steps"),
        (
            ID,
            _needed(_refers("activity", "Kegiatan", "Activity", "activities")),
            _needed(_plain("order", "Urutan", "Order", "whole")),
            *_both("text", "Langkah", "Step"),
            _needed(_refers("work_unit", "Perangkat daerah", "Work unit", "work_units")),
            _needed(START),
            _needed(END),
            _refers("depends_on", "Menunggu (dipisah ;)", "Waits for (; between)", "steps", "ids"),
            *_both("deliverable", "Hasil", "Deliverable", needed=False),
            _choice("state", "Keadaan", "State", words.STATES),
            *_from(),
        ),
    ),
)
ALL = (HEAD, *SHEETS)
