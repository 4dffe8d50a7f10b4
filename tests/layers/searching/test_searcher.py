"""What people write, and what they find: over a region made up for it."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

import layers
from layers import Catalogue, Field, Layer, Schema, Text
from layers.searching import open_search
from layers.testing import fill_tiny_region

PLAIN = Text("", "")


def text_fields(*names):
    return tuple(Field(name, "text", Text(name, name)) for name in names)


def write(catalogue, layer_id, theme, columns, shapes, **more):
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)
    kind = {"Point": "Point", "Polygon": "Polygon", "LineString": "LineString"}
    fields = more.pop("fields", ()) or text_fields(*columns)
    schema = Schema(fields, kind[shapes[0].geom_type])
    title = more.pop("title", Text(layer_id, layer_id))
    catalogue.write(Layer(layer_id, title, theme, schema, **more), frame)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    catalogue = layers.open(tmp_path_factory.mktemp("search") / "workspace", create=True)
    fill(catalogue)
    yield catalogue
    catalogue.close()


def fill(catalogue: Catalogue) -> None:
    fill_tiny_region(catalogue)
    box = shapely.box(116.8, -1.3, 117.1, -1.2)
    write(
        catalogue,
        "regencies",
        "boundaries",
        {
            "code": ["64.02", "64.07"],
            "bps_code": ["6403", "6402"],
            "name": ["Kutai Kartanegara", "Kutai Barat"],
        },
        [box, box],
    )
    write(
        catalogue,
        "villages",
        "boundaries",
        {
            "code": ["64.71.01.1001", "64.71.02.2001", "64.71.02.2002"],
            "name": ["Kota Baru", "Désa Tjempaka", "Balikpapan Permai"],
        },
        [shapely.box(116.8 + i / 10, -1.3, 116.9 + i / 10, -1.2) for i in range(3)],
    )
    types = {"puskesmas": Text("Puskesmas", "Community health centre")}
    write(
        catalogue,
        "clinics",
        "facilities",
        {
            "code": ["F001", "F002"],
            "name": ["Puskesmas Sepaku", "Puskesmas Muara"],
            "type": ["puskesmas", "puskesmas"],
        },
        [shapely.Point(116.85, -1.25), shapely.Point(116.95, -1.25)],
        fields=(*text_fields("code", "name"), Field("type", "text", PLAIN, codes=types)),
    )
    zones = {"R-1": Text("Perumahan rapat", "Dense housing")}
    write(
        catalogue,
        "zoning",
        "zoning",
        {"code": ["Z1", "Z2"], "kodszn": ["R-1", "R-1"], "namszn": ["Perumahan rapat"] * 2},
        [shapely.box(116.81, -1.29, 116.82, -1.28), shapely.box(116.83, -1.29, 116.84, -1.28)],
        fields=(*text_fields("code", "namszn"), Field("kodszn", "text", PLAIN, codes=zones)),
        styling={"class_field": "kodszn", "label_field": "kodszn"},
    )
    write(
        catalogue,
        "streets",
        "infrastructure",
        {"name": ["Jalan Sudirman"] * 3, "toll": ["n"] * 3},
        [
            shapely.LineString([(116.81 + i / 100, -1.25), (116.82 + i / 100, -1.25)])
            for i in range(3)
        ],
        title=Text("Jalan kota", "City streets"),
    )


@pytest.fixture(scope="module")
def search(catalogue):
    searcher = open_search(catalogue)

    def found(text, **more):
        return searcher.search(text, **more)

    return found


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("Puskesmas Sepaku", "facility", "Puskesmas Sepaku"),
        ("puskemas spaku", "facility", "Puskesmas Sepaku"),
        ("sepaku puskesmas", "facility", "Puskesmas Sepaku"),
        ("health center sepaku", "facility", "Puskesmas Sepaku"),
        ("PUSKESMAS BARAT", "facility", "Puskesmas Barat"),
        ("puskesmas tengah", "facility", "Puskesmas Muara"),
        ("kec barat", "district", "Barat"),
        ("Barat district", "district", "Barat"),
        ("kotabaru", "village", "Kota Baru"),
        ("kota baru", "village", "Kota Baru"),
        ("balik papan permai", "village", "Balikpapan Permai"),
        ("balikp", "village", "Balikpapan Permai"),
        ("desa cempaka", "village", "Désa Tjempaka"),
        ("kukar", "regency", "Kutai Kartanegara"),
        ("perumahan", "zone", "Perumahan rapat"),
        ("dense housing", "zone", "Perumahan rapat"),
        ("R-1", "zone", "Perumahan rapat"),
        ("r1", "zone", "Perumahan rapat"),
        ("jln. sudirman", "road", "Jalan Sudirman"),
        ("sudirmn street", "road", "Jalan Sudirman"),
        ("city streets", "layer", "Jalan kota"),
        ("64.02", "regency", "Kutai Kartanegara"),
        ("64.71.02.2001", "village", "Désa Tjempaka"),
        ("f002", "facility", "Puskesmas Muara"),
        ("-1.26, 116.83", "coordinate", "-1.26, 116.83"),
        ("A17", "activity", "Rumah sakit"),
    ],
)
def test_people_find_what_they_mean(search, text, kind, title):
    first = search(text)[0]
    assert (first.kind, first.title.id) == (kind, title), [h.title.id for h in search(text)]


def test_digits_are_read_by_both_families_of_codes(search):
    first, second = search("6402")[:2]
    assert (first.code, first.code_family) == ("64.02", "kemendagri")
    assert (second.code, second.code_family, second.title.id) == ("64.07", "bps", "Kutai Barat")
    assert "bps" not in {hit.code_family for hit in search("64.02")}


def test_hits_say_where_they_are(search):
    hit = search("puskesmas sepaku")[0]
    assert hit.context.id.startswith("Kecamatan Barat, Kota Balikpapan")
    assert hit.context.en.startswith("Barat District, Balikpapan City")
    assert hit.place == (116.85, -1.25)
    assert hit.bbox == (116.85, -1.25, 116.85, -1.25)
    assert (hit.layer, hit.feature) == ("clinics", 1)


def test_coordinates_outside_the_layers_say_so(search):
    null_island = search("0 0")
    assert (null_island[0].kind, null_island[0].place) == ("coordinate", (0.0, 0.0))
    assert null_island[0].context.en.endswith("outside the layers")
    assert search("-1.26, 116.83")[0].context.id == "lintang, bujur"


def test_classes_stand_for_their_features(search):
    zone = search("R-1")[0]
    assert (zone.feature, zone.n_features, zone.value) == (None, 2, ("kodszn", "R-1"))
    assert zone.bbox == pytest.approx((116.81, -1.29, 116.84, -1.28))
    road = search("jalan sudirman")[0]
    assert (road.n_features, road.value) == (3, ("name", "Jalan Sudirman"))


def test_kinds_boxes_and_limits_keep_the_rest_out(search):
    assert {hit.kind for hit in search("barat", kinds=["district"])} == {"district"}
    west = search("puskesmas", bbox=(116.8, -1.3, 116.9, -1.2), kinds=["facility"])
    assert {hit.title.id for hit in west} == {"Puskesmas Sepaku", "Puskesmas Barat"}
    assert len(search("puskesmas", limit=2)) == 2
    assert search("barat", bbox=(10, 10, 11, 11)) == ()
    assert search("-1.26, 116.83", kinds=["facility"]) == ()


@pytest.mark.parametrize(
    "text", ["", " ", "zzzzqqqq", "'; DROP TABLE x; --", "%", "\x00", "中文 名"]
)
def test_what_nobody_knows_finds_nothing(search, text):
    assert search(text) == ()


def test_scores_are_in_order_and_within_bounds(search):
    for text in ("puskesmas", "b", "kota", "1", "jalan kota barat"):
        scores = [hit.score for hit in search(text, limit=100)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
