"""OGC API Tiles Part 1 (20-057), the classes declared: their abstract tests, on both stores."""

from __future__ import annotations

import mapbox_vector_tile
import pytest

SPEC = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
VECTOR = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
MVT = "application/vnd.mapbox-vector-tile"
GRIDS = ("WebMercatorQuad", "WorldCRS84Quad")
TILE = "{tileMatrix}/{tileRow}/{tileCol}"


def filled(template, level, row, column):
    """Put a tile into the template of an address."""
    for name, value in (("tileMatrix", level), ("tileRow", row), ("tileCol", column)):
        template = template.replace(f"{{{name}}}", str(value))
    return template


def tilesets(service):
    """Give every tileset of every collection, by the links to them."""
    for one in service.collections:
        (link,) = service.links(one, VECTOR)
        for listed in service.read(link["href"])["tilesets"]:
            (here,) = service.links(listed, "self")
            yield one, listed, service.read(here["href"])


@pytest.fixture
def templates(service):
    """The templates of the tiles of samples, by the grid."""
    return {
        document["tileMatrixSetURI"].rsplit("/", 1)[1]: service.links(document, "item")[0]
        for one, _, document in tilesets(service)
        if one["id"] == "samples"
    }


def test_core_conformance_success(service):
    """/conf/core/conformance-success (Tiles): the class is declared, with an encoding."""
    assert {f"{SPEC}core", f"{SPEC}mvt"} <= service.conforms


def test_core_tc_definitions(service):
    """/conf/core/tc-tilematrix-definition, -tilerow-, -tilecol-: parameters of the path."""
    for one in service.collections:
        path = f"/collections/{one['id']}/tiles/{{tileMatrixSetId}}/{TILE}"
        for name in ("tileMatrix", "tileRow", "tileCol"):
            parameter = service.parameters(path)[name]
            assert (parameter["in"], parameter["required"]) == ("path", True)


def test_core_tc_op(service, templates):
    """/conf/core/tc-op: GET of a tile by the template of its tileset answers."""
    assert set(templates) == set(GRIDS)
    for link in templates.values():
        assert (link["type"], link["templated"]) == (MVT, True)
        tile = filled(link["href"], 0, 0, 1 if "CRS84" in link["href"] else 0)
        assert service.get(tile).status_code in (200, 204)


def test_core_tc_success(service, templates):
    """/conf/core/tc-success: 200 with the tile; 204 with nothing where there is nothing."""
    here = service.get(filled(templates["WebMercatorQuad"]["href"], 4, 8, 13))
    assert (here.status_code, here.mimetype) == (200, MVT)
    assert here.data
    gone = service.get(filled(templates["WebMercatorQuad"]["href"], 4, 8, 2))
    assert (gone.status_code, gone.data) == (204, b"")


def test_core_tc_error(service, templates):
    """/conf/core/tc-error: outside of the grid is 404, what is no number 400 or 404."""
    for link in templates.values():
        for tile in ((0, 9, 0), (0, 0, 9), (30, 0, 0), (-1, 0, 0), (4, -1, 0), ("a", 0, 0)):
            answer = service.get(filled(link["href"], *tile))
            assert answer.status_code in (400, 404), tile
            assert answer.mimetype == "application/problem+json"
    path = filled(templates["WebMercatorQuad"]["href"], 0, 0, 0)
    assert service.get(path.replace("WebMercatorQuad", "NoGrid")).status_code == 404


def test_tileset_description(service):
    """/conf/tileset/tileset-description: its kind, system, grid, limits and links."""
    assert f"{SPEC}tileset" in service.conforms
    for one, listed, document in tilesets(service):
        assert document["dataType"] == "vector"
        assert document["crs"].startswith("http://www.opengis.net/def/crs/")
        assert service.links(document, "item")
        (scheme,) = service.links(document, SCHEME)
        grid = service.read(scheme["href"])
        assert grid["crs"] == document["crs"] == listed["crs"]
        assert grid["uri"] == document["tileMatrixSetURI"]
        sizes = {m["id"]: (m["matrixHeight"], m["matrixWidth"]) for m in grid["tileMatrices"]}
        for limit in document.get("tileMatrixSetLimits", []):
            height, width = sizes[limit["tileMatrix"]]
            assert 0 <= limit["minTileRow"] <= limit["maxTileRow"] < height, one["id"]
            assert 0 <= limit["minTileCol"] <= limit["maxTileCol"] < width, one["id"]


