"""The coverage question by time of travel: form, figures, gaps, map and words in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import Page, Route, expect

from gis.processes import registry
from layers import Catalogue

pytestmark = pytest.mark.browser

QUESTION = {
    "facilities": ["rs"],
    "within": ["15min", "30min", "60min"],
    "mode": "car",
    "by": "districts",
}
ADDRESS = "/map?task=coverage&fac=rs&mode=car&within=15min,30min,60min&by=districts"
MAP = "document.getElementById('map').map"
WORDS = {
    "id": {
        "title": "Rumah sakit dalam 1 jam dengan mobil",
        "limits": ["15 menit", "30 menit", "1 jam"],
        "said": "70,7% (51,0–85,4%) penduduk dalam 1 jam dengan mobil dari Rumah sakit.",
        "legend": ["0 menit – 15 menit", "15 menit – 30 menit", "30 menit – 1 jam"],
        "no way": "400 orang tidak punya jalan",
        "none": "tidak ada jalan",
        "range": "kecepatan meleset sampai 20% dan jumlah penduduk sampai 10%",
    },
    "en": {
        "title": "Hospital within 1 h by car",
        "limits": ["15 min", "30 min", "1 h"],
        "said": "70.7% (51.0–85.4%) of people within 1 h by car of Hospital.",
        "legend": ["0 min – 15 min", "15 min – 30 min", "30 min – 1 h"],
        "no way": "400 people have no way",
        "none": "no way",
        "range": "speeds are off by up to 20% and counts of people by up to 10%",
    },
}


@pytest.fixture(scope="module")
def truth(ask: Callable[..., Any]) -> dict[str, Any]:
    return ask("/processes/coverage/execution", {"inputs": QUESTION})


def whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def plain(text: str | None) -> str:
    return " ".join((text or "").split())


def percent(share: float, lang: str) -> str:
    return f"{share * 100:.1f}%".replace(".", "," if lang == "id" else ".")


def ranged(row: dict[str, Any], lang: str) -> str:
    return f"{percent(row['share_low'], lang)[:-1]}–{percent(row['share_high'], lang)}"


def altered(change: dict[str, Any]) -> Callable[[Page], None]:
    """Let the service answer, and change some of it on the way."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, json=response.json() | change)

    return lambda page: page.route("**/execution", answer)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_figures_are_the_services_and_the_librarys(
    look, mapped: Catalogue, truth: dict[str, Any], lang: str
) -> None:
    numbers = registry()["coverage"].run(mapped, QUESTION).numbers
    page = look.open(f"{ADDRESS}&lang={lang}")
    words = WORDS[lang]
    assert plain(page.locator(".answer h2").inner_text()) == words["title"]
    rows = page.locator(".totals tbody tr")
    assert [plain(one) for one in rows.locator("th").all_inner_texts()] == words["limits"]
    for i, (ours, theirs) in enumerate(zip(truth["totals"], numbers["totals"], strict=True)):
        assert ours == pytest.approx(theirs)
        covered, uncovered, share = rows.nth(i).locator("td").all_inner_texts()
        assert whole(covered) == round(theirs["covered"])
        assert whole(uncovered) == round(theirs["total"] - theirs["covered"])
        assert share.split() == [percent(theirs["share"], lang), ranged(theirs, lang)]
    last = numbers["totals"][-1]
    assert page.locator(".big strong").inner_text() == percent(last["share"], lang)
    assert page.locator("[data-range]").inner_text() == ranged(last, lang)
    assert words["range"] in page.locator(".meaning").inner_text()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_sentence_chart_and_legend_speak_of_times(look, lang: str) -> None:
    page = look.open(f"{ADDRESS}&lang={lang}&paint=bands")
    words = WORDS[lang]
    assert plain(page.locator("#said").text_content()) == words["said"]
    assert words["limits"][1] in plain(page.locator(".chart").get_attribute("aria-label"))
    assert page.locator(".chart .range").count() == 1
    legend = [plain(text) for text in page.locator(".legend .classes li").all_inner_texts()]
    assert legend == words["legend"]


