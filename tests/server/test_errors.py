"""The one table from error kind to what is told."""

from __future__ import annotations

import errno
import inspect

import pytest
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

import gis.errors
import layers.errors
from gis.errors import InputError
from layers.text import Text
from server import errors
from server.errors import KINDS, fault_of


def kinds(module, root):
    return [
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, root) and kind is not root
    ]


EVERY = [
    *kinds(layers.errors, layers.errors.LayersError),
    *kinds(gis.errors, gis.errors.GisError),
    *(
        kind
        for kind in kinds(errors, errors.ServerError)
        # One is for the command line; the other has the status of what failed.
        if kind not in (errors.SettingsError, errors.FailedJobError)
    ),
]


@pytest.mark.parametrize("kind", EVERY, ids=lambda k: k.__name__)
def test_every_kind_of_error_has_a_fitting_status(kind):
    fault = fault_of(kind("what went wrong"))
    assert fault.code == kind.code
    assert fault.status in (400, 401, 403, 404, 409, 414, 422, 429, 502, 503)


def test_who_is_not_known_is_told_how_to_become_so():
    needed = fault_of(errors.NotSignedInError("x"))
    wrong = fault_of(errors.NotSignedInError("x", code="token-wrong"))
    assert needed.headers == (("WWW-Authenticate", 'Bearer realm="penyangga"'),)
    assert wrong.headers == (
        ("WWW-Authenticate", 'Bearer realm="penyangga", error="invalid_token"'),
    )


def test_a_table_row_never_hides_behind_its_root():
    order = [kind for kind, _, _ in KINDS]
    for place, kind in enumerate(order):
        assert not [root for root in order[:place] if issubclass(kind, root)]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.ParameterError("x"), 400),
        (errors.StalePageError("x"), 409),
        (layers.errors.LayerNotFoundError("x"), 404),
        (layers.errors.QueryError("x"), 400),
        (layers.errors.StoreError("x"), 503),
        (layers.errors.RemoteError("x"), 502),
        (gis.errors.NoAnswerError("x"), 422),
        (NotFound(), 404),
        (MethodNotAllowed(["GET"]), 405),
        (ZeroDivisionError("x"), 500),
    ],
)
def test_statuses(error, status):
    assert fault_of(error).status == status


def test_codes_given_with_an_error_are_told():
    assert fault_of(errors.ParameterError("x", code="repeated-parameter")).code == (
        "repeated-parameter"
    )


def test_all_faults_of_inputs_are_listed():
    large, none = Text("terlalu besar", "is too large"), Text("bukan lapisan", "is no layer")
    fault = fault_of(InputError.of([("k", large), ("by", none)]))
    assert fault.faults == (("k", large), ("by", none))
    assert fault.detail.id == "k: terlalu besar; by: bukan lapisan"


def test_405_names_the_methods_there_are():
    assert ("Allow", "GET, HEAD") in fault_of(MethodNotAllowed(["GET", "HEAD"])).headers


def test_store_errors_ask_to_come_back():
    assert ("Retry-After", "5") in fault_of(layers.errors.StoreError("/secret")).headers
    assert "secret" not in fault_of(layers.errors.StoreError("/secret")).detail.en


def test_a_status_nobody_thought_of_still_has_code_and_title():
    class Teapot(HTTPException):
        code = 418
        description = "short and stout"

    fault = fault_of(Teapot())
    assert (fault.status, fault.code, fault.detail.en) == (418, "http-418", "short and stout")


def test_a_full_disk_is_told_whatever_it_stopped():
    full = OSError(errno.ENOSPC, "No space left on device: /secret")
    behind = layers.errors.StoreError("x.json: cannot be written")
    behind.__cause__ = full
    for error in (full, behind, errors.LedgerError("full", code="disk-full")):
        fault = fault_of(error)
        assert (fault.status, fault.code) == (507, "disk-full")
        assert "secret" not in fault.detail.en
    assert fault_of(OSError(errno.EACCES, "no")).status == 500


def test_errors_that_name_each_other_as_cause_are_told():
    first, second = ValueError("a"), gis.errors.BadValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert fault_of(second).status == 422
