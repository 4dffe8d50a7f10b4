"""Sentences of an answer on suitability, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis.processes.suitability.asked import Asked
from gis.processes.suitability.written import WrittenConstraint
from gis.processes.values import distance_text
from gis.suitability.ahp import CONSISTENT, Revision
from gis.suitability.grid import Grid
from layers.schema import Text

CLASS_TEXTS = (
    Text("sangat rendah", "very low"),
    Text("rendah", "low"),
    Text("sedang", "middle"),
    Text("tinggi", "high"),
    Text("sangat tinggi", "very high"),
)


def revision_text(revision: Revision, items: list[str]) -> Text:
    """Say which judgement to think over."""
    first, second = items[revision.first], items[revision.second]
    given, better = judgement_text(revision.given), judgement_text(revision.better)
    indonesian = f"{revision.ratio:.3f}".replace(".", ",")
    return Text(
        f"tinjau {first} terhadap {second}: {given}; dengan {better} rasio konsistensi menjadi "
        f"{indonesian}",
        f"think over {first} against {second}: {given}; with {better} the consistency ratio "
        f"would be {revision.ratio:.3f}",
    )


def judgement_text(value: float) -> str:
    """Write a judgement as people do.

    Examples
    --------
    >>> judgement_text(1 / 3), judgement_text(5.0), judgement_text(2.5)
    ('1/3', '5', '2.5')
    """
    back = 1.0 / value
    return f"1/{back:.0f}" if value < 1 and abs(back - round(back)) < 1e-6 else f"{value:g}"


def notes_of(given: Mapping[str, Any], asked: Asked, *, drawn: bool) -> tuple[Text, ...]:
    """Say what to be wary of: judgements that contradict, distances finer than the cells."""
    notes: list[Text] = []
    if asked.ahp is not None and not asked.ahp.consistent:
        ratio = f"{asked.ahp.ratio:.3f}"
        notes.append(
            Text(
                f"pertimbangan saling bertentangan (rasio konsistensi {ratio.replace('.', ',')}); "
                "bobotnya belum layak dipakai",
                f"the judgements contradict each other (consistency ratio {ratio}); their weights "
                "are not fit for use yet",
            )
        )
    fine = [one for one in asked.written if isinstance(one, WrittenConstraint)]
    cell = distance_text(given["cell"])
    notes += [
        Text(
            f"{one.text}: lebih halus daripada sel {cell}; sel yang disentuh terkecuali seluruhnya",
            f"{one.text}: finer than cells of {cell}; cells that are touched are excluded whole",
        )
        for one in fine
        if _is_fine(one, given, asked)
    ]
    if not drawn:
        notes.append(
            Text(
                "kisi ini terlalu halus untuk peta kelas; berikan sel yang lebih besar atau "
                "wilayah yang lebih kecil",
                "the grid is too fine for a map of classes; give larger cells or a smaller region",
            )
        )
    return tuple(notes)


def _is_fine(written: WrittenConstraint, given: Mapping[str, Any], asked: Asked) -> bool:
    """Tell whether a constraint is a distance of less than a cell."""
    if written.limit is None or asked.layers[written.subject.layer].kind == "raster":
        return False
    return bool(written.limit < given["cell"])


def method_of(given: Mapping[str, Any], asked: Asked, grid: Grid) -> Text:
    """Say how land was scored."""
    cell = distance_text(given["cell"])
    rows, columns = grid.shape
    weighed = (
        Text("bobot dari penanya", "weights by the asker")
        if asked.ahp is None
        else Text(
            f"bobot dari AHP (vektor eigen utama, Saaty; rasio konsistensi paling banyak "
            f"{CONSISTENT:g})",
            f"weights by AHP (principal eigenvector, Saaty; consistency ratio of {CONSISTENT:g} at "
            "most)",
        )
    )
    if asked.ahp is None and asked.presets and not given["criteria"]:
        weighed = Text(
            "kriteria dan bobot usulan (ilustratif)", "proposed criteria and weights (illustrative)"
        )
    return Text(
        f"Kisi EPSG:4326 bersel {cell} ({rows} × {columns}); sebuah sel masuk wilayah tempat "
        "pusatnya berada, luas di elipsoid WGS 84. Setiap kriteria diberi skor 0 sampai 1 menurut "
        f"kurva yang ditulis, lalu dijumlah berbobot ({weighed.id}). Kendala tidak ikut skor: "
        "lahan terkecuali dihitung tersendiri, menurut kendalanya. Sel tanpa data tidak diberi "
        "skor. Tiap bobot juga dicoba 10 % lebih kecil dan lebih besar. Skor menyatakan kecocokan "
        "menurut kriteria ini, bukan izin.",
        f"A grid in EPSG:4326 with cells of {cell} ({rows} × {columns}); a cell belongs to the "
        "unit its centre lies in, areas on the ellipsoid WGS 84. Each criterion is given a score "
        f"from 0 to 1 by the curve that was written, and these are summed by weight ({weighed.en})."
        " Constraints do not enter the score: land excluded is counted apart, by constraint. Cells "
        "without data get no score. Each weight is also tried 10 % smaller and larger. A score "
        "says how well land fits these criteria; it is no approval.",
    )