def test_the_form_offers_the_modes_of_the_service_and_times_for_them(
    look, truth: dict[str, Any], ask: Callable[..., Any]
) -> None:
    page = look.open()
    offered = ask("/processes/coverage")["inputs"]["mode"]["x-choices"]
    shown = page.locator("#mode option").all_inner_texts()
    assert [text.strip() for text in shown] == [choice["label"]["id"] for choice in offered]
    services = page.get_by_role("combobox", name="Layanan")
    services.fill("rumah sakit")
    page.keyboard.press("Enter")
    page.get_by_label("Cara menjangkau").select_option("car")
    assert chips(page) == ["15 menit", "30 menit", "1 jam"]
    page.get_by_role("button", name="Hitung jangkauan").click()
    look.settled(page)
    assert page.locator(".big strong").inner_text() == percent(truth["totals"][-1]["share"], "id")
    assert "mode=car&within=15min,30min,60min" in page.url


def chips(page: Page) -> list[str]:
    return [plain(text) for text in page.locator("fieldset .chip").all_inner_texts()]


def test_times_are_typed_and_come_back_with_their_mode(look) -> None:
    page = look.open()
    page.get_by_role("button", name="Hapus 3 km").click()
    page.get_by_label("Cara menjangkau").select_option("walk")
    field = page.get_by_label("Tambah waktu")
    for typed in ("1,5 jam", "45", "90 detik"):
        field.fill(typed)
        field.press("Enter")
    times = ["1 menit 30 detik", "15 menit", "30 menit", "45 menit", "1 jam", "1 jam 30 menit"]
    assert chips(page) == times
    page.get_by_label("Cara menjangkau").select_option("straight")
    assert chips(page) == ["1 km", "5 km"]
    page.get_by_label("Cara menjangkau").select_option("motorcycle")
    assert chips(page) == times


def test_an_impossible_time_is_refused_at_its_field(look) -> None:
    page = look.open(f"{ADDRESS}&lang=en")
    field, before = page.get_by_label("Add a time"), chips(page)
    for typed in ("0", "-3", "3 km", "25 jam"):
        field.fill(typed)
        field.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("up to 24 hours")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert chips(page) == before, typed
        # One that is possible takes the fault away.
        field.fill("15 min")
        field.press("Enter")
        expect(field).not_to_have_attribute("aria-invalid", "true")


def test_the_address_holds_mode_and_times(look) -> None:
    page = look.open(
        "/map?within=90s,1h,15min,x,-1&mode=walk&fac=klinik&task=coverage&by=districts&d=15min"
    )
    chosen = page.locator('.result .seg [aria-pressed="true"]').inner_text()
    assert plain(chosen) == "15 menit"
    page.get_by_role("button", name="1 jam", exact=True).click()
    look.until(
        page,
        "location.search.startsWith('?task=coverage&fac=klinik&mode=walk&within=90s,15min,60min"
        "&by=districts&d=60min')",
    )
    title = page.locator(".answer h2").inner_text()
    assert plain(title) == "Klinik/balai pengobatan dalam 1 jam berjalan kaki"
    again = look.open(page.url.removeprefix(look.service))
    assert again.locator(".answer h2").inner_text() == title
    assert chips(again) == chips(page) == ["1 menit 30 detik", "15 menit", "1 jam"]


def test_a_mode_that_is_not_there_is_told_in_the_services_words(look) -> None:
    look.allowed += ("Failed to load resource",)
    page = look.open("/map?task=coverage&fac=rs&mode=hovercraft&within=15min&by=districts")
    assert "hovercraft" in page.locator(".problem").inner_text()
    assert page.locator("#mode").input_value() == "hovercraft"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_gaps_say_how_long_why_and_to_whom(look, truth: dict[str, Any], lang: str) -> None:
    page = look.open(f"{ADDRESS}&lang={lang}")
    rows = page.locator(".gaps tr[data-code]")
    assert rows.count() == len(truth["gaps"])
    for i, gap in enumerate(truth["gaps"]):
        time = WORDS[lang]["none"]
        if gap["seconds"] is not None:
            minutes = round(gap["seconds"] / 60)
            time = f"1 jam {minutes - 60} menit" if lang == "id" else f"1 h {minutes - 60} min"
        cells = rows.nth(i).locator("td").all_inner_texts()
        assert whole(cells[1]) == round(gap["uncovered"])
        assert plain(cells[2]) == time
        why = page.locator(".gaps .why").nth(i).inner_text()
        nearest = f" · {gap['nearest']}" if gap["nearest"] else ""
        assert why == f"{gap['reason_text'][lang]}{nearest}"


