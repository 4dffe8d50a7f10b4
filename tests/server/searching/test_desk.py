"""The desk holds the search until a layer changes, and no longer."""

from __future__ import annotations

import layers
from layers.testing import fill_tiny_region
from server.app import create_app
from server.config import ServerSettings
from server.searching.desk import NAME


def hits(client, path):
    return client.get(path).get_json()["hits"]


def test_a_new_revision_is_in_the_next_answer(tmp_path):
    catalogue = fill_tiny_region(layers.open(tmp_path / "workspace", create=True))
    app = create_app(ServerSettings(catalogue.path))
    client, desk = app.test_client(), app.extensions[NAME]
    assert hits(client, "/search?q=rs+lestari") == []
    assert desk.searcher() is desk.searcher()
    frame = catalogue["facilities"].read().reset_index(drop=True)
    frame.loc[0, "name"] = "RS Lestari"
    catalogue.write(catalogue["facilities"].layer, frame, mode="replace")
    assert hits(client, "/search?q=rs+lestari")[0]["title"] == "RS Lestari"
    catalogue.close()
