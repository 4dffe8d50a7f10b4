"""The few files that the pages for people need."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("assets", __name__, static_folder="../assets", static_url_path="/assets")