def test_where_there_is_no_way_the_table_says_so_and_sorts_it_last(
    look, truth: dict[str, Any]
) -> None:
    gaps = [gap | {"seconds": 3900.0 + i, "nearest": "RS"} for i, gap in enumerate(truth["gaps"])]
    gaps[1] |= {"seconds": None, "nearest": None}
    cut = altered({"gaps": gaps})
    page = look.open(ADDRESS, prepare=cut)
    page.get_by_role("button", name="Terdekat").click()
    last = page.locator(".gaps tr[data-code]").first
    assert last.locator(".way").inner_text() == "tidak ada jalan"
    assert last.get_attribute("data-code") == truth["gaps"][1]["code"]


def test_a_gap_leads_to_its_place(look, truth: dict[str, Any]) -> None:
    page = look.open(ADDRESS)
    gap = next(gap for gap in truth["gaps"] if gap["code"] == "64.71.03")
    page.get_by_role("button", name=gap["name"], exact=True).click()
    look.until(page, f"{MAP}.queryRenderedFeatures({{layers: ['found-circle']}}).length")
    centre = page.evaluate(f"{MAP}.getCenter().toArray()")
    assert centre == pytest.approx([gap["lon"], gap["lat"]], abs=0.001)


def test_gaps_beyond_a_smaller_time_are_one_click_away(look, ask: Callable[..., Any]) -> None:
    page = look.open(f"{ADDRESS}&d=30min")
    page.get_by_role("button", name="Lihat yang lebih dari 30 menit").click()
    look.settled(page)
    assert "within=15min,30min&" in page.url
    inputs = QUESTION | {"within": ["30min"]}
    gaps = ask("/processes/coverage/execution", {"inputs": inputs})["gaps"]
    shown = page.locator(".gaps tr[data-code] td:nth-child(3)").all_inner_texts()
    assert [whole(text) for text in shown] == [round(gap["uncovered"]) for gap in gaps]
    assert page.locator("[data-narrow]").count() == 0


def test_the_map_paints_shares_in_time_and_roads_reached(look, truth: dict[str, Any]) -> None:
    page = look.open(f"{ADDRESS}&d=30min")
    painted = f"layer => {MAP}.queryRenderedFeatures({{layers: [layer]}})"
    shares = {row["code"]: row["share"] for row in truth["rows"] if row["within_s"] == 1800}
    units = page.evaluate(f"({painted})('answer-units').map(f => f.properties)")
    assert {unit["code"]: unit["share_1800s"] for unit in units} == pytest.approx(shares)
    assert "share_1800s" in json.dumps(
        page.evaluate(f"{MAP}.getPaintProperty('answer-units', 'fill-color')")
    )
    page.get_by_role("button", name="Jalan yang tercapai", exact=True).click()
    look.until(page, f"({painted})('answer-roads').length > 0")
    roads = page.evaluate(
        f"({painted})('answer-roads').map(f => [f.properties.to_s, f.geometry.type])"
    )
    assert {to for to, _ in roads} == {900, 1800, 3600}
    assert all(kind.endswith("LineString") for _, kind in roads)
    assert page.evaluate(f"({painted})('answer-bands').length") == 0


