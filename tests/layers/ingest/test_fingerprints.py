"""Fingerprints: of a file its SHA-256, of a folder one that changes with any part."""

from __future__ import annotations

import hashlib

from layers.ingest.fingerprints import fingerprint


def test_a_file(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert fingerprint(path) == (hashlib.sha256(b"abc").hexdigest(), 3)


def test_a_folder_changes_with_names_and_content(tmp_path):
    seen = [fingerprint(tmp_path)]
    (tmp_path / "a").write_bytes(b"abc")
    seen.append(fingerprint(tmp_path))
    (tmp_path / "a").write_bytes(b"abd")
    seen.append(fingerprint(tmp_path))
    (tmp_path / "a").rename(tmp_path / "b")
    seen.append(fingerprint(tmp_path))
    assert len({digest for digest, _ in seen}) == 4
    assert [size for _, size in seen] == [0, 3, 3, 3]


def test_links_are_not_followed(tmp_path):
    before = fingerprint(tmp_path)
    (tmp_path / "link").symlink_to(__file__)
    assert fingerprint(tmp_path) == before
