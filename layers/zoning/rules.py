"""Rules: ITBX and intensity tables of cities, versioned, and which holds where and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, cast

import pandas as pd

from layers.errors import ImportRefusedError, SchemaError
from layers.layer import Layer, Trust
from layers.schema import Text
from layers.sources import files, process
from layers.sources.limits import Limits
from layers.sources.staging import Staged
from layers.zoning.codes import subzones
from layers.zoning.rulerows import IntensityRule, ItbxRule, Kind, Rule, read_rules
from layers.zoning.tables import frame, source_text

THEME = "zoning_rules"
HEADER = "header"  # stands for the number of the row in faults of a column as a whole


@dataclass(frozen=True)
class RuleTable:
    """One table of rules, of one city, in one revision.

    Attributes
    ----------
    id, kind
        Its id, and whether it holds permissions (`itbx`) or limits (`intensity`).
    region
        Kemendagri code of the regency or city it holds in; "" for anywhere.
    regulation, revision, valid_from, scale
        What it was laid down in, which revision, from which day (ISO; "" for always), and
        n of the scale 1:n of its plan.
    trust, source
        How far it can be trusted, and where it is from.
    rules
        Its rows.
    """

    id: str
    kind: Kind
    rules: tuple[Rule, ...]
    region: str = ""
    regulation: str = ""
    revision: str = ""
    valid_from: str = ""
    scale: int | None = None
    trust: Trust = "compiled"
    source: str = ""

    @classmethod
    def read(cls, path: str | Path, table_id: str, **about: Any) -> RuleTable:
        """Read a table from a CSV file, apart from this process.

        Parameters
        ----------
        path
            In long or matrix form (`read_rules`).
        table_id
            Id of the table.
        **about
            `region`, `regulation`, `revision`, `valid_from`, `scale`, `trust`, `source`.

        Raises
        ------
        SourceError
            If the file is no table.
        SchemaError
            `rules-unknown-form`, or `bad-date` for a `valid_from` that is no date.
        ImportRefusedError
            Listing every faulty row: rules are taken whole or not at all.
        """
        limits = Limits()
        job = {"bare": True, "source_layer": None, "crs": None, "repair": False}
        staged = process.read_apart(files.examine(Path(path), limits), job, limits)
        if not isinstance(staged, Staged) or staged.frame is None:
            raise SchemaError(
                Text(
                    f"{Path(path).name}: tidak ada baris yang terbaca",
                    f"{Path(path).name}: no rows could be read",
                ),
                code="no-rows",
            )
        titles = {field["name"]: field["title"] for field in staged.fields}
        table = staged.frame.drop(columns="geometry").rename(columns=titles)
        return cls.of(table, table_id, **about)

    @classmethod
    def of(cls, table: pd.DataFrame, table_id: str, **about: Any) -> RuleTable:
        """Take the rules of a table that is in memory; otherwise as `read`."""
        found = read_rules(table)
        if found.faults:
            raise refusal(table_id, found.faults, len(table))
        _require_date(str(about.get("valid_from", "")))
        return cls(table_id, found.kind, found.rules, **about)

    @classmethod
    def of_layer(cls, layer: Layer, table: pd.DataFrame) -> RuleTable:
        """Take the rules of a layer of a workspace (theme `zoning_rules`)."""
        plan = layer.plan
        return cls.of(
            pd.DataFrame(table.drop(columns="geometry", errors="ignore")),
            layer.id,
            region=str(plan.get("region", "")),
            regulation=str(plan.get("regulation", "")),
            revision=str(plan.get("revision", "")),
            valid_from=layer.data_date,
            scale=plan.get("scale"),
            trust=layer.trust,
            source=layer.source,
        )

    @cached_property
    def by_subzone(self) -> Mapping[str, tuple[Rule, ...]]:
        """Rules by the code they are for."""
        out: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            out[rule.subzone] = (*out.get(rule.subzone, ()), rule)
        return MappingProxyType(out)

    def permission(self, activity: str, subzone: str) -> ItbxRule | None:
        """Give the rule for an activity (name or id) in a sub-zone, else in its zone."""
        wanted = activity.casefold()
        for rule in self._of(subzone):
            if isinstance(rule, ItbxRule) and wanted in (
                rule.activity.casefold(),
                rule.activity_id.casefold(),
            ):
                return rule
        return None

    def limits(self, subzone: str) -> IntensityRule | None:
        """Give the limits in a sub-zone, else in its zone; None where the table has none."""
        return next((r for r in self._of(subzone) if isinstance(r, IntensityRule)), None)

    def _of(self, subzone: str) -> tuple[Rule, ...]:
        parent = subzones()[subzone].parent if subzone in subzones() else ""
        return self.by_subzone.get(subzone, ()) + self.by_subzone.get(parent, ()) * (
            parent != subzone
        )


def refusal(name: str, faults: Iterable[Any], n_rows: int) -> ImportRefusedError:
    """Give the error that lists every fault of a table of rules."""
    listed = list(faults)
    rows = [(HEADER if f.row is None else str(f.row), f.code, f.text) for f in listed]
    some = Text.joined(
        why if row == HEADER else Text(f"baris {row}: ", f"row {row}: ") + why
        for row, _, why in rows[:5]
    )
    rest = len(rows) - 5
    more = Text(f"; dan {rest} lagi", f"; and {rest} more") if rest > 0 else ""
    n_bad = len({f.row for f in listed} - {None})
    n_columns = sum(f.row is None for f in listed)
    columns = Text(f"{n_columns} kolom", f"{n_columns} column" + "s" * (n_columns > 1))
    bad = Text(f"{n_bad} dari {n_rows} baris", f"{n_bad} of {n_rows} rows")
    counted = [columns] * bool(n_columns) + [bad] * bool(n_bad)
    what = Text(" dan ".join(t.id for t in counted), " and ".join(t.en for t in counted))
    advice = Text(
        ". Ketentuan diambil seluruhnya atau tidak sama sekali; perbaiki tabelnya",
        ". Rules are taken whole or not at all; correct the table",
    )
    return ImportRefusedError(
        f"{name}: "
        + what
        + Text(" tidak dapat diambil: ", " cannot be taken: ")
        + some
        + more
        + advice,
        rows=rows,
        code="rule-row-refused",
    )


class Rulebook(Protocol):
    """The part of a catalogue that rules need."""

    def layers(self) -> list[Layer]:
        """Give the descriptions of all layers."""

    def __getitem__(self, layer_id: str) -> Any:
        """Give the layer of that id."""


def rule_tables(catalogue: Rulebook) -> list[RuleTable]:
    """Give every table of rules that a workspace holds, in the order they were added."""
    return [
        RuleTable.of_layer(layer, catalogue[layer.id].read())
        for layer in catalogue.layers()
        if layer.theme == THEME
    ]


def rules_for(
    tables: Iterable[RuleTable], kind: Kind, region: str, day: str | None = None
) -> RuleTable:
    """Choose the table that holds in a city on a day.

    Of the tables of the region the one with the latest `valid_from` not after `day` is taken
    (the latest of all without a day); else a table for anywhere, else the shipped
    illustrative one. Whose answer is it: look at `id`, `trust` and `regulation`.

    Examples
    --------
    >>> rules_for([], "itbx", "64.72").trust
    'illustrative'
    """
    held = list(tables)
    for place in (region, ""):
        fit = [t for t in held if t.kind == kind and t.region == place]
        fit = [t for t in fit if day is None or t.valid_from <= day]
        if fit:
            return max(fit, key=lambda t: (t.valid_from, t.revision, t.id))
    return default_rules(kind)


@lru_cache(maxsize=2)
def default_rules(kind: Kind) -> RuleTable:
    """Give the shipped table: an illustrative matrix, or the assumed limits of the code list.

    Examples
    --------
    >>> default_rules("itbx").permission("Hotel", "HL").permission
    'X'
    >>> default_rules("intensity").limits("R-3").kdb_max_pct
    60.0
    """
    if kind == "itbx":
        table, source = frame("itbx"), "itbx-illustrative"
    else:
        names = ["subzone_code", "kdb_max_pct", "klb_max", "kdh_min_pct"]
        table, source = frame("zones")[names], "zones-14-2021"
    about = {"trust": "illustrative", "source": source_text(source)}
    return replace(RuleTable.of(table, f"{kind}_default"), **cast("dict[str, Any]", about))


def _require_date(text: str) -> None:
    if not text:
        return
    padded = text + {4: "-01-01", 7: "-01"}.get(len(text), "")
    try:
        dt.date.fromisoformat(padded)
    except ValueError as error:
        raise SchemaError(
            Text(
                f"valid_from {text!r} bukan tanggal; yang diminta tahun, bulan, atau hari seperti "
                "2024-12-31",
                f"valid_from {text!r} is no date; wanted a year, month or day such as 2024-12-31",
            ),
            code="bad-date",
        ) from error