@pytest.mark.parametrize("zoom", [6, 9, 14])
def test_roads_reached_are_seen_at_every_zoom(look, zoom: int) -> None:
    page = look.open(f"{ADDRESS}&paint=bands#map={zoom}/-1.25/116.9")
    colours = page.locator(".legend .swatch path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('stroke'))"
    )
    found = f"""{MAP}.queryRenderedFeatures({MAP}.project([116.9, -1.25]), {{layers: ["answer-roads"]}})"""
    look.until(page, f"{found}.length > 0")
    drawn = page.evaluate(
        f"() => {found}.map(f => [f.properties.to_s, f.layer.paint['line-width']])"
    )
    assert min(width for _, width in drawn) >= 1.2
    assert len(set(colours)) == 3


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_card_of_a_unit_tells_times_range_and_reason(
    look, truth: dict[str, Any], lang: str
) -> None:
    page = look.open(f"{ADDRESS}&lang={lang}&at=116.85,-1.22")
    card = page.get_by_role("dialog")
    assert card.locator("h2").inner_text() == "Barat"
    assert [plain(text) for text in card.locator("tbody th").all_inner_texts()] == WORDS[lang][
        "limits"
    ]
    mine = [row for row in truth["rows"] if row["name"] == "Barat"]
    shares = card.locator("tbody td:last-child").all_inner_texts()
    assert [text.split() for text in shares] == [
        [percent(row["share"], lang), ranged(row, lang)] for row in mine
    ]
    gap = next(gap for gap in truth["gaps"] if gap["name"] == "Barat")
    why = card.locator(".why").inner_text()
    assert gap["reason_text"][lang] in why
    assert gap["nearest"] in why


@pytest.mark.parametrize("lang", ["id", "en"])
def test_people_whom_no_way_serves_are_told(look, lang: str) -> None:
    page = look.open(f"{ADDRESS}&lang={lang}")
    assert WORDS[lang]["no way"] in page.locator('[data-left="left.noway"]').inner_text()
    assert page.locator("[data-left]").count() == 1


def test_people_off_the_network_are_told_and_nobody_is_not(look) -> None:
    change = {
        "people_off_network": 1234.4,
        "people_without_way": 0.0,
        "n_facilities_off_network": 2,
    }
    page = look.open(ADDRESS, prepare=altered(change))
    told = page.locator("[data-left]").all_inner_texts()
    assert [whole(text.split()[0]) for text in told] == [1234, 2]


def test_the_first_example_asks_by_time(look, ask: Callable[..., Any]) -> None:
    page = look.open()
    example = page.locator(".example").first
    assert plain(example.locator("strong").inner_text()) == "Puskesmas dalam 30 menit dengan mobil"
    example.click()
    look.settled(page)
    inputs = QUESTION | {"facilities": ["puskesmas"], "within": ["30min"]}
    share = ask("/processes/coverage/execution", {"inputs": inputs})["totals"][0]["share"]
    assert page.locator(".big strong").inner_text() == percent(share, "id")


# Button, rows and a field of each download.
DOWNLOADS = (
    ("Satuan", 3, "share_900s"),
    ("Jalan yang tercapai", 3, "to_s"),
    ("Kesenjangan", 3, "reason"),
    ("Tabel", 9, "within_s"),
)


def test_downloads_hold_times(look, tmp_path) -> None:
    page = look.open(ADDRESS)
    for button, rows, field in DOWNLOADS:
        with page.expect_download() as waiting:
            page.locator(".acts").get_by_role("button", name=button).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        frame = pd.read_csv(path) if path.suffix == ".csv" else gpd.read_file(path)
        assert len(frame) == rows
        assert field in frame.columns
        if button == "Jalan yang tercapai":
            assert set(frame.geom_type) <= {"LineString", "MultiLineString"}


def test_on_paper_stand_question_number_and_reasons(look) -> None:
    page = look.open(ADDRESS)
    page.emulate_media(media="print")
    for seen in (".answer h2", ".big strong", ".meaning", ".totals", ".gaps .why >> nth=0"):
        assert page.locator(seen).is_visible()
    for hidden in (".form", ".result .seg", ".acts"):
        assert page.locator(hidden).count()
        assert not page.locator(hidden).filter(visible=True).count()


@pytest.mark.parametrize("width", [961, 1024, 1280, 1600])
def test_beside_a_legend_the_licences_stay_on_the_map(look, width: int) -> None:
    page = look.open(ADDRESS, viewport={"width": width, "height": 800})
    link = page.get_by_role("link", name="Lisensi").bounding_box()
    map_box = page.locator("#map").bounding_box()
    legend = page.locator(".legend").bounding_box()
    assert link["x"] + link["width"] <= map_box["x"] + map_box["width"]
    assert link["x"] >= legend["x"] + legend["width"]
