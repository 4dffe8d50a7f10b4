"""Addresses that other programs can guess: a zone, a region, a box, a place, a part of a plan."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import shapely
from flask import Blueprint, Response, current_app
from shapely.geometry import shape

from layers.boundaries.codes import normalise_code
from layers.boundaries.levels import LEVEL_LAYERS
from layers.errors import LayersError
from layers.query import Query
from layers.text import Text
from server.errors import NothingHereError, ParameterError, ServerError, fault_of
from server.exchange.answer import CONTENT_SECURITY_POLICY, HTML
from server.exchange.visit import Visit, read_visit
from server.features.single import read_feature
from server.masterplans.desk import NAME as MASTERPLANS
from server.pages import render_page
from server.routes.visit import the_ask, the_workspace

if TYPE_CHECKING:
    from layers.masterplan import Masterplan

blueprint = Blueprint("links", __name__, url_prefix="/map")
# Levels of regions by the word of the address.
LEVELS = {"provinsi": 1, "kabupaten": 2, "kota": 2, "kecamatan": 3, "desa": 4, "kelurahan": 4}
ZONES = "zoning"
# Some metres: what a box must be apart to be one.
LEAST_DEG = 1e-5
CLOSE_ZOOM = 15
_NUMBER = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_WORDS = {
    "title": Text("Tidak ditemukan di peta", "Not found on the map"),
    "map": Text("Buka peta", "Open the map"),
}


@blueprint.get("/zone/<zone_id>")
def zone(zone_id: str) -> Response:
    """Lead to a zone of the detailed plan, by the id of its feature; `layer` names another plan."""
    visit = _visit("layer")
    layer_id = dict(visit.pairs).get("layer", ZONES)

    def found() -> dict[str, str]:
        collection = the_workspace().collection(layer_id)
        feature = json.loads(read_feature(the_workspace(), collection, zone_id))
        return _shown(layer_id, feature["geometry"] and shape(feature["geometry"]))

    return _led(visit, found)


@blueprint.get("/<level>/<code>")
def region(level: str, code: str) -> Response:
    """Lead to a region by its Kemendagri code, with dots or without: `kecamatan`, `desa`, …."""
    return _led(_visit(), lambda: _region(level, code))


@blueprint.get("/bbox/<west>/<south>/<east>/<north>")
def box(west: str, south: str, east: str, north: str) -> Response:
    """Lead to what lies between two corners, in degrees."""

    def found() -> dict[str, str]:
        w, s, e, n = bounds = [
            _degrees(text, most)
            for text, most in ((west, 180), (south, 90), (east, 180), (north, 90))
        ]
        if e - w < LEAST_DEG or n - s < LEAST_DEG:
            raise ParameterError(
                Text(
                    f"kotak {w},{s},{e},{n}: yang diminta barat/selatan/timur/utara dalam derajat, "
                    "barat di bawah timur, selatan di bawah utara",
                    f"box {w},{s},{e},{n}: wanted west/south/east/north in degrees, west below "
                    "east, south below north",
                )
            )
        return {"fit": _listed(bounds)}

    return _led(_visit(), found)


@blueprint.get("/at/<lat>,<lon>")
def place(lat: str, lon: str) -> Response:
    """Lead to a place, and tell what stands there; latitude first, as people write it."""

    def found() -> dict[str, str]:
        y, x = _degrees(lat, 90), _degrees(lon, 180)
        return {"at": _listed((x, y)), "#": f"map={CLOSE_ZOOM}/{y:.5f}/{x:.5f}"}

    return _led(_visit(), found)


@blueprint.get("/masterplan/<masterplan_id>")
@blueprint.get("/masterplan/<masterplan_id>/<item>")
def masterplan(masterplan_id: str, item: str = "") -> Response:
    """Lead to a masterplan, or to a goal, target, programme, activity … of it by its id."""

    def found() -> dict[str, str]:
        plan = current_app.extensions[MASTERPLANS].held(masterplan_id).plan
        told = {"task": "masterplan", "m": masterplan_id}
        return {**told, **_part(plan, masterplan_id, item)} if item else told

    return _led(_visit(), found)


def _part(plan: Masterplan, name: str, item: str) -> dict[str, str]:
    """Give what the page shows of a part: itself, or the part that tells of it."""
    kind = next((k for k in plan.LISTS if any(one.id == item for one in plan.entries(k))), None)
    if kind is None:
        raise NothingHereError(
            Text(
                f"rencana induk {name} tidak memuat {item[:60]!r}",
                f"masterplan {name} has no part {item[:60]!r}",
            ),
            code="no-such-part",
        )
    if kind == "work_units":
        return {"unit": item}
    if kind == "indicators":
        item = next((one.id for one in plan.targets if one.indicator == item), item)
    if kind == "steps":
        item = next(one.activity for one in plan.steps if one.id == item)
    return {"item": item}


def _visit(*more: str) -> Visit:
    return read_visit(the_ask(), the_workspace().settings.language, more=("embed", *more))


def _led(visit: Visit, find: Any) -> Response:
    """Send a browser to the map as it is to stand; where there is nothing, say so in its words."""
    given = dict(visit.pairs)
    try:
        told: dict[str, str] = find()
    except (LayersError, ServerError) as error:
        fault = fault_of(error)
        if visit.shown == "json" or fault.status >= 500:
            raise
        context = {"fault": fault, "words": _WORDS}
        body = render_page(visit, "views/nothing.html", **context)
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "no-store"}
        return Response(body, fault.status, headers, content_type=HTML)
    camera = told.pop("#", "")
    told |= {name: given[name] for name in ("lang", "embed") if name in given}
    query = urlencode(told, safe=",:", quote_via=quote)
    root = urlsplit(visit.base_url).path
    location = f"{root}/map?{query}" + (f"#{camera}" if camera else "")
    headers = {"Location": location, "Cache-Control": "no-cache", "Vary": "Accept"}
    return Response(status=302, headers=headers)


def _region(level: str, code: str) -> dict[str, str]:
    """Find a region: its layer alone, framed, with its card open."""
    if level not in LEVELS:
        raise NothingHereError(
            Text(
                f"tidak ada tingkat wilayah {level[:30]!r}; yang ada: {', '.join(LEVELS)}",
                f"no level of regions {level[:30]!r}; there are {', '.join(LEVELS)}",
            )
        )
    layer_id = LEVEL_LAYERS[LEVELS[level]]
    workspace = the_workspace()
    layer = workspace.collection(layer_id).layer
    read = normalise_code(code[:20]).code or code[:20]
    if "code" in layer.schema.names:
        frame = workspace.catalogue()[layer_id].read(Query(equals={"code": read}))
        if len(frame):
            return _shown(layer_id, frame.geometry.iloc[0])
    raise NothingHereError(
        Text(
            f"lapisan {layer_id} tidak memuat wilayah berkode {code[:20]!r}; yang diminta kode "
            "Kemendagri seperti 64.71.05",
            f"layer {layer_id} has no region of code {code[:20]!r}; wanted a Kemendagri code "
            "such as 64.71.05",
        ),
        code="no-such-region",
    )


def _shown(layer_id: str, geometry: Any) -> dict[str, str]:
    if geometry is None or geometry.is_empty:
        return {"l": layer_id}
    inside = shapely.point_on_surface(geometry)
    bounds = [
        math.floor(value * 1e5) / 1e5 if k < 2 else math.ceil(value * 1e5) / 1e5
        for k, value in enumerate(geometry.bounds)
    ]
    return {"at": _listed((inside.x, inside.y)), "l": layer_id, "fit": _listed(bounds)}


def _listed(values: Any) -> str:
    return ",".join(f"{value:.5f}" for value in values)


def _degrees(text: str, most: int) -> float:
    if not _NUMBER.fullmatch(text) or abs(float(text)) > most:
        raise ParameterError(
            Text(
                f"{text[:30]!r} bukan derajat dari -{most} sampai {most}, seperti 116.83 atau "
                "-1.26",
                f"{text[:30]!r} is not degrees from -{most} to {most}, such as 116.83 or -1.26",
            )
        )
    return float(text)
