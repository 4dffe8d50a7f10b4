"""Each edit in one sentence."""

from gis.scenarios.edits import KINDS, read_edits
from gis.scenarios.telling import said, sentence


def test_every_kind_has_a_sentence_in_both_languages(scenarios):
    line, point = "116.8,-1.25 116.9,-1.25", {"type": "Point", "coordinates": [116.8, -1.2]}
    edits = read_edits(
        [
            {"kind": "add", "layer": "facilities", "geometry": point, "properties": {"name": "a"}},
            {"kind": "change", "layer": "roads", "feature": 1, "properties": {"name": "a\nb"}},
            {"kind": "remove", "layer": "roads", "feature": 1},
            {"kind": "facility", "at": [116.9, -1.26], "type": "rs", "name": "RS\x1b[2J"},
            {"kind": "move", "feature": 1, "at": [116.9, -1.26]},
            {"kind": "close", "feature": 1},
            {"kind": "road", "line": line},
            {"kind": "bridge", "line": line},
            {"kind": "speed", "class": "local", "kmh": 7.5},
            {"kind": "zone", "code": "K-1", "parcel": "116,-1 117,-1 117,-2"},
            {"kind": "growth", "year": 2030, "rate": 1.5},
            {"kind": "standard", "standard": "EDU-SMA", "metres": 900},
        ]
    )
    assert {edit.kind.id for edit in edits} == set(KINDS)
    for edit in edits:
        told = sentence(edit)
        assert told.id != told.en
        assert told.en.isprintable()
    assert sentence(edits[8]).id == "Kecepatan lain: kelas local, 7,5 km/jam (roads)"
    made = scenarios.edit("one", [edits[3].to_dict()])
    assert [(one.n, one.layer) for one in said(made)] == [(1, "facilities")]


def test_features_go_by_their_names(scenarios, region):
    school = region["facilities"].read()["name"].iloc[1]
    fid = int(region["facilities"].read().index[1])
    new = [
        {"kind": "close", "feature": fid},
        {"kind": "facility", "at": [116.9, -1.26], "type": "rs", "name": "RS Baru"},
        {"kind": "zone", "feature": 2, "code": "R-2"},
    ]
    made = scenarios.edit("one", new)
    added = made.edits[1]["n"] + 1_000_000_000
    made = scenarios.edit("one", [{"kind": "move", "feature": added, "at": [116.91, -1.26]}])
    close, _, zone, move = (one.text.id for one in said(made, region))
    assert close == f"Tutup fasilitas: {school} (facilities)"
    assert "Niaga" in zone
    assert move.startswith("Pindahkan fasilitas: RS Baru, ")
    assert said(made)[0].text.id == f"Tutup fasilitas: fitur {fid} (facilities)"
