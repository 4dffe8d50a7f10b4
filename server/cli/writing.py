"""Parts of an answer written to files: features as GeoJSON, rasters as GeoTIFF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from server.cli.output import whole_file
from server.cli.session import Session, WrongUsageError, note

if TYPE_CHECKING:
    from gis.processes import Answer, Process

TIFF = (".tif", ".tiff")


def written_name(process: Process, what: str | None, out: Path | None) -> str:
    """Give which part of an answer is written: the one asked for, else the first that fits.

    Parameters
    ----------
    process
        The analysis.
    what
        The part asked for.
    out
        The file, if any; one that ends in .tif takes a raster, any other features.

    Raises
    ------
    click.UsageError
        If the answer has no such part, or it does not fit the file.
    """
    is_raster = out is not None and out.suffix.lower() in TIFF
    held = process.surfaces if is_raster else process.outputs
    if not held:
        raise WrongUsageError(
            f"-o {out}: jawaban {process.id} tanpa raster; tulis fiturnya ke .geojson",
            f"-o {out}: an answer of {process.id} has no raster; write its features to .geojson",
        )
    name = what or next(iter(held))
    if name in held:
        return name
    if name in process.surfaces:
        raise WrongUsageError(
            f"--what {name}: ini raster; tulis ke berkas .tif, bukan {out}",
            f"--what {name}: that is a raster; write it to a .tif file, not to {out}",
        )
    if name in process.outputs:
        raise WrongUsageError(
            f"--what {name}: ini fitur; tulis ke berkas .geojson, bukan {out}",
            f"--what {name}: these are features; write them to a .geojson file, not to {out}",
        )
    raise WrongUsageError(
        f"--what {name}: yang diminta salah satu dari {', '.join(held)}",
        f"--what {name}: wanted one of {', '.join(held)}",
    )


def write_part(session: Session, answer: Answer, name: str, out: Path, *, overwrite: bool) -> None:
    """Write features or a raster of an answer, and tell of it on standard error.

    Parameters
    ----------
    session
        For the language.
    answer
        The answer.
    name
        Of `written_name`.
    out, overwrite
        The file, and whether it may replace one.
    """
    with whole_file(out, overwrite=overwrite) as part:
        if name in answer.surfaces:
            rows, columns = _write_raster(answer, name, part)
            cells = session.words("sel", "cells")
            told = f"{rows} × {columns} {cells}"
        else:
            count = _write_features(answer, name, part)
            told = f"{count} {session.words('fitur', 'feature' if count == 1 else 'features')}"
    note(f"{out}: {name}, {told}")


def _write_raster(answer: Answer, name: str, part: Path) -> tuple[int, int]:
    from gis.processes.answer import surface_tags
    from layers.raster import write_cog

    raster = answer.surfaces[name].raster
    write_cog(raster, part, tags=surface_tags(answer, name))
    return raster.shape


def _write_features(answer: Answer, name: str, part: Path) -> int:
    import orjson

    from gis.processes.answer import feature_collection

    document = feature_collection(answer.features[name])
    part.write_bytes(orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY))
    return len(document["features"])
