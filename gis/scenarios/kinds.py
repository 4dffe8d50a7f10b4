"""Kinds of edits: what each takes, with units and limits, and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gis.processes.facilities import facilities_input
from gis.processes.process import Input
from layers.standards import reach_criteria, types_with_reach
from layers.text import Text

Fault = Callable[[Mapping[str, Any]], tuple[str, Text] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of edit.

    Attributes
    ----------
    id, title
        What it is called.
    inputs
        What it takes.
    more
        What it takes beside: ``properties``, ``geometry``, ``targets``.
    fault
        Tells what is wrong with values that do not go together.
    """

    id: str
    title: Text
    inputs: tuple[Input, ...]
    more: tuple[str, ...] = ()
    fault: Fault | None = None


def _layer(default: str | None, holds: str, english: str) -> Input:
    return Input(
        "layer",
        Text("Lapisan", "Layer"),
        "layer",
        Text(f"Lapisan {holds}", f"Layer {english}"),
        default=default,
        required=default is None,
    )


_ANY = _layer(None, "yang diubah", "that is changed")
_FACILITIES = _layer("facilities", "fasilitas", "of facilities")
_ROADS = _layer("roads", "jalan", "of roads")
_FEATURE = Input(
    "feature",
    Text("Fitur", "Feature"),
    "text",
    Text("Id fitur, atau isi kolom code-nya", "Id of the feature, or its value of the field code"),
    required=True,
)
_NAME = Input("name", Text("Nama", "Name"), "text", Text("Nama yang baru", "Name of the new one"))
_AT = Input(
    "at",
    Text("Letak", "Place"),
    "point",
    Text("BUJUR,LINTANG dalam derajat", "LON,LAT in degrees"),
    required=True,
)


def _facility() -> Kind:
    of_type = facilities_input(required=True)
    return Kind(
        "facility",
        Text("Fasilitas baru", "New facility"),
        (
            _FACILITIES,
            _AT,
            Input(
                "type",
                Text("Jenis", "Type"),
                "codes",
                of_type.description,
                required=True,
                theme=of_type.theme,
                choices=of_type.choices,
            ),
            _NAME,
            Input(
                "capacity",
                Text("Daya tampung", "Capacity"),
                "number",
                Text("Daya tampung, dalam satuan lapisannya", "Capacity, in the layer's unit"),
                minimum=0,
            ),
        ),
        fault=_one_type,
    )


def _one_type(values: Mapping[str, Any]) -> tuple[str, Text] | None:
    n = len(values["type"])
    if n == 1:
        return None
    return "type", Text(f"{n} jenis; yang diminta satu", f"{n} types; wanted one")


def _road(kind: str, title: Text, join: str) -> Kind:
    return Kind(
        kind,
        title,
        (
            _ROADS,
            Input(
                "line",
                Text("Jalur", "Course"),
                "line",
                Text("Jalur: BUJUR,LINTANG BUJUR,LINTANG …", "Course: LON,LAT LON,LAT …"),
                required=True,
            ),
            Input(
                "class",
                Text("Kelas", "Class"),
                "text",
                Text("Kelas jalan", "Class of road"),
                default="local",
            ),
            Input(
                "kmh",
                Text("Kecepatan", "Speed"),
                "number",
                Text("Kecepatan rencana (anggapan)", "Planning speed (an assumption)"),
                unit="km/h",
                minimum=1,
                maximum=200,
                default=40,
            ),
            Input(
                "join",
                Text("Sambung dalam jarak", "Join within"),
                "distance",
                Text(
                    "Paling jauh ujungnya digeser ke jalan yang ada",
                    "How far an end is moved onto a road there is at most",
                ),
                unit="m",
                maximum=5000,
                default=join,
            ),
            _NAME,
        ),
    )


def _zone() -> Kind:
    return Kind(
        "zone",
        Text("Ubah zona", "Change of zone"),
        (
            _layer("zoning", "zona", "of zones"),
            Input(
                "code",
                Text("Kode zona", "Code of zone"),
                "text",
                Text("Kode zona yang baru", "The new code"),
                required=True,
            ),
            Input("feature", _FEATURE.title, "text", _FEATURE.description),
            Input(
                "parcel",
                Text("Bidang", "Parcel"),
                "parcel",
                Text(
                    "Bidang yang digambar: sudut BUJUR,LINTANG, WKT, atau GeoJSON",
                    "A drawn parcel: corners LON,LAT, WKT, or GeoJSON",
                ),
            ),
        ),
        fault=_feature_or_parcel,
    )


def _feature_or_parcel(values: Mapping[str, Any]) -> tuple[str, Text] | None:
    if (values["feature"] is None) != (values["parcel"] is None):
        return None
    return "feature", Text(
        "yang diminta salah satu: feature atau parcel", "wanted one of the two: feature or parcel"
    )


