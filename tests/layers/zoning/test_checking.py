"""Checking: the synthetic plan of Samarinda, sound and with seeded defects."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.zoning.checking import check_zoning
from layers.zoning.classing import classify

# Which finding is right for each kind of the truth list.
KINDS = {
    "admin_name_case": {"place-case"},
    "gap_5m": {"zone-gap"},
    "overlap_6m": {"zone-overlap"},
    "name_code_conflict": {"zone-name-conflict"},
    "code_spelling": {"zone-code-spelling"},
    "kodszn_null": {"zone-attribute-missing"},
    "unknown_code": {"zone-code-unknown"},
    "null_geometry": {"null-geometry"},
    "trailing_space": {"spaces-stripped"},
    "vertices_swapped_valid": {"zone-corners-swapped"},
    "vertices_swapped_invalid": {"invalid-geometry"},
    "exact_duplicate_row": {"duplicate-row", "duplicate-id", "zone-double"},
}


def samarinda(shared_data, layer):
    path = shared_data / "zoning" / "zoning_synthetic_samarinda.gpkg"
    frame = gpd.read_file(path, layer=layer)
    frame.index = range(len(frame))
    return frame


def truth(shared_data):
    path = shared_data / "zoning" / "zoning_synthetic_samarinda_defects.csv"
    with path.open(encoding="utf-8") as file:
        return {int(row["row"]): row["defect"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("crs", [32750, 4326, 23836])
def test_the_sound_plan_has_no_findings(shared_data, crs):
    assert check_zoning(samarinda(shared_data, "clean").to_crs(crs)) == []


def test_areas_by_code_are_those_of_the_truth(shared_data):
    frame = samarinda(shared_data, "clean")
    told = classify(frame.rename(columns=str.lower))
    assert told.scores.min() == 1.0
    area = (frame.area / 1e4).groupby(told.codes).agg(["size", "sum"])
    path = shared_data / "zoning" / "zoning_synthetic_samarinda_area_by_code.csv"
    wanted = pd.read_csv(path).set_index("KODSZN")
    assert area["size"].to_dict() == wanted["size"].to_dict()
    assert area["sum"].round(3).to_dict() == pytest.approx(wanted["sum"].to_dict(), abs=1e-3)


@pytest.mark.parametrize("crs", [32750, 4326])
def test_seeded_defects_are_found_and_nothing_else(shared_data, crs):
    frame = samarinda(shared_data, "defective")
    wanted = truth(shared_data)
    found: dict[int, set[str]] = {}
    for finding in check_zoning(frame.to_crs(crs)):
        if finding.row is not None:
            found.setdefault(finding.row, set()).add(finding.code)
    hit = {row for row, kind in wanted.items() if found.get(row, set()) & KINDS[kind]}
    # Row 299 is listed as swapped, but its polygon is that of the sound layer, corner by corner.
    assert set(wanted) - hit == {299}
    clean = samarinda(shared_data, "clean")
    same = shapely.equals_exact(frame.geometry[299], clean.geometry[299], tolerance=0)
    assert same
    assert len(hit) / len(wanted) >= 0.95
    assert set(found) <= set(wanted), "a row without a seeded defect was named"


def test_every_feature_of_the_defective_plan_gets_its_code(shared_data):
    clean, frame = (samarinda(shared_data, name) for name in ("clean", "defective"))
    right = dict(zip(clean["OBJECTID"], clean["KODSZN"], strict=True))
    told = classify(frame.rename(columns=str.lower))
    assert told.codes.tolist() == [right[i] for i in frame["OBJECTID"]]


def test_a_plan_by_hand(blocks):
    frame = blocks(row9=None)
    frame["KodSzn"] = ["R-3"] * 8 + ["R-3 "]
    frame["Remark"] = [None] * 8 + ["kota\ufffd"]
    assert [(f.row, f.code) for f in check_zoning(frame)] == [
        (9, "null-geometry"),
        (9, "spaces-stripped"),
        (9, "mojibake"),
    ]


N_EACH = 4


class Broken:
    """A copy of a sound plan with defects in rows taken by chance."""

    def __init__(self, plan: gpd.GeoDataFrame, seed: int) -> None:
        self.plan, self.rng = plan, np.random.default_rng(seed)
        self.table = pd.DataFrame(plan.drop(columns="geometry")).astype(object)
        self.shapes = plan.geometry.to_numpy().copy()
        self.truth: dict[int, str] = {}
        self._rows: Iterator[int] = iter(self.rng.permutation(len(plan)).tolist())

    def breaks(self, code: str, change: Callable[[int], bool | None]) -> None:
        """Break some rows; `change` may say False to pass on to another row."""
        n = 0
        while n < N_EACH:
            row = next(self._rows)
            if change(row) is not False:
                self.truth[row] = code
                n += 1

    def cell(self, column: str, value: object) -> Callable[[int], None]:
        def change(row: int) -> None:
            held = self.table.at[row, column]
            self.table.at[row, column] = value(held) if callable(value) else value

        return change

    def spelled(self, row: int) -> bool | None:
        code = self.table.at[row, "KODSZN"]
        if "-" not in code:
            return False
        mark = str(self.rng.choice([" ", "_", ".", ""]))
        self.table.at[row, "KODSZN"] = code.lower().replace("-", mark)
        return None

    def unknown(self, row: int) -> None:
        self.table.loc[row, ["KODZON", "KODSZN"]] = ["XX", "XX-9"]

    def contradicted(self, row: int) -> None:
        names = [n for n in self.plan["NAMZON"].unique() if n != self.plan.at[row, "NAMZON"]]
        self.table.at[row, "NAMZON"] = str(self.rng.choice(names))

    def widened(self, metres: float) -> Callable[[int], bool | None]:
        def change(row: int) -> bool | None:
            shape = shapely.buffer(self.shapes[row], metres)
            if shape.is_empty:
                return False
            self.shapes[row] = shape
            return None

        return change

    def frame(self) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(self.table, geometry=self.shapes, crs=self.plan.crs)


@pytest.mark.parametrize("seed", [11, 12])
def test_defects_set_by_chance_are_found_and_no_others(shared_data, seed):
    path = shared_data / "zoning" / "zoning_synthetic_samarinda.gpkg"
    plan = gpd.read_file(path, layer="clean")
    broken = Broken(plan, seed)
    broken.breaks("zone-code-spelling", broken.spelled)
    broken.breaks("zone-attribute-missing", broken.cell("KODSZN", None))
    broken.breaks("zone-code-unknown", broken.unknown)
    broken.breaks("zone-name-conflict", broken.contradicted)
    broken.breaks("place-case", broken.cell("WADMKC", str.upper))
    broken.breaks("spaces-stripped", broken.cell("NAMSZN", lambda text: f" {text}"))
    broken.breaks("zone-gap", broken.widened(-5))
    broken.breaks("zone-overlap", broken.widened(6))
    found: dict[int, set[str]] = {}
    for finding in check_zoning(broken.frame()):
        if finding.row is not None:
            found.setdefault(finding.row, set()).add(finding.code)
    missed = {row: code for row, code in broken.truth.items() if code not in found.get(row, ())}
    assert missed == {}
    assert set(found) <= set(broken.truth)
    codes = classify(broken.frame().rename(columns=str.lower)).codes
    assert codes.tolist() == plan["KODSZN"].tolist()
