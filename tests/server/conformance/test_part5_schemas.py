"""OGC API Features Part 5 (23-058), schemas: its abstract tests, on both stores."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator

SPEC = "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
SCHEMA = "application/schema+json"
WHICH = ("schema", "queryables", "sortables")
KEYWORDS = {"title", "description", "type", "format", "enum", "readOnly", "writeOnly"}
SHAPES = {"point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "any"}


def schemas(service):
    """Give every schema of every collection, by the links to them."""
    for one in service.collections:
        for which in WHICH:
            (link,) = service.links(service.read(f"/collections/{one['id']}"), f"{REL}{which}")
            yield one, which, service.read(link["href"], SCHEMA)


def parts(service):
    """Give every property of every schema."""
    for _, _, document in schemas(service):
        yield from document["properties"].values()


def test_schemas_basic_schema_inspection(service):
    """/conf/schemas/basic-schema-inspection: valid JSON Schemas, found at their own $id."""
    for _, _, document in schemas(service):
        Draft202012Validator.check_schema(document)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert re.fullmatch(r"https?://[^?]+", document["$id"])
        assert service.read(document["$id"], SCHEMA) == document
        assert document["type"] == "object"
        for name, part in document["properties"].items():
            spatial = part.get("format", "").startswith("geometry-")
            assert spatial != ("type" in part), name
            assert "$ref" not in part
            assert not spatial or part["format"].removeprefix("geometry-") in SHAPES
            assert all(key in KEYWORDS or key.startswith("x-") for key in part), name


def test_schemas_role(service):
    """/conf/schemas/role: every x-ogc-role is a text."""
    roles = [part["x-ogc-role"] for part in parts(service) if "x-ogc-role" in part]
    assert set(roles) == {"id", "primary-geometry", "primary-instant"}


def test_schemas_role_id(service):
    """/conf/schemas/role-id: exactly one property of an item is its id; a number or a text."""
    for _, which, document in schemas(service):
        found = [p for p in document["properties"].values() if p.get("x-ogc-role") == "id"]
        # Ids are asked for by their address: they are neither filtered nor sorted by.
        assert len(found) == (which == "schema")
        assert all(part["type"] in ("integer", "string") for part in found)


def test_schemas_property_seq(service):
    """/conf/schemas/property-seq: every x-ogc-propertySeq is a whole number of its own."""
    for _, which, document in schemas(service):
        order = [p.get("x-ogc-propertySeq") for p in document["properties"].values()]
        assert order == (
            list(range(1, len(order) + 1)) if which == "schema" else [None] * len(order)
        )


def test_schemas_unit(service):
    """/conf/schemas/unit: units are UCUM, or name their language; only numbers have one."""
    units = [part for part in parts(service) if "x-ogc-unit" in part]
    assert units
    for part in units:
        assert part["type"] in ("number", "integer")
        ucum = re.fullmatch(r"[!-~]+", part["x-ogc-unit"])
        assert ucum or part["x-ogc-unitLang"] == "penyangga"


def test_schemas_definition(service):
    """/conf/schemas/definition: every x-ogc-definition is an address (ours has none)."""
    for part in parts(service):
        assert re.fullmatch(r"https?://\S+", part.get("x-ogc-definition", "http://none"))


def test_schemas_nullvalues(service):
    """/conf/schemas/nullvalues: every x-ogc-nullValues is a list (ours has none: null is null)."""
    assert not any("x-ogc-nullValues" in part for part in parts(service))
    missing = service.items("samples", filter="surveyed IS NULL")["features"]
    assert {feature["properties"]["surveyed"] for feature in missing} == {None}


def with_role(document, *roles):
    return [p for p in document["properties"].values() if p.get("x-ogc-role") in roles]


def test_roles_primary_geometry(service):
    """/conf/advanced-property-roles/role-primary-geometry: one geometry at most is the first."""
    assert f"{SPEC}advanced-property-roles" in service.conforms
    for _, which, document in schemas(service):
        found = with_role(document, "primary-geometry")
        assert len(found) == (which != "sortables")
        assert all("type" not in part for part in found)


def test_roles_primary_temporal(service):
    """/conf/advanced-property-roles/role-primary-temporal: one time at most; datetime asks it."""
    for one, which, document in schemas(service):
        found = with_role(document, "primary-instant")
        time = service.catalogue[one["id"]].layer.schema.time_field
        assert len(found) == (which == "schema" and time is not None)
        assert all((p["type"], p["format"]) == ("string", "date") for p in found)
        assert not with_role(document, "primary-interval", "primary-interval-start")


def test_roles_type(service):
    """/conf/advanced-property-roles/role-type: one text at most is the type (ours has none)."""
    for _, _, document in schemas(service):
        assert not with_role(document, "type")


@pytest.fixture
def conformance(service):
    return set(service.read("/conformance")["conformsTo"])


def test_returnables_get_conformance(conformance):
    """/conf/returnables-and-receivables/get-conformance: the class is declared, with Schemas."""
    assert {f"{SPEC}schemas", f"{SPEC}returnables-and-receivables"} <= conformance


def linked(service, which):
    for one in service.collections:
        (link,) = service.links(service.read(f"/collections/{one['id']}"), f"{REL}{which}")
        assert link["href"].endswith(f"/collections/{one['id']}/{which}")
        answer = service.get(link["href"], SCHEMA)
        assert (answer.status_code, answer.mimetype) == (200, SCHEMA)


def test_returnables_link(service):
    """/conf/returnables-and-receivables/link: every collection links to its schema."""
    linked(service, "schema")


def test_returnables_op_and_response(service):
    """/conf/returnables-and-receivables/op-and-response: the schema tells fields in their order."""
    linked(service, "schema")
    for one in service.collections:
        document = service.read(f"/collections/{one['id']}/schema", SCHEMA)
        fields = service.catalogue[one["id"]].layer.schema.names
        assert list(document["properties"]) == ["id", "geometry", *fields]


def test_returnables_response_1(service):
    """/conf/returnables-and-receivables/response-1: items are valid by it, and have nothing else."""
    for one in service.collections:
        document = service.read(f"/collections/{one['id']}/schema", SCHEMA)
        assert document["additionalProperties"] is False
        required = document.get("required", [])
        rules = {
            name: Draft202012Validator(
                {"anyOf": [part] if name in required else [part, {"type": "null"}]}
            )
            for name, part in document["properties"].items()
        }
        alone = f"/collections/{one['id']}/items/"
        features = service.items(one["id"])["features"]
        for feature in [
            *features,
            *(service.read(f"{alone}{f['id']}", "application/geo+json") for f in features[:2]),
        ]:
            assert rules["id"].is_valid(feature["id"])
            for name, value in feature["properties"].items():
                assert rules[name].is_valid(value), (one["id"], name, value)


def test_queryables_get_conformance(conformance):
    """/conf/queryables/get-conformance (Part 5): the class is declared, with Schemas."""
    assert {f"{SPEC}schemas", f"{SPEC}queryables"} <= conformance


def test_queryables_link(service):
    """/conf/queryables/link (Part 5): every collection links to its queryables."""
    linked(service, "queryables")


def test_queryables_op_and_response(service):
    """/conf/queryables/op-and-response (Part 5): a geometry and every field can be filtered by."""
    for one in service.collections:
        document = service.read(f"/collections/{one['id']}/queryables", SCHEMA)
        fields = service.catalogue[one["id"]].layer.schema.names
        assert list(document["properties"]) == ["geometry", *fields]
        assert document["additionalProperties"] is False


def test_sortables_get_conformance(conformance):
    """/conf/sortables/get-conformance: the class is declared, with Schemas."""
    assert {f"{SPEC}schemas", f"{SPEC}sortables"} <= conformance


def test_sortables_link(service):
    """/conf/sortables/link: every collection links to its sortables."""
    linked(service, "sortables")


def test_sortables_op_and_response(service):
    """/conf/sortables/op-and-response: single values only, and each can be sorted by."""
    for one in service.collections:
        document = service.read(f"/collections/{one['id']}/sortables", SCHEMA)
        for name, part in document["properties"].items():
            assert part["type"] not in ("array", "object")
            for sign in ("", "-"):
                found = service.items(one["id"], sortby=f"{sign}{name}")["features"]
                values = [f["properties"][name] for f in found]
                there = [value for value in values if value is not None]
                assert there == sorted(there, reverse=bool(sign)), (one["id"], name)
                assert values[len(there) :] == [None] * (len(values) - len(there))
