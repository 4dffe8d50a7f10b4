"""Refusals of an import: which rows cannot be taken, why, and what helps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layers.errors import ImportRefusedError, LayerExistsError, LayersError
from layers.layer import Layer
from layers.schema import Text
from layers.sources.findings import Finding

TOLD_ROWS = 5
# Errors that a repair named by its own code may do away with, if it saw the same row.
OF_POSITIONS = frozenset({"off-earth", "crosses-180"})
POSITION_FIXES = ("axes-swapped-row", "sign-flipped")


def named(fault: LayersError, name: str) -> LayersError:
    """Give the same error with the name of the file before it."""
    return type(fault)(f"{name}: " + fault.text, code=fault.code)


def there_already(held: Layer, advice: Text) -> LayerExistsError:
    """Give the error of a layer that nobody asked to replace."""
    said = f"{held.revision}, {held.trust}"
    head = Text(
        f"layer {held.id!r} sudah ada (revisi {said}); ",
        f"layer {held.id!r} is there already (revision {said}); ",
    )
    return LayerExistsError(head + advice)


def rows_refused(
    name: str, errors: Sequence[Finding], n_read: int, advice: Text, *, layer: str = ""
) -> ImportRefusedError:
    """Give the error that names every bad row, its message the first of them.

    Parameters
    ----------
    name
        The file; may be empty.
    errors
        One for each thing wrong; a row may have several.
    n_read
        How many rows were read.
    advice
        What to do, from `advice_for`.
    layer
        The layer of the file they are of.
    """
    rows = [(str(f.row), f.code, f.text) for f in errors]
    codes = {code for _, code, _ in rows}
    n_bad = len({row for row, _, _ in rows})
    where = Text("", "")
    if layer:
        where = Text(f"layer {layer!r}: ", f"layer {layer!r}: ")
    head = Text(
        f"{n_bad} dari {n_read} baris tidak dapat diambil: ",
        f"{n_bad} of {n_read} rows cannot be taken: ",
    )
    return ImportRefusedError(
        (f"{name}: " if name else "") + where + head + _first(rows) + advice,
        rows=rows,
        code=codes.pop() if len(codes) == 1 else None,
    )


def _first(rows: Sequence[tuple[str, str, Text]]) -> Text:
    some = Text.joined(
        Text(f"baris {row}: {code}: ", f"row {row}: {code}: ") + why
        for row, code, why in rows[:TOLD_ROWS]
    )
    more = len(rows) - TOLD_ROWS
    return some + Text(f"; dan {more} lagi", f"; and {more} more") if more > 0 else some


def advice_for(findings: Iterable[Finding]) -> Text:
    """Say what helps with the errors among findings: repairs that reach them, leaving rows out.

    Examples
    --------
    >>> advice_for([Finding(3, "duplicate-id", "id 7 is that of row 1", "error")]).en
    '. Nothing was changed; correct them, or give --skip-invalid to leave them out'
    """
    found = list(findings)
    codes = {f.code for f in found if f.severity == "error"}
    ways = [Text("perbaiki berkasnya", "correct them")]
    if "invalid-geometry" in codes:
        ways.append(
            Text("berikan --repair untuk memperbaiki geometri", "give --repair to mend geometries")
        )
    if codes & OF_POSITIONS:
        bad = {f.row for f in found if f.severity == "error" and f.code in OF_POSITIONS}
        seen = [code for code in POSITION_FIXES if _concerns(found, code, bad)]
        ways += [Text(f"berikan --fix {code}", f"give --fix {code}") for code in seen]
    left = Text(
        ", atau berikan --skip-invalid untuk meninggalkannya",
        ", or give --skip-invalid to leave them out",
    )
    head = Text(". Tidak ada yang diubah; ", ". Nothing was changed; ")
    return head + Text.joined(ways, ", ") + left


def _concerns(findings: Iterable[Finding], code: str, rows: set[int | None]) -> bool:
    """Say whether a finding of a code, not repaired yet, is about one of the rows."""
    return any(
        f.code == code and f.action != "repaired" and rows & {f.row, *f.rows} for f in findings
    )
