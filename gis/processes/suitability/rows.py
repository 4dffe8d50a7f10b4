"""Numbers and features of an answer on suitability."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.processes.answer import Standing, Surface
from gis.processes.suitability.asked import Asked
from gis.processes.suitability.scoring import FIRST_CONSTRAINT, NO_DATA, Scored
from gis.processes.suitability.telling import CLASS_TEXTS, revision_text
from gis.suitability.assessing import EDGES, MISSING_DATA
from gis.suitability.patches import Patches
from layers.schema import Text
from layers.text import figure

HECTARES = ("area_ha", "excluded_ha", "no_data_ha", "scored_ha", "suitable_ha")


def numbers_of(
    given: Mapping[str, Any], asked: Asked, found: Scored, units: gpd.GeoDataFrame
) -> dict[str, Any]:
    """Give everything that is not a shape."""
    rows = _unit_rows(found, units)
    return {
        "measure": "score",
        "rows": rows.to_dict("records"),
        "totals": [_total(found)],
        "criteria": _criteria(asked, found),
        "constraints": _constraints(asked, found),
        "classes": _classes(found),
        "sensitivity": _sensitivity(found, units),
        "ahp": _ahp(asked),
        "patches": _patch_rows(found.patches, units).drop(columns="geometry").to_dict("records"),
        "n_patches": found.patches.n_patches,
        "patches_ha": found.patches.area_ha,
        "candidates": _with_parts(found, _candidate_rows(found, units)),
        "skipped": [{"item": item, "reason": why.to_dict()} for item, why in asked.skipped],
        "classes_drawn": bool(len(found.classes)),
        "facility": given["facility"],
        "least": given["least"],
        "grid": {
            "cell_m": given["cell"],
            "rows": found.grid.shape[0],
            "columns": found.grid.shape[1],
        },
        "by": given["by"],
        "region": given["region"],
    }


def features_of(
    asked: Asked, found: Scored, units: gpd.GeoDataFrame
) -> dict[str, gpd.GeoDataFrame]:
    """Give the shapes: units, patches, candidates and classes."""
    zones = _unit_rows(found, units)
    shapes = units.geometry.loc[zones.index]
    labels = {code: _class_text(code, asked).to_dict() for code in found.classes["code"]}
    classes = found.classes.assign(label=found.classes["code"].map(labels))
    return {
        "zones": gpd.GeoDataFrame(zones, geometry=shapes, crs=units.crs),
        "patches": _patch_rows(found.patches, units),
        "candidates": _candidate_rows(found, units),
        "classes": classes,
    }


SURFACES = {
    "score": Text("Skor 0 sampai 1", "Scores from 0 to 1"),
    "reasons": Text(
        "Mengapa sel tanpa skor: satu bit per kendala; 0: sel berskor",
        "Why a cell has no score: a bit for each constraint; 0: it has one",
    ),
}


def surfaces_of(asked: Asked, found: Scored) -> dict[str, Surface]:
    """Give the rasters: the score of every cell, and why others have none."""
    codes = {
        str(1 << k): Text(f"terkecuali: {constraint.id}", f"excluded: {constraint.id}")
        for k, constraint in enumerate(asked.model.constraints)
    }
    codes |= {"0": Text("berskor", "scored"), str(int(MISSING_DATA)): _class_text(NO_DATA, asked)}
    kept = found.kept
    return {
        "score": Surface(kept.scores, SURFACES["score"]),
        "reasons": Surface(kept.reasons, SURFACES["reasons"], codes=codes),
    }


def _unit_rows(found: Scored, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the units, the best first; those without any scored land come last."""
    rows = units[["code", "name"]].join(found.assessment.zones)
    rows["suitable_share"] = rows["suitable_ha"] / rows["area_ha"].where(rows["area_ha"] > 0)
    return pd.DataFrame(rows.sort_values(["rank", "code"]))


def _total(found: Scored) -> dict[str, float]:
    """Sum up the units."""
    zones = found.assessment.zones
    total = {name: found.assessment.total(name) for name in HECTARES}
    weighed = float((zones["mean"].fillna(0.0) * zones["scored_ha"]).sum())
    mean = weighed / total["scored_ha"] if total["scored_ha"] else np.nan
    return total | {"mean": mean, "suitable_share": total["suitable_ha"] / total["area_ha"]}


def _criteria(asked: Asked, found: Scored) -> list[dict[str, Any]]:
    table = found.assessment.criteria
    return [
        {
            "item": criterion.id,
            "layer": written.subject.layer,
            "layer_title": asked.layers[written.subject.layer].title.to_dict(),
            "method": criterion.field.method.to_dict(),
            "weight": float(weight),
            "mean": float(mean),
            "no_data_ha": float(missing),
            **_origin(asked, criterion.id),
        }
        for criterion, written, weight, mean, missing in zip(
            asked.model.criteria,
            asked.written,
            *(table[name] for name in ("weight", "mean", "no_data_ha")),
            strict=False,
        )
    ]


