"""Plans laid out in rows: what stands in which sheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from layers.masterplan import Shelf
from layers.masterplan.sheets.spreading import PIECE, spread


def test_what_stands_where() -> None:
    plan = Shelf(Path()).read("kukar")
    tables = {table.sheet.id: table for table in spread(plan, "id")}
    goals = tables["goals"]
    assert [column.id for column in goals.sheet.columns][:3] == ["id", "pillar", "text_id"]
    assert goals.rows[0][:3] == ["g1", "masyarakat", "Tidak ada desa tanpa akses digital"]
    edits = tables["edits"].rows
    assert [row[:4] for row in edits[:2]] == [
        ["a4", "facility", "puskesmas", "116.92, -0.14"],
        ["a4", "facility", "puskesmas", "117.29, -0.78"],
    ]
    assert tables["programmes"].rows[0][12] == date(2025, 7, 1)
    assert len(tables["outputs"].rows) == sum(len(one.outputs) for one in plan.activities)


def test_a_long_shape_goes_on_over_rows() -> None:
    plan = Shelf(Path()).read("kukar")
    place = {"kind": "geojson", "ref": {"note": "x" * (2 * PIECE)}}
    first = plan.activities[0].model_validate(plan.activities[0].model_dump() | {"location": place})
    long = plan.model_copy(update={"activities": (first, *plan.activities[1:])})
    shapes = next(table for table in spread(long, "en") if table.sheet.id == "shapes").rows
    assert [len(str(text)) for _, text in shapes[:2]] == [PIECE, PIECE]
    assert [row[0] for row in shapes] == ["a1"] * 3 + ["a9"]


def test_without_a_plan_the_fields_are_there() -> None:
    head, *rest = spread(None, "en")
    assert [row[0] for row in head.rows][:3] == ["id", "region", "title"]
    assert not any(table.rows for table in rest)
