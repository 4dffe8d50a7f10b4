"""Problem documents: how every error of the service is told (RFC 9457)."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from server.errors import TooSlowError, fault_of
from server.exchange.answer import EXPOSED, PROBLEM, SECURITY, Answer, Header, dump_json
from server.exchange.language import Language, say

# The standard of analyses has addresses of its own for these.
_OGC = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"
TYPES = {
    "process-not-found": f"{_OGC}/no-such-process",
    "no-such-job": f"{_OGC}/no-such-job",
    "result-not-ready": f"{_OGC}/result-not-ready",
}
LOG = logging.getLogger("penyangga.server")


def problem_answer(error: Exception, language: Language) -> Answer:
    """Give the problem document (RFC 9457) of an error.

    Parameters
    ----------
    error
        Whatever was raised while answering; a 500 is logged under the request id.
    language
        Language of the title, of the detail and of each fault, where the error has them in both.
    """
    fault = fault_of(error)
    request_id = uuid.uuid4().hex
    if isinstance(error, TooSlowError):
        # Where it was stopped says nothing.
        LOG.warning("request %s: %s", request_id, say(fault.detail, "en"))
    elif fault.status >= 500:
        LOG.error("request %s failed", request_id, exc_info=error)
    document: dict[str, Any] = {
        "type": TYPES.get(fault.code, f"urn:penyangga:problem:{fault.code}"),
        "title": say(fault.title, language),
        "status": fault.status,
        "detail": say(fault.detail, language),
        "code": fault.code,
        "instance": f"urn:uuid:{uuid.UUID(request_id)}",
    }
    if fault.faults:
        document["faults"] = [
            {"input": name, "detail": say(text, language)} for name, text in fault.faults
        ]
    body = dump_json(document)
    headers: tuple[Header, ...] = (
        ("Content-Type", PROBLEM),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Vary", "Accept-Language"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", EXPOSED),
        ("X-Request-Id", request_id),
        *SECURITY,
        *fault.headers,
    )
    return Answer(fault.status, headers, body)
