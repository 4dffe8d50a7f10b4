"""A page of PDF over HTTP: for everybody, kept by nobody, refused in words."""

from __future__ import annotations

import base64
import io

from PIL import Image
from pypdf import PdfReader


def test_whoever_looks_at_the_map_may_have_it_as_pdf(client):
    out = io.BytesIO()
    Image.new("RGB", (80, 60)).save(out, "JPEG")
    sheet = {
        "lang": "en",
        "title": "Hospitals",
        "legend": [],
        "scale": {"share": 0.25, "label": "2 km"},
        "picture": base64.b64encode(out.getvalue()).decode(),
    }
    answer = client.post("/map/sheet.pdf", json=sheet)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    (page,) = PdfReader(io.BytesIO(answer.data)).pages
    assert "Hospitals" in page.extract_text()
    wrong = client.post("/map/sheet.pdf?lang=id", json=sheet | {"picture": "AAAA"})
    assert (wrong.status_code, wrong.get_json()["code"]) == (400, "bad-picture")
    assert "JPEG" in wrong.get_json()["detail"]