def _constraints(asked: Asked, found: Scored) -> list[dict[str, Any]]:
    table, area = found.assessment.constraints, found.assessment.total("area_ha")
    return [
        {
            "item": constraint.id,
            "method": constraint.field.method.to_dict(),
            "excluded_ha": float(excluded),
            "share": float(excluded) / area,
            "alone_ha": float(alone),
            **_origin(asked, constraint.id),
        }
        for constraint, excluded, alone in zip(
            asked.model.constraints, table["excluded_ha"], table["alone_ha"], strict=True
        )
    ]


def standing_of(asked: Asked, found: Scored, least: float) -> Standing | None:
    """Where no land fits, name what keeps out most; None where some fits."""
    zones = found.assessment
    if zones.total("suitable_ha") > 0:
        return None
    score = figure(least, ".2f")
    kept_out = [
        *zip(
            (Text(c.id, c.id) for c in asked.model.constraints),
            zones.constraints["excluded_ha"].tolist(),
            strict=True,
        ),
        (Text(f"skor di bawah {score.id}", f"scores below {score.en}"), zones.total("scored_ha")),
        (Text("tanpa data", "no data"), zones.total("no_data_ha")),
    ]
    most, area_ha = max(kept_out, key=lambda one: one[1])
    area, share = figure(area_ha), figure(area_ha / zones.total("area_ha") * 100)
    return Standing(
        "no-match",
        Text(
            f"Tidak ada lahan yang cocok. Yang menyingkirkan paling banyak: {most.id} ({area.id} "
            f"ha, {share.id} %); longgarkan itu atau pilih wilayah lain",
            f"No land fits. What keeps out most: {most.en} ({area.en} ha, {share.en} %); loosen it "
            "or choose another region",
        ),
    )


def _origin(asked: Asked, item: str) -> dict[str, Any]:
    """Say why a proposed line is there and whose idea it is; the asker's own says nothing."""
    preset = asked.presets.get(item)
    if preset is None:
        return {"note": None, "source": None, "trust": None}
    return {"note": preset.note.to_dict(), "source": preset.source, "trust": preset.trust}


def _classes(found: Scored) -> list[dict[str, Any]]:
    edges = (0.0, *EDGES, 1.0)
    return [
        {"from": low, "to": high, "label": text.to_dict(), "area_ha": float(area)}
        for low, high, text, area in zip(
            edges, edges[1:], CLASS_TEXTS, found.assessment.classes, strict=False
        )
    ]


def _class_text(code: int, asked: Asked) -> Text:
    if code == NO_DATA:
        return Text("tanpa data", "no data")
    if code >= FIRST_CONSTRAINT:
        item = asked.model.constraints[code - FIRST_CONSTRAINT].id
        return Text(f"terkecuali: {item}", f"excluded: {item}")
    return CLASS_TEXTS[code - 1]


def _sensitivity(found: Scored, units: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    table = found.assessment.moved
    first = [
        None if pd.isna(i) else units.loc[i, "name"] or units.loc[i, "code"] for i in table["first"]
    ]
    return [
        {str(key): value for key, value in row.items()} | {"first": name}
        for row, name in zip(table.to_dict("records"), first, strict=True)
    ]


def _ahp(asked: Asked) -> dict[str, Any] | None:
    ahp = asked.ahp
    if ahp is None:
        return None
    items = [criterion.id for criterion in asked.model.criteria]
    told: dict[str, Any] = {
        "ratio": ahp.ratio,
        "consistent": ahp.consistent,
        "largest_eigenvalue": ahp.largest_eigenvalue,
        "index": ahp.index,
        "revision": None,
    }
    if ahp.revision is not None:
        one = ahp.revision
        told["revision"] = {
            "first": items[one.first],
            "second": items[one.second],
            "given": one.given,
            "better": one.better,
            "ratio": one.ratio,
            "text": revision_text(one, items).to_dict(),
        }
    return told


def _patch_rows(patches: Patches, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = patches.frame.reset_index()
    spots = gpd.GeoSeries.from_xy(frame["lon"], frame["lat"], crs=4326)
    return frame.assign(unit=_unit_at(spots, units))


def _candidate_rows(found: Scored, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = found.candidates.drop(columns=["row", "column", "parts"], errors="ignore").reset_index()
    points = frame.geometry
    frame = frame.assign(lon=points.x, lat=points.y, unit=_unit_at(points, units))
    frame["code"] = [f"C{rank:03d}" for rank in frame["rank"]]
    return frame


def _with_parts(found: Scored, frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give the rows of candidates with the score by each criterion, in the order of these."""
    rows: list[dict[str, Any]] = frame.drop(columns="geometry").to_dict("records")
    parts = found.candidates.get("parts", [])
    for row, own in zip(rows, parts, strict=True):
        row["scores"] = [None if np.isnan(one) else float(one) for one in own]
    return rows


def _unit_at(points: gpd.GeoSeries, units: gpd.GeoDataFrame) -> list[str | None]:
    """Give the name of the unit that each point lies in."""
    point, unit = units.sindex.query(points.to_numpy(), predicate="intersects")
    names = units["name"].where(units["name"].notna(), units["code"]).to_numpy()
    out: list[str | None] = [None] * len(points)
    for p, u in zip(point.tolist()[::-1], unit.tolist()[::-1], strict=True):
        out[p] = names[u]
    return out
