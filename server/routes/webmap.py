"""The map page and the files built for it."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import Any, cast

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    render_template,
    request,
    send_from_directory,
)

from server.basemap import policy_with
from server.framing import framed_policy
from server.workspace import Workspace

SERVER = Path(__file__).parent.parent
STATIC = SERVER / "static" / "webmap"
NOT_BUILT = (
    "Peta belum dibangun; jalankan: npm ci && npm run build di server/webmap. "
    "The map page is not built yet; run: npm ci && npm run build in server/webmap.\n"
)
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_FOREVER = "public, max-age=31536000, immutable"


def webmap_blueprint(built: Path = STATIC) -> Blueprint:
    """Make the routes of the map page.

    Parameters
    ----------
    built
        Folder that the build of `server/webmap` wrote.

    Returns
    -------
    Blueprint
        `/map` and the files below `/static/webmap/`.
    """
    blueprint = Blueprint("webmap", __name__, template_folder=str(SERVER / "templates"))

    @blueprint.get("/map")
    def page() -> Response:
        """Give the map."""
        return _page(built)

    @blueprint.get("/static/webmap/<version>/<path:name>")
    def part(version: str, name: str) -> Response:
        """Give a file of the built map."""
        if not version.isalnum():
            abort(404)
        return _part(built / version, name)

    return blueprint


def _page(built: Path) -> Response:
    facts = _build(built)
    if facts is None:
        return Response(NOT_BUILT, 503, mimetype="text/plain")
    version = facts["version"]
    lang = "en" if request.args.get("lang") == "en" else "id"
    phrases = json.loads((built / version / "i18n" / f"{lang}.json").read_text("utf-8"))
    root = request.script_root
    assets = f"{root}/static/webmap/{version}"
    # Alone it asks and changes nothing: only so may pages of other sites show it.
    alone = request.args.get("embed") == "1"
    page = {"root": root, "assets": assets, "first": facts.get("first", []), "embed": alone}
    shown = render_template("map.html", lang=lang, t=phrases, **page)
    response = Response(shown, mimetype="text/html")
    published: Workspace | None = current_app.extensions.get("penyangga")
    basemap = None if published is None else published.settings.basemap
    sites = published.settings.framed_by if published and alone else ()
    response.headers["Content-Security-Policy"] = framed_policy(policy_with(basemap), sites)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    response.add_etag()
    response.make_conditional(request)
    return response


def built_version(built: Path = STATIC) -> str | None:
    """Give the name of the built version, or None where nothing has been built.

    Parameters
    ----------
    built
        Folder that the build of `server/webmap` wrote.
    """
    facts = _build(built)
    return None if facts is None else str(facts["version"])


def _build(built: Path) -> dict[str, Any] | None:
    """Read what the build says of itself: its version, and the parts of the first page."""
    try:
        return cast("dict[str, Any]", json.loads((built / "build.json").read_text("utf-8")))
    except FileNotFoundError:
        return None


def _part(folder: Path, name: str) -> Response:
    """Send a built file, compressed if the build left it so; its folder names its contents."""
    if name.endswith(tuple(suffix for _, suffix in _ENCODINGS)) or not folder.is_dir():
        abort(404)
    accepted = {coding for coding, quality in request.accept_encodings if quality > 0}
    for coding, suffix in _ENCODINGS:
        if coding in accepted and (folder / f"{name}{suffix}").is_file():
            response = send_from_directory(folder.resolve(), f"{name}{suffix}")
            response.headers["Content-Encoding"] = coding
            break
    else:
        response = send_from_directory(folder.resolve(), name)
    response.mimetype = "text/javascript" if name.endswith((".js", ".mjs")) else _type_of(name)
    response.headers["Cache-Control"] = _FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _type_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


blueprint = webmap_blueprint()
