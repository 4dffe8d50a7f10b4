"""The map as a page of PDF: one page, its words as they were sent, and nothing but a JPEG taken."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from pypdf import PdfReader

from server.errors import BodyError
from server.reports.sheet import jpeg_size, read_sheet, sheet_pdf

TITLE = 'Rumah sakit #set page("a0") *tebal* $x$'


def jpeg(width, height, **how):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#88aacc").save(out, "JPEG", **how)
    return out.getvalue()


def sent(**change):
    sign = {"colour": "#cc7777", "shape": "fill", "label": "Perdagangan [K]"}
    return {
        "lang": "id",
        "title": TITLE,
        "sentence": "Ada 3 rumah sakit.",
        "legend": [{"title": f"Zona {n}", "signs": [sign] * 3} for n in range(4)],
        "table": {
            "head": ["Kecamatan", "Jiwa"],
            "rows": [["Uji *A*", "1.234"], ["Uji B"]],
            "more": "",
        },
        "sources": "data 2024 · © Uji",
        "modelled": "Dimodelkan: Zonasi",
        "printed": "Dibuat 22 November 2026",
        "address": "http://127.0.0.1/map?l=" + "zoning," * 60,
        "scale": {"share": 0.2, "label": "5 km"},
        "picture": base64.b64encode(jpeg(1600, 1200)).decode(),
    } | change


def test_it_is_one_page_with_all_its_words():
    pages = PdfReader(io.BytesIO(sheet_pdf(read_sheet(sent())))).pages
    assert len(pages) == 1
    width, height = (float(side) for side in pages[0].mediabox[2:])
    assert (round(width), round(height)) == (842, 595)
    text = " ".join(pages[0].extract_text().replace("\u200b", "").split())
    for told in (
        TITLE,
        "Zona 3",
        "Perdagangan [K]",
        "5 km",
        "Uji *A* 1.234",
        "© Uji",
        "Dimodelkan",
        "l=zoning",
    ):
        assert told in text
    drawn = pages[0].images[0].image
    assert drawn.size == (1600, 1200)


def test_two_maps_stand_side_by_side_under_their_names():
    other = base64.b64encode(jpeg(1000, 800)).decode()
    names = {"left": "Kiri: Tutupan lahan 2017", "right": "Kanan: Tutupan lahan 2024"}
    groups = [
        group | {"side": side}
        for group, side in zip(sent()["legend"], ("left", "right", "", ""), strict=True)
    ]
    compared = sent(compared={**names, "picture": other}, legend=groups)
    (page,) = PdfReader(io.BytesIO(sheet_pdf(read_sheet(compared)))).pages
    text = " ".join(page.extract_text().split())
    for told in (*names.values(), "Zona 0", "Zona 1", "Zona 2", "Uji *A* 1.234"):
        assert told in text
    assert text.count("5 km") == 2
    assert [one.image.size for one in page.images] == [(1600, 1200), (1000, 800)]
    with pytest.raises(BodyError, match="JPEG"):
        read_sheet(sent(compared={**names, "picture": "AAAA"}))


def test_much_stays_on_one_page():
    group = {"title": "Z" * 200, "signs": sent()["legend"][0]["signs"] * 10}
    told = sheet_pdf(read_sheet(sent(legend=[group] * 20, sources="s " * 1000, lang="en")))
    assert len(PdfReader(io.BytesIO(told)).pages) == 1


@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"quality": 20, "dpi": (300, 300)}])
def test_the_size_of_a_jpeg_is_read_as_pillow_reads_it(how):
    data = jpeg(123, 45, **how)
    assert jpeg_size(data) == Image.open(io.BytesIO(data)).size == (123, 45)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"picture": "no base64!"}, "JPEG"),
        ({"picture": base64.b64encode(b"\x89PNG\r\n").decode()}, "JPEG"),
        ({"picture": base64.b64encode(jpeg(8, 8)[:20]).decode()}, "JPEG"),
        (
            {
                "picture": base64.b64encode(
                    b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\0\0\0"
                ).decode()
            },
            "JPEG",
        ),
        ({"title": 5}, "title"),
        ({"more": 1}, "more"),
        ({"scale": {"share": 2.0, "label": ""}}, "scale.share"),
    ],
)
def test_what_cannot_be_set_is_refused(change, said):
    with pytest.raises(BodyError, match=said):
        read_sheet(sent(**change))
