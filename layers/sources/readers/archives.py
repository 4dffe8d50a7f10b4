"""Archives: zip files opened with suspicion, and shapefiles gathered with all their parts."""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits

END_OF_DIRECTORY = b"PK\x05\x06"
DIRECTORY_BYTES = 2_000_000
NESTED = {".zip", ".kmz", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst"}
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
SINGLES = (
    *(".gpkg", ".geojson", ".json", ".topojson", ".geojsonl", ".fgb", ".parquet", ".csv", ".tsv"),
    *(".kml", ".gml", ".gpx", ".sqlite", ".sql"),
)
# The parts of an Esri file geodatabase: tables, row offsets, indexes, two marks without letters.
GEODATABASE_PART = re.compile(
    r"(?:a[0-9a-f]{8}\.(?:gdbtable|gdbtablx|gdbindexes|freelist|horizon|\w{1,40}\.(?:atx|spx)))"
    r"|gdb|timestamps",
    re.IGNORECASE,
)
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
CHUNK = 1 << 20
# Tiles of heights are of one of two sizes and mostly sea: they may pack as small as they like.
TILE_BYTES = frozenset({2 * 1201 * 1201, 2 * 3601 * 3601})
Choice = Callable[[list[str]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A data set copied under a neutral name; `name` is what it was called."""

    path: Path
    name: str
    cpg: Path | None = None
    has_prj: bool = True


def unpack(archive: Path, folder: Path, limits: Limits, wanted: str | None = None) -> Unpacked:
    """Copy the one data set of a zip file into a folder, as `0001.*`.

    Names inside the archive are never used as paths. Sizes are counted while
    copying, whatever the archive says about itself.

    Parameters
    ----------
    archive
        The zip file.
    folder
        An empty folder of the reading process.
    limits
        Members, bytes and compression ratio accepted.
    wanted
        Which data set, by name without suffix, if there are several.

    Raises
    ------
    SourceError
        `archive-damaged`, `archive-too-many`, `archive-too-big`, `archive-ratio`,
        `archive-nested`, `archive-encrypted`, `archive-unsafe-name`, `missing-part`,
        `no-layer`, `layer-ambiguous`.
    """
    choose = _main_kml if archive.suffix.lower() == ".kmz" else _choose
    chosen = extract(archive, folder, limits, lambda names: choose(names, wanted))
    first = next(iter(chosen))
    stem = PurePosixPath(chosen[first]).stem
    return _unpacked(folder / f"0001{first}", stem)


def names(archive: Path, limits: Limits) -> list[str]:
    """List the members of a zip file that are files, checked as by `extract`."""
    found: list[str] = []

    def none_of(members: list[str]) -> dict[str, str]:
        found.extend(members)
        return {}

    extract(archive, archive.parent, limits, none_of)
    return found


def extract(archive: Path, folder: Path, limits: Limits, choose: Choice) -> dict[str, str]:
    """Copy the chosen members of a zip file into a folder, as `0001.*`.

    Parameters
    ----------
    archive, folder, limits
        As for `unpack`.
    choose
        Given the names of all files, gives those to copy by suffix.

    Returns
    -------
    dict
        What was chosen.
    """
    _check_directory(archive, limits)
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [m for m in opened.infolist() if not m.is_dir()]
            _check_members(members, archive.stat().st_size, limits)
            useful = [m for m in members if not _is_litter(m.filename)]
            chosen = choose([m.filename for m in useful])
            by_name = {m.filename: m for m in useful}
            budget = limits.archive_bytes
            for suffix, name in chosen.items():
                budget -= _copy(opened, by_name[name], folder / f"0001{suffix}", budget)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
        raise SourceError(
            Text(f"berkas zip rusak: {fault}", f"the zip file is damaged: {fault}"),
            code="archive-damaged",
        ) from fault
    return chosen


def _unpacked(path: Path, name: str) -> Unpacked:
    cpg, prj = path.with_suffix(".cpg"), path.with_suffix(".prj")
    return Unpacked(path, name, cpg if cpg.is_file() else None, prj.is_file())


def _check_directory(archive: Path, limits: Limits) -> None:
    """Read the number of members from the last bytes, before a library lists them all."""
    size = archive.stat().st_size
    with archive.open("rb") as handle:
        handle.seek(max(0, size - 65_600))
        tail = handle.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + 22:
        raise SourceError(
            Text(
                "berkas zip rusak: tidak ada daftar isi di ujungnya",
                "the zip file is damaged: no directory at its end",
            ),
            code="archive-damaged",
        )
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    most = limits.archive_members + limits.geodatabase_members
    if count > most or length > DIRECTORY_BYTES:
        raise SourceError(
            Text(
                f"berkas zip memuat {'65.535 atau lebih' if count == 65535 else f'{count:,}'} "
                f"anggota; paling banyak {limits.archive_members} yang diterima",
                f"the zip file has {('65,535 or more' if count == 65535 else f'{count:,}')} "
                f"members; at most {limits.archive_members} are accepted",
            ),
            code="archive-too-many",
        )


def _check_members(members: Sequence[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    counted = sum(not is_geodatabase_part(PurePosixPath(m.filename).name) for m in members)
    if counted > limits.archive_members:
        raise SourceError(
            Text(
                f"berkas zip memuat {counted:,} anggota; paling banyak {limits.archive_members}",
                f"the zip file has {counted:,} members; at most {limits.archive_members}",
            ),
            code="archive-too-many",
        )
    for member in members:
        _check_member(member)
    total = sum(m.file_size for m in members)
    if total > limits.archive_bytes:
        raise SourceError(
            Text(
                f"berkas zip menjadi {total / 1e6:,.0f} MB bila dibuka; paling besar "
                f"{limits.archive_bytes / 1e6:,.0f} MB yang diterima",
                f"the zip file unpacks to {total / 1e6:,.0f} MB; "
                f"at most {limits.archive_bytes / 1e6:,.0f} MB are accepted",
            ),
            code="archive-too-big",
        )
    packed = sum(m.file_size for m in members if not _is_tile(m))
    if packed > limits.archive_ratio * max(size, 1):
        raise SourceError(
            Text(
                f"berkas zip mengemas {size:,} bita menjadi {packed:,}: lebih dari "
                f"{limits.archive_ratio} kali",
                f"the zip file packs {packed:,} bytes into {size:,}: more than "
                f"{limits.archive_ratio} times",
            ),
            code="archive-ratio",
        )


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise SourceError(
            Text(
                f"anggota zip {name[:60]!r} menunjuk ke luar",
                f"the zip member {name[:60]!r} points outside",
            ),
            code="archive-unsafe-name",
        )
    if stat.S_ISLNK(member.external_attr >> 16) or any(DEVICES.fullmatch(p) for p in parts):
        raise SourceError(
            Text(
                f"anggota zip {name[:60]!r} adalah tautan atau perangkat",
                f"the zip member {name[:60]!r} is a link or a device",
            ),
            code="archive-unsafe-name",
        )
    if member.flag_bits & 0x1:
        raise SourceError(
            Text(
                f"anggota zip {name[:60]!r} bersandi; buka sandinya dahulu",
                f"the zip member {name[:60]!r} is encrypted",
            ),
            code="archive-encrypted",
        )
    if PurePosixPath(name).suffix.lower() in NESTED:
        raise SourceError(
            Text(
                f"anggota zip {name[:60]!r} adalah arsip juga; buka dahulu",
                f"the zip member {name[:60]!r} is an archive itself; unpack it first",
            ),
            code="archive-nested",
        )


def _is_tile(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith(".hgt") and member.file_size in TILE_BYTES


def is_geodatabase_part(name: str) -> bool:
    """Say whether a name is that of a part of an Esri file geodatabase.

    Examples
    --------
    >>> is_geodatabase_part("a00000001.gdbtable"), is_geodatabase_part("../a00000001.gdbtable")
    (True, False)
    """
    return GEODATABASE_PART.fullmatch(name) is not None


def _main_kml(names: Sequence[str], wanted: str | None) -> dict[str, str]:
    """Give the document of a KMZ: doc.kml, else the first there is; `wanted` is a folder in it."""
    del wanted
    found = [n for n in names if PurePosixPath(n).suffix.lower() == ".kml"]
    found.sort(key=lambda n: (n.lower() != "doc.kml", n.count("/")))
    if not found:
        raise SourceError(
            Text("berkas KMZ ini tidak memuat KML", "the KMZ file holds no KML"), code="no-layer"
        )
    return {".kml": found[0]}


def _is_litter(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith("._")


def _choose(names: Sequence[str], wanted: str | None) -> dict[str, str]:
    """Give the members to copy, by suffix: a shapefile's parts or one file."""
    shapes = [n for n in names if PurePosixPath(n).suffix.lower() == ".shp"]
    singles = [n for n in names if PurePosixPath(n).suffix.lower() in SINGLES]
    found = shapes or singles
    if not found:
        some = ", ".join(PurePosixPath(n).name for n in names[:10]) or "nothing"
        raise SourceError(
            Text(
                f"tidak ada layer dalam berkas zip; isinya {some}",
                f"no layer in the zip file; it holds {some}",
            ),
            code="no-layer",
        )
    if len(found) > 1:
        stems = [PurePosixPath(n).stem for n in found]
        if wanted not in stems:
            raise SourceError(
                Text(
                    f"berkas zip memuat {len(found)} layer: {', '.join(stems[:20])}; sebutkan "
                    "salah satu dengan --layer",
                    f"the zip file holds {len(found)} layers: {', '.join(stems[:20])}; name one "
                    "with --layer",
                ),
                code="layer-ambiguous" if wanted is None else "layer-unknown",
            )
        found = [found[stems.index(wanted)]]
    if not shapes:
        return {PurePosixPath(found[0]).suffix.lower(): found[0]}
    return _parts(found[0], names)


def _parts(shp: str, names: Sequence[str]) -> dict[str, str]:
    base = str(PurePosixPath(shp).with_suffix("")).lower()
    parts: dict[str, str] = {}
    for name in names:
        path = PurePosixPath(name)
        if str(path.with_suffix("")).lower() == base and path.suffix.lower() in PARTS:
            parts.setdefault(path.suffix.lower(), name)
    return require_parts(parts)


def require_parts(parts: dict[str, str]) -> dict[str, str]:
    """Give the parts of a shapefile in order; the .shp first.

    Raises
    ------
    SourceError
        `missing-part` naming what is not there.
    """
    missing = [s for s in (".shp", ".shx", ".dbf") if s not in parts]
    if missing:
        raise SourceError(
            Text(
                f"shapefile ini tidak memiliki {' dan '.join(missing)}; .shp, .shx, dan .dbf "
                "semuanya diperlukan",
                f"the shapefile has no {' and no '.join(missing)}; .shp, .shx and .dbf are all "
                "needed",
            ),
            code="missing-part",
        )
    return {s: parts[s] for s in PARTS if s in parts}


def _copy(opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, budget: int) -> int:
    copied = 0
    with opened.open(member) as source, target.open("wb") as out:
        while chunk := source.read(CHUNK):
            copied += len(chunk)
            if copied > budget:
                raise SourceError(
                    Text(
                        "berkas zip menjadi lebih besar daripada yang disebutnya, dan daripada "
                        "yang diterima",
                        "the zip file unpacks to more than it says, and more than is accepted",
                    ),
                    code="archive-too-big",
                )
            out.write(chunk)
    return copied


def gather(shp: Path, folder: Path) -> Unpacked:
    """Copy a shapefile that lies in a folder, with its parts, as `0001.*`.

    Raises
    ------
    SourceError
        `missing-part` naming what is not there.
    """
    parts = {
        p.suffix.lower(): p.name
        for p in sorted(shp.parent.iterdir())
        if p.stem.lower() == shp.stem.lower() and p.suffix.lower() in PARTS
    }
    for suffix, name in require_parts(parts).items():
        shutil.copyfile(shp.parent / name, folder / f"0001{suffix}")
    return _unpacked(folder / "0001.shp", shp.stem)
