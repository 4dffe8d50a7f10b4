"""Restrictions of turning: kinds told from words, the roads they name kept."""

from __future__ import annotations

import pytest
import shapely

from layers.errors import SchemaError
from layers.themes import map_hints

POINT = shapely.Point(116.8, -1.25)
COLUMNS = {"from_line": ["1", "2"], "to_line": ["3", "4"], "kind": ["no_left_turn", "only_u_turn"]}


def test_restrictions_as_the_osm_reader_gives_them(fitted):
    told = {**COLUMNS, "osm_id": [7, 8], "except": ["bus", None], "modes": [None, "motorcar"]}
    result = fitted(told, "turns", shape=POINT)
    names = [f.name for f in result.fields]
    assert names[:6] == ["code", "from_line", "to_line", "kind", "except", "modes"]
    assert result.frame["kind"].tolist() == COLUMNS["kind"]
    assert result.frame["except"].fillna("").tolist() == ["bus", ""]
    kind = next(f for f in result.fields if f.name == "kind")
    assert kind.codes is not None
    assert kind.codes["no_left_turn"].id == "Dilarang belok kiri"
    assert result.findings == ()


def test_words_of_offices(fitted):
    told = {
        "dari_ruas": ["1", "2"],
        "ke_ruas": ["3", "4"],
        "rambu": ["Dilarang putar balik", "Dilarang parkir"],
    }
    result = fitted(told, "turns", shape=POINT)
    assert result.frame["kind"].tolist() == ["no_u_turn", None]
    assert result.frame["from_line"].tolist() == ["1", "2"]
    assert [f.code for f in result.findings] == ["value-unknown", "value-normalised"]


@pytest.mark.parametrize("name", ["from_line", "to_line", "kind"])
def test_a_layer_without_its_roads_or_kind_is_refused(fitted, name):
    columns = {key: values for key, values in COLUMNS.items() if key != name}
    with pytest.raises(SchemaError, match=f"no column for {name}") as raised:
        fitted(columns, "turns", shape=POINT)
    assert raised.value.code == "column-missing"


def test_lines_are_no_restrictions(fitted):
    line = shapely.LineString([(116.8, -1.25), (116.9, -1.25)])
    with pytest.raises(SchemaError, match="wants points where roads meet"):
        fitted(COLUMNS, "turns", shape=line)


def test_the_map_labels_them_by_kind(fitted):
    fields = fitted(COLUMNS, "turns", shape=POINT).fields
    hints = map_hints("turns", "turns", fields, "Point")
    assert (hints["shape"], hints["label_field"]) == ("circle", "kind")
