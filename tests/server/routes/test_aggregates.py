"""The route of aggregates: against the library, by hand on the tiny region, and its refusals."""

from __future__ import annotations

import csv
import io

import pytest
import shapely

from gis.aggregation import aggregate
from layers.testing import fill_tiny_region
from server.aggregates.limits import deadline
from server.app import create_app
from server.config import ServerSettings

FACILITIES = "/collections/facilities/aggregate"
SAMPLES = "/collections/samples/aggregate"


def rows(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["rows"]


def test_counted_by_hand(client):
    assert rows(client, FACILITIES) == [{"count": 6}]
    by_type = {row["type"]: row["count"] for row in rows(client, f"{FACILITIES}?by=type")}
    assert by_type == {"klinik": 1, "puskesmas": 2, "rs": 2, "sd": 1}
    by_zone = rows(client, f"{FACILITIES}?by-layer=districts")
    assert [(r["zone_code"], r["zone_name"], r["count"]) for r in by_zone] == [
        ("64.71.01", "Barat", 2),
        ("64.71.02", "Tengah", 2),
        ("64.71.03", "Timur", 2),
    ]
    # Zones that hold nothing are told with 0, in a box only those that meet it.
    hospitals = rows(client, f"{FACILITIES}?by-layer=districts&type=rs")
    assert [r["count"] for r in hospitals] == [1, 0, 1]
    boxed = rows(client, f"{FACILITIES}?by-layer=districts&type=rs&bbox=116.81,-1.3,116.89,-1.2")
    assert [(r["zone_name"], r["count"]) for r in boxed] == [("Barat", 1)]


def test_lengths_are_cut_at_borders_and_add_up(client):
    document = client.get("/collections/roads/aggregate?by-layer=districts").get_json()
    lengths = [row["length_km"] for row in document["rows"]]
    assert lengths[0] == pytest.approx(11.13, abs=0.01)
    assert sum(lengths) == pytest.approx(document["total"]["length_km"], rel=1e-9)
    assert [row["count"] for row in document["rows"]] == [1, 2, 1]
    assert [row["weight"] for row in document["rows"]] == pytest.approx(
        [1 / 3, 4 / 3, 1 / 3], rel=1e-6
    )
    assert document["outside"] == document["unplaced"] == []
    assert "1 of 2 features (50.0%) lie in several zones" in document["notes"][0]["en"]


@pytest.mark.parametrize(
    ("question", "library"),
    [
        ("by-layer=districts", {}),
        ("by-layer=districts&by=class", {"by": ["class"]}),
        ("hexagons=30km", {"hexagons_m": 30_000.0}),
        ("by=class,public", {"by": ["class", "public"]}),
    ],
)
def test_the_same_as_the_library_with_nothing_lost(client, published, samples, question, library):
    measures = "count,area,length,sum:height_m,mean:height_m,min:floors,max:floors"
    document = client.get(f"{SAMPLES}?{question}&measures={measures}").get_json()
    zones = published["districts"].read() if "districts" in question else None
    wanted = aggregate(samples, measures, zones=zones, **library)
    told = document["rows"] + document.get("outside", [])
    theirs = [*wanted.table.to_dict("records"), *wanted.outside.to_dict("records")]
    theirs = [one for one in theirs if one["count"]]
    told = [one for one in told if one["count"]]
    assert len(told) == len(theirs)
    for name in ("count", "area_ha", "length_km", "sum_height_m", "n_height_m"):
        mine, others = (sorted(one[name] for one in these) for these in (told, theirs))
        assert mine == pytest.approx(others, rel=1e-12)
        if name not in ("count", "n_height_m"):
            assert sum(mine) == pytest.approx(document["total"][name], rel=1e-9)
    assert document["total"]["mean_height_m"] == pytest.approx(samples["height_m"].mean())


def test_the_same_parameters_as_items(client):
    for question in (
        "bbox=116,-1,117.5,0.5",
        "datetime=2020-03-01/2020-06-01",
        "filter=floors>3 AND casei(name) LIKE casei('t%25')",
        "class=a&public=true",
    ):
        items = client.get(f"/collections/samples/items?{question}&limit=1").get_json()
        found = client.get(f"{SAMPLES}?{question}").get_json()
        assert found["numberMatched"] == found["rows"][0]["count"] == items["numberMatched"] > 0


def test_both_stores_answer_alike(client, new_postgis, postgres, tmp_path):
    catalogue = fill_tiny_region(new_postgis("shared"))
    settings = ServerSettings(catalogue.store.identity, folder=catalogue.path)
    other = create_app(settings, opener=lambda *_, **__: catalogue).test_client()
    for question in (
        "facilities/aggregate?by=type&by-layer=districts",
        "roads/aggregate?hexagons=7km",
    ):
        assert rows(client, f"/collections/{question}") == rows(other, f"/collections/{question}")


def test_every_form_tells_the_same(client):
    question = f"{SAMPLES}?by-layer=districts&by=class&measures=count,mean:height_m"
    document = client.get(question).get_json()
    shown = client.get(f"{question}&f=geojson")
    assert shown.mimetype == "application/geo+json"
    features = shown.get_json()["features"]
    assert [f["properties"] for f in features] == document["rows"]
    assert shapely.from_geojson(str(features[0]["geometry"]).replace("'", '"')).area > 0
    table = client.get(question, headers={"Accept": "text/csv"})
    assert table.headers["Content-Disposition"] == 'attachment; filename="samples-aggregate.csv"'
    read = list(csv.DictReader(io.StringIO(table.text)))
    assert [r["count"] for r in read if r["part"] == "zone"] == [
        str(row["count"]) for row in document["rows"]
    ]
    assert [r["part"] for r in read].count("outside") == len(document["outside"]) > 0
    for lang, words in (("id", "Di luar semua zona"), ("en", "In none of the zones")):
        page = client.get(f"{question}&f=html&lang={lang}")
        assert page.mimetype == "text/html"
        assert words in page.text
    assert 'rel="alternate"; type="text/csv' in shown.headers["Link"]


def test_a_field_named_like_a_column_of_the_answer_keeps_apart(client, tmp_path):
    document = client.get(f"{FACILITIES}?by=name&by-layer=districts").get_json()
    assert {row["zone_name"] for row in document["rows"]} == {"Barat", "Tengah", "Timur"}
    assert "RS Satu" in {row["name"] for row in document["rows"]}


def test_the_tag_goes_by_the_revisions_of_both_layers(client, workspace):
    fill_tiny_region(workspace)
    own = create_app(ServerSettings(workspace.path)).test_client()
    address = f"{FACILITIES}?by-layer=districts"
    first = own.get(address)
    again = own.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    layer = workspace["districts"].layer
    workspace.write(layer, workspace["districts"].read().iloc[:1], mode="replace")
    changed = own.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert [row["count"] for row in changed.get_json()["rows"]] == [2]
    assert changed.get_json()["outside"][0]["count"] == 4


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ("limit=3", 400, "unknown-parameter"),
        ("by=nothing", 400, "unknown-property"),
        ("by=name,class,floors,public", 400, "bad-parameter"),
        ("measures=median:floors", 400, "bad-measure"),
        ("measures=sum:name", 400, "unknown-property"),
        ("measures=sum:nothing", 400, "unknown-property"),
        ("by-layer=roads", 400, "unknown-layer"),
        ("by-layer=absent", 400, "unknown-layer"),
        ("by-layer=districts&hexagons=5km", 400, "bad-parameter"),
        ("hexagons=wide", 400, "bad-parameter"),
        ("hexagons=1e9", 400, "bad-parameter"),
        ("hexagons=100", 400, "too-many-groups"),
        ("f=xml", 400, "bad-parameter"),
        ("filter=nothing=1", 400, "unknown-property"),
        ("bbox=1,2,3", 400, "bad-parameter"),
    ],
)
def test_refusals(client, question, status, code):
    answer = client.get(f"{SAMPLES}?{question}")
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_what_has_no_area_is_told_so(client):
    answer = client.get(f"{FACILITIES}?measures=area")
    assert answer.get_json()["code"] == "no-such-measure"
    assert "holds Point" in answer.get_json()["detail"]


def test_nothing_selected_is_nothing_counted(client):
    document = client.get(
        f"{SAMPLES}?class=z&measures=count,sum:floors&by-layer=districts"
    ).get_json()
    assert [row["count"] for row in document["rows"]] == [0, 0, 0]
    assert document["total"] == {
        "count": 0,
        "weight": 0.0,
        "sum_floors": None,
        "n_floors": 0,
        "missing_floors": None,
    }
    assert client.get("/collections/nothing/aggregate?hexagons=1km&f=html").status_code == 200
    assert [row["count"] for row in rows(client, "/collections/nothing/aggregate")] == [0]
    assert client.get(f"{SAMPLES}?class=z&f=csv&measures=count").text.split() == ["count", "0"]
    assert client.get(f"{SAMPLES}?class=z&by=class&f=csv").text.splitlines()[1:] == []


def test_work_that_takes_too_long_is_stopped(client, monkeypatch):
    monkeypatch.setattr("server.aggregates.document.deadline", lambda: deadline(-1.0))
    answer = client.get(f"{SAMPLES}?by-layer=districts&lang=id")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "too-long")
    assert "persempit dengan bbox" in answer.get_json()["detail"]
