"""Every operation of our OpenAPI document, asked what it says it takes and what it does not.

Schemathesis makes the requests. `make faults` makes a thousand of each operation.
"""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("PENYANGGA_REQUESTS", "8"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Of each kind one layer; all others are described by the same code.
ONE_OF_EACH = re.compile(r"/(?:collections|geojson|tiles)/(?!samples|population|\{)[^/]+")
# Said by the machinery round every operation, in `default`.
EVERYWHERE = {401, 403, 405, 406, 413, 414, 429, 503}


@pytest.fixture(scope="module")
def described(app):
    return schemathesis.openapi.from_wsgi("/api?f=json", app)


def operations(described):
    for found in described.get_all_operations():
        operation = found.ok()
        reads = operation.method == "get" or operation.path.endswith(("/search", "/overlay"))
        if reads and not ONE_OF_EACH.match(operation.path):
            yield operation


def asked(operation):
    """Requests as described, and requests that are not."""
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])


def test_what_is_described_is_what_is_answered(described):
    seen = Counter()

    def ask(case):
        # A compressed body could not be looked into.
        response = case.call(headers={"Accept-Encoding": "identity"})
        seen[response.status_code] += 1
        listed = {
            int(code) for code in case.operation.definition.raw["responses"] if code.isdigit()
        }
        assert response.status_code in listed | EVERYWHERE, case.as_curl_command()
        # 503 is what it tells a balancer until all is prepared.
        waits = case.operation.path == "/readyz" and response.status_code == 503
        case.validate_response(response, checks=CHECKS[waits:])

    for operation in operations(described):
        told = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=EXAMPLES < 100,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        told(given(asked(operation))(ask))()
    assert min(seen[200], seen[400], seen[404]) > 50, seen
