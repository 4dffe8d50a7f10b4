"""Importing: a masterplan from YAML, JSON, a workbook or a folder of CSV files, with all faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from layers.errors import SourceError
from layers.masterplan.documents import yaml_of
from layers.masterplan.faults import Fault
from layers.masterplan.model import Masterplan
from layers.masterplan.reading import SUFFIXES, faults_of, read_draft
from layers.masterplan.rules import Rule
from layers.text import Text

BOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file holds.

    Attributes
    ----------
    plan
        The plan; None where there are faults.
    text
        YAML of it, as written by people where it was YAML; "" where there are faults.
    faults
        All that is wrong.
    notes
        What was done that one may want to know.
    """

    plan: Masterplan | None
    text: str
    faults: Sequence[Fault]
    notes: Sequence[Fault]


def take(path: Path, *, layer_ids: Sequence[str] | None = None, more: Sequence[Rule] = ()) -> Taken:
    """Read a masterplan of any form; nothing is changed.

    Parameters
    ----------
    path
        YAML, JSON, XLSX, or a folder of CSV files.
    layer_ids
        The layers there are; without, what names a layer is not checked.
    more
        Rules beside our own: `gis.masterplans.Binding` knows what can be computed.

    Raises
    ------
    SourceError
        If the file is no masterplan at all.
    """
    if path.is_dir() or path.suffix.lower() in BOOKS:
        return _from_sheets(path, layer_ids, more)
    if path.suffix.lower() not in SUFFIXES:
        raise SourceError(
            Text(
                f"{path.name}: yang diminta YAML, JSON, XLSX, atau folder berkas CSV; simpan "
                "lembar kerja lain (XLS, ODS) sebagai XLSX",
                f"{path.name}: wanted YAML, JSON, XLSX, or a folder of CSV files; save other "
                "spreadsheets (XLS, ODS) as XLSX",
            ),
            code="unknown-format",
        )
    document, draft = read_draft(path)
    faults = faults_of(draft, layer_ids, more)
    if faults:
        return Taken(None, "", faults, ())
    plan = Masterplan.model_validate(document)
    if draft.allow_illustrative and not plan.allow_illustrative:
        # Called an example, which a plan of the workspace says of itself.
        plan = plan.model_copy(update={"allow_illustrative": True})
        return Taken(plan, yaml_of(plan), (), ())
    is_json = path.suffix.lower() == ".json"
    text = yaml_of(plan) if is_json else path.read_text(encoding="utf-8-sig")
    return Taken(plan, text, (), ())


def _from_sheets(path: Path, layer_ids: Sequence[str] | None, more: Sequence[Rule]) -> Taken:
    # What reads tables loads more than a plan of YAML needs.
    from layers.masterplan.sheets import gathered
    from layers.masterplan.sheets.csvs import read_folder
    from layers.sources.workbooks import read_workbook

    found = gathered(read_folder(path) if path.is_dir() else read_workbook(path))
    faults = found.all_faults(faults_of(found.draft(), layer_ids, more))
    if faults:
        return Taken(None, "", faults, found.notes)
    plan = Masterplan.model_validate(found.document)
    return Taken(plan, yaml_of(plan), (), found.notes)