def _growth() -> Kind:
    return Kind(
        "growth",
        Text("Pertumbuhan penduduk", "Growth of population"),
        (
            _layer("population", "penduduk (raster)", "of population (raster)"),
            Input(
                "year",
                Text("Tahun", "Year"),
                "integer",
                Text("Sampai tahun ini", "Up to this year"),
                required=True,
                minimum=1900,
                maximum=2200,
            ),
            Input(
                "rate",
                Text("Laju", "Rate"),
                "number",
                Text("Pertumbuhan setahun, dalam persen", "Growth a year, in percent"),
                unit="%",
                minimum=-50,
                maximum=50,
            ),
            Input(
                "by",
                Text("Per wilayah", "By"),
                "layer",
                Text("Lapisan wilayah", "Layer of units"),
                default="districts",
                holds="polygons",
            ),
            Input(
                "region",
                Text("Di wilayah", "Region"),
                "text",
                Text(
                    "Hanya wilayah dengan awalan kode atau nama ini",
                    "Only units whose code starts with this, or of this name",
                ),
            ),
        ),
        more=("targets",),
        fault=_rate_or_targets,
    )


def _rate_or_targets(values: Mapping[str, Any]) -> tuple[str, Text] | None:
    targets = values.get("targets")
    if (values["rate"] is None) == (targets is None):
        return "rate", Text(
            "yang diminta salah satu: rate, atau targets (kode wilayah → jumlah orang)",
            "wanted one of the two: rate, or targets (code of a unit → people)",
        )
    for code, people in (targets or {}).items():
        number = isinstance(people, int | float) and not isinstance(people, bool)
        if not number or not 0 <= people < 1e9:
            return "targets", Text(
                f"{code}: {people!r} bukan jumlah orang",
                f"{code}: {people!r} is no number of people",
            )
    return None


def _speed() -> Kind:
    return Kind(
        "speed",
        Text("Kecepatan lain", "Other speed"),
        (
            _ROADS,
            Input(
                "class",
                Text("Kelas", "Class"),
                "text",
                Text("Semua jalan kelas ini", "All roads of this class"),
            ),
            Input("feature", _FEATURE.title, "text", _FEATURE.description),
            Input(
                "kmh",
                Text("Kecepatan", "Speed"),
                "number",
                Text("Kecepatan rencana (anggapan)", "Planning speed (an assumption)"),
                unit="km/h",
                minimum=1,
                maximum=300,
                required=True,
            ),
        ),
        fault=_class_or_feature,
    )


def _class_or_feature(values: Mapping[str, Any]) -> tuple[str, Text] | None:
    if (values["class"] is None) != (values["feature"] is None):
        return None
    return "class", Text(
        "yang diminta salah satu: class atau feature", "wanted one of the two: class or feature"
    )


def _standard() -> Kind:
    criteria = {c.id: c for c in reach_criteria(types_with_reach())}
    return Kind(
        "standard",
        Text("Standar layanan", "Service standard"),
        (
            Input(
                "standard",
                Text("Standar", "Standard"),
                "choice",
                Text(
                    "Id standar jangkauan, mis. EDU-SMA", "Id of a standard of reach, e.g. EDU-SMA"
                ),
                required=True,
                choices=tuple((c.id, c.label) for c in criteria.values()),
            ),
            Input(
                "metres",
                Text("Batas jarak", "Limit of distance"),
                "distance",
                Text("Jarak terjauh", "Farthest distance"),
                unit="m",
                maximum=200_000,
            ),
            Input(
                "minutes",
                Text("Batas waktu", "Limit of time"),
                "number",
                Text("Waktu terlama", "Longest time"),
                unit="min",
                minimum=0.1,
                maximum=1440,
            ),
        ),
        fault=_measure,
    )


def _measure(values: Mapping[str, Any]) -> tuple[str, Text] | None:
    (criterion,) = (c for c in reach_criteria(types_with_reach()) if c.id == values["standard"])
    wanted, other = ("metres", "minutes") if criterion.seconds is None else ("minutes", "metres")
    if values[wanted] is not None and values[other] is None:
        return None
    return wanted, Text(
        f"standar {criterion.id} diukur dengan {wanted}; berikan itu saja",
        f"standard {criterion.id} is measured by {wanted}; give that alone",
    )


def _kinds() -> tuple[Kind, ...]:
    return (
        Kind("add", Text("Fitur baru", "New feature"), (_ANY,), ("properties", "geometry")),
        Kind(
            "change",
            Text("Ubah fitur", "Change of a feature"),
            (_ANY, _FEATURE),
            ("properties", "geometry"),
            fault=_something,
        ),
        Kind("remove", Text("Hapus fitur", "Removal of a feature"), (_ANY, _FEATURE)),
        _facility(),
        Kind(
            "move", Text("Pindahkan fasilitas", "Move of a facility"), (_FACILITIES, _FEATURE, _AT)
        ),
        Kind("close", Text("Tutup fasilitas", "Closing of a facility"), (_FACILITIES, _FEATURE)),
        _road("road", Text("Jalan baru", "New road"), "100m"),
        _road("bridge", Text("Jembatan baru", "New bridge"), "500m"),
        _speed(),
        _zone(),
        _growth(),
        _standard(),
    )


def _something(values: Mapping[str, Any]) -> tuple[str, Text] | None:
    if "properties" in values or "geometry" in values:
        return None
    return "properties", Text(
        "tidak ada yang diubah; berikan properties, geometry, atau keduanya",
        "nothing is changed; give properties, geometry, or both",
    )


KINDS: Mapping[str, Kind] = MappingProxyType({kind.id: kind for kind in _kinds()})
