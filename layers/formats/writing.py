"""Features written to a file, in any of the formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from layers.formats.files import write_flatgeobuf, write_geopackage, write_geoparquet
from layers.formats.format import Format
from layers.formats.table import Selection
from layers.formats.text import comma_separated, geojson, geojsonseq

STREAMS: Mapping[str, Callable[[Selection], Iterator[bytes]]] = MappingProxyType(
    {"geojson": geojson, "geojsonseq": geojsonseq, "csv": comma_separated}
)
_FILES: Mapping[str, Callable[[Selection, Path], None]] = MappingProxyType(
    {"fgb": write_flatgeobuf, "parquet": write_geoparquet, "gpkg": write_geopackage}
)


def write_file(selection: Selection, target: Path, kind: Format) -> None:
    """Write features to a file.

    Parameters
    ----------
    selection
        What to write.
    target
        A file that is not there yet.
    kind
        The format.

    Examples
    --------
    >>> packed = catalogue["roads"].packed()  # doctest: +SKIP
    >>> write_file(Selection(packed), Path("roads.fgb"), FORMATS["fgb"])  # doctest: +SKIP
    """
    write = _FILES.get(kind.id)
    if write is not None:
        write(selection, target)
        return
    with target.open("wb") as out:
        out.writelines(STREAMS[kind.id](selection))
