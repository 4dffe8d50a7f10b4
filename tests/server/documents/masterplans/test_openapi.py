"""Operations on masterplans in the OpenAPI document."""

from __future__ import annotations

import re

from server.documents.masterplans.openapi import MASTERPLAN_PARAMETERS, masterplan_paths
from server.documents.openapi_parts import PARAMETERS
from server.documents.openapi_tiles import TILE_PARAMETERS


def test_every_part_of_an_address_is_a_parameter_that_is_told():
    known = MASTERPLAN_PARAMETERS | PARAMETERS | TILE_PARAMETERS
    for language in ("id", "en"):
        for path, item in masterplan_paths(language).items():
            given = [one.get("$ref", "").rpartition("/")[2] for one in item["get"]["parameters"]]
            assert set(re.findall(r"\{(\w+)\}", path)) <= set(given), path
            assert set(filter(None, given)) <= set(known)


DATED = ("/evaluation", "/effect", "/report.pdf", "/report.json")


def test_evaluations_may_be_asked_for_a_day():
    for path, item in masterplan_paths("en").items():
        named = {one.get("name") for one in item["get"]["parameters"]}
        assert ("on" in named) == path.endswith(DATED), path