def test_tilesets_list_links(service):
    """/conf/tilesets-list/tileset-links: each in the list links to itself, with kind and grid."""
    assert f"{SPEC}tilesets-list" in service.conforms
    for _, listed, document in tilesets(service):
        assert {"title", "dataType", "crs", "tileMatrixSetURI"} <= set(listed)
        assert listed["title"] == document["title"]


def test_dataset_tilesets_landing_page(service):
    """/conf/dataset-tilesets/landingpage: the landing page links to the tilesets of all data."""
    assert f"{SPEC}dataset-tilesets" in service.conforms
    (link,) = service.links(service.read("/"), VECTOR)
    assert len(service.read(link["href"])["tilesets"]) == len(GRIDS)


def test_dataset_tilesets_operation(service):
    """/conf/dataset-tilesets/operation: tiles of the dataset hold what each layer has there."""
    (link,) = service.links(service.read("/"), VECTOR)
    listed = service.read(link["href"])["tilesets"][0]
    (template,) = service.links(listed, "item")
    found = mapbox_vector_tile.decode(service.get(filled(template["href"], 4, 8, 13)).data)
    assert {"samples", "districts"} <= set(found) <= {one["id"] for one in service.collections}


def test_geodata_tilesets_desc_links(service):
    """/conf/geodata-tilesets/desc-links: each collection with places links to its tilesets."""
    assert f"{SPEC}geodata-tilesets" in service.conforms
    for one in service.spatial:
        (link,) = service.links(service.read(f"/collections/{one['id']}"), VECTOR)
        assert link["href"].endswith(f"/collections/{one['id']}/tiles")


def test_geodata_tilesets_operation(service):
    """/conf/geodata-tilesets/operation: its tilesets and a tile of each answer."""
    for one, _, document in tilesets(service):
        (template,) = service.links(document, "item")
        limits = document.get("tileMatrixSetLimits")
        if not limits:
            assert one["id"] not in {spatial["id"] for spatial in service.spatial}
            continue
        # The first in which the layer is one tile: it holds all of it that is large enough.
        first = limits[0]
        tile = (first["tileMatrix"], first["minTileRow"], first["minTileCol"])
        assert service.get(filled(template["href"], *tile)).status_code in (200, 204)


def test_collections_selection_query(service):
    """/conf/collections-selection/collections-query: collections is a parameter, a list."""
    assert f"{SPEC}collections-selection" in service.conforms
    parameter = service.parameters(f"/tiles/{{tileMatrixSetId}}/{TILE}")["collections"]
    assert (parameter["in"], parameter["explode"]) == ("query", False)
    assert parameter["schema"]["type"] == "array"


def test_collections_selection_response(service):
    """/conf/collections-selection/collections-response: only these are in the tile."""
    path = "/tiles/WebMercatorQuad/4/8/13"
    found = service.get(path, collections="samples,districts")
    assert set(mapbox_vector_tile.decode(found.data)) == {"samples", "districts"}
    assert service.get(path, collections="samples,there-is-none").status_code in (400, 404)


def test_mvt_content(service, templates):
    """/conf/mvt/content: tiles are Mapbox Vector Tiles, with ids of features and named layers."""
    found = mapbox_vector_tile.decode(
        service.get(filled(templates["WebMercatorQuad"]["href"], 4, 8, 13)).data
    )
    assert set(found) == {"samples"}
    features = {feature["id"]: feature for feature in found["samples"]["features"]}
    assert features
    frame = service.catalogue["samples"].read()
    for fid, feature in features.items():
        assert feature["properties"]["name"] == frame["name"][fid]
