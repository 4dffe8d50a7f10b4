"""The published region in each kind of store, asked as the abstract test suites of OGC ask."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from flask.testing import FlaskClient

import layers
from layers import Catalogue
from server.app import create_app
from server.config import ServerSettings

HOME = "http://localhost"
DASHED = {name.replace("-", "_"): name for name in ("bbox-crs", "filter-crs", "filter-lang")}


class Service:
    """A service under test, asked over HTTP only; `catalogue` is what it publishes."""

    def __init__(self, catalogue: Catalogue, settings: ServerSettings) -> None:
        self.catalogue = catalogue
        self.client: FlaskClient = create_app(settings).test_client()

    def get(self, path: str, accept: str = "", /, **given: Any) -> Any:
        """Give an answer; some names of parameters have _ for -."""
        query = {DASHED.get(name, name): value for name, value in given.items()}
        headers = {"Accept": accept} if accept else {}
        return self.client.get(path.removeprefix(HOME), query_string=query or None, headers=headers)

    def read(self, path: str, accept: str = "application/json", /, **given: Any) -> Any:
        """Give a document that must be there."""
        answer = self.get(path, accept, **given)
        assert answer.status_code == 200, (path, answer.get_data(as_text=True))
        assert answer.mimetype == accept.partition(";")[0], path
        return answer.get_json()

    def items(self, name: str, /, **given: Any) -> Any:
        """Give a page of items, as many as there may be."""
        accept = "application/geo+json"
        return self.read(f"/collections/{name}/items", accept, **{"limit": 1000} | given)

    def ids(self, name: str, /, **given: Any) -> list[int]:
        """Give the ids of the items that are found, ascending."""
        return sorted(feature["id"] for feature in self.items(name, **given)["features"])

    @cached_property
    def collections(self) -> list[dict[str, Any]]:
        """Every collection, as the list of them tells it."""
        found: list[dict[str, Any]] = self.read("/collections")["collections"]
        return found

    @cached_property
    def spatial(self) -> list[dict[str, Any]]:
        """The collections that have an extent."""
        return [one for one in self.collections if "spatial" in one["extent"]]

    @cached_property
    def api(self) -> dict[str, Any]:
        """The API definition that the landing page links to."""
        (link,) = self.links(self.read("/"), "service-desc")
        found: dict[str, Any] = self.read(link["href"], link["type"])
        return found

    @cached_property
    def conforms(self) -> set[str]:
        """The conformance classes declared."""
        return set(self.read("/conformance")["conformsTo"])

    def parameters(self, path: str) -> dict[str, dict[str, Any]]:
        """Give the parameters that the API definition has for a path."""
        shared = self.api["components"]["parameters"]
        listed = self.api["paths"][path]["get"]["parameters"]
        found = (shared[p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else p for p in listed)
        return {parameter["name"]: parameter for parameter in found}

    @staticmethod
    def links(document: dict[str, Any], rel: str) -> list[dict[str, str]]:
        """Give the links of a document with a relation."""
        return [link for link in document["links"] if link["rel"] == rel]


@pytest.fixture(scope="session", params=["geopackage", "postgis"])
def service(request: pytest.FixtureRequest, published: Catalogue) -> Iterator[Service]:
    """The published region, in a file or in a database."""
    if request.param == "geopackage":
        yield Service(published, ServerSettings(published.path, max_limit=1000))
        return
    settings = request.getfixturevalue("published_postgis")
    catalogue = layers.open(settings.workspace, folder=settings.folder)
    yield Service(catalogue, settings)
    catalogue.close()
