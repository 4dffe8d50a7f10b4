"""Every change is in the audit, with hashes that any store gives alike."""

from __future__ import annotations

from layers.testing import tiny_districts


def test_every_change_is_in_the_audit_with_its_hashes(workspace):
    layer, frame = tiny_districts()
    workspace.write(layer, frame, provenance={"source": "here", "who": "planner"})
    workspace.write(layer, frame.iloc[:1], mode="append")
    workspace.delete("districts")
    rows = workspace.audit()
    assert [(r["action"], r["rows_before"], r["rows_after"]) for r in rows] == [
        ("create", 0, 3),
        ("append", 3, 4),
        ("delete", 4, 0),
    ]
    assert rows[0]["who"] == "planner"
    assert rows[0]["provenance"] == {"source": "here"}
    assert rows[1]["hash_before"] == rows[0]["hash_after"]
    assert rows[2]["hash_before"] == rows[1]["hash_after"]
    assert workspace.version() == 3


def test_equal_content_gives_equal_hashes(new_workspace, gpkg):
    layer, frame = tiny_districts()
    hashes = []
    for catalogue in (new_workspace("a"), new_workspace("b"), gpkg):
        catalogue.write(layer, frame)
        catalogue.write(layer, frame.iloc[:2], mode="append")
        hashes.append([row["hash_after"] for row in catalogue.audit()])
    assert hashes[0] == hashes[1] == hashes[2]
