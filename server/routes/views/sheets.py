"""The map as a page of PDF: the browser sends its picture and words, the service sets them."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.exchange.body import parse_json
from server.routes.visit import the_visit

blueprint = Blueprint("sheets", __name__, url_prefix="/map")


@blueprint.post("/sheet.pdf")
def sheet() -> Response:
    """Set what the map shows as one page of PDF, with legend, scale, sources and address."""
    # Few ask for it, and it brings all that reports need.
    from server.reports.sheet import read_sheet, sheet_pdf

    the_visit()
    body = sheet_pdf(read_sheet(parse_json(request.get_data())))
    headers = {
        "Content-Disposition": 'attachment; filename="penyangga.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(body, 200, headers, content_type="application/pdf")
