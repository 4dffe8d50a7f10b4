"""Esri file geodatabases: the folder, or the same in a zip file, copied under plain names."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.readers.archives import Unpacked, is_geodatabase_part, names

SUFFIX = ".gdb"


def gather(folder: Path, target: Path, limits: Limits) -> Unpacked:
    """Copy the parts of a geodatabase that lies in a folder; links are not followed.

    Raises
    ------
    SourceError
        `archive-too-many`, `archive-too-big`.
    """
    parts = [
        p
        for p in folder.iterdir()
        if is_geodatabase_part(p.name) and p.is_file() and not p.is_symlink()
    ]
    if len(parts) > limits.geodatabase_members:
        raise _too_many(len(parts), limits)
    if sum(p.stat().st_size for p in parts) > limits.file_bytes:
        raise SourceError(
            Text(
                f"geodatabase ini lebih dari {limits.file_bytes / 1e6:,.0f} MB",
                f"the geodatabase has more than {limits.file_bytes / 1e6:,.0f} MB",
            ),
            code="archive-too-big",
        )
    copy = target / f"0001{SUFFIX}"
    copy.mkdir()
    for part in parts:
        shutil.copyfile(part, copy / part.name.lower(), follow_symlinks=False)
    return Unpacked(copy, folder.stem)


def parts_in(members: Sequence[str]) -> dict[str, dict[str, str]]:
    """Give the geodatabases among the members of a zip: for each, its parts by plain name.

    Examples
    --------
    >>> parts_in(["x/a.gdb/a00000001.gdbtable", "x/readme.txt"])
    {'x/a.gdb': {'a00000001.gdbtable': 'x/a.gdb/a00000001.gdbtable'}}
    """
    found: dict[str, dict[str, str]] = {}
    for name in members:
        path = PurePosixPath(name)
        if path.parent.suffix.lower() == SUFFIX and is_geodatabase_part(path.name):
            found.setdefault(str(path.parent), {})[path.name.lower()] = name
    return {folder: parts for folder, parts in found.items() if "a00000001.gdbtable" in parts}


def choose(found: dict[str, dict[str, str]], wanted: str | None) -> str:
    """Give the one geodatabase, or the one named.

    Raises
    ------
    SourceError
        `layer-ambiguous` where several are there and none of that name.
    """
    stems = {PurePosixPath(folder).stem: folder for folder in found}
    if len(found) == 1:
        return next(iter(found))
    if wanted in stems:
        return stems[str(wanted)]
    raise SourceError(
        Text(
            f"berkas zip memuat {len(found)} geodatabase: {', '.join(list(stems)[:20])}; "
            "sebutkan salah satu dengan --layer",
            f"the zip file holds {len(found)} geodatabases: {', '.join(list(stems)[:20])}; name "
            "one",
        ),
        code="layer-ambiguous",
    )


def unpack(
    archive: Path, target: Path, limits: Limits, wanted: str | None = None
) -> Unpacked | None:
    """Copy the geodatabase of a zip file; None if it holds none.

    Raises
    ------
    SourceError
        As `archives.extract`, and `layer-ambiguous`.
    """
    found = parts_in(names(archive, limits))
    if not found:
        return None
    with zipfile.ZipFile(archive) as opened:
        folder = choose(found, wanted)
        if len(found[folder]) > limits.geodatabase_members:
            raise _too_many(len(found[folder]), limits)
        copy = target / f"0001{SUFFIX}"
        copy.mkdir()
        budget = limits.archive_bytes
        for plain, name in found[folder].items():
            with opened.open(name) as source, (copy / plain).open("wb") as out:
                while chunk := source.read(1 << 20):
                    budget -= len(chunk)
                    if budget < 0:
                        raise SourceError(
                            Text(
                                "berkas zip menjadi lebih besar daripada yang diterima",
                                "the zip file unpacks to more than is accepted",
                            ),
                            code="archive-too-big",
                        )
                    out.write(chunk)
    return Unpacked(copy, PurePosixPath(folder).stem)


def _too_many(n: int, limits: Limits) -> SourceError:
    return SourceError(
        Text(
            f"geodatabase ini memuat {n:,} bagian; paling banyak "
            f"{limits.geodatabase_members:,} yang diterima",
            f"the geodatabase has {n:,} parts; at most {limits.geodatabase_members:,} are accepted",
        ),
        code="archive-too-many",
    )
