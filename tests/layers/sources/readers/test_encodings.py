"""Encodings: declared ones are believed when the bytes agree, others told from the bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.sources.readers.encodings import Encoding, decode, detect, of_dbf, python_name


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        (b"plain", "utf-8"),
        ("é".encode(), "utf-8"),
        ("é".encode("utf-8-sig"), "utf-8-sig"),
        ("é".encode("utf-16"), "utf-16"),
        ("Kabupatèn".encode("cp1252"), "cp1252"),
        ("丂岛亖".encode("gbk"), "gbk"),
        (b"", "utf-8"),
    ],
)
def test_detection(sample, name):
    assert detect(sample).name == name


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=40))
def test_utf8_is_never_mistaken(text):
    assert decode(text.encode(), detect(text.encode())) == text


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("UTF-8", "utf-8"),
        ("65001", "utf-8"),
        ("1252", "cp1252"),
        ("ANSI 1252\r\n", "cp1252"),
        ("ISO-8859-1", "iso8859-1"),
        ("CP936", "gbk"),
        ("nonsense", None),
        ("", None),
    ],
)
def test_labels(label, name):
    assert python_name(label) == name


def dbf(tmp_path, content: bytes, page: int = 0):
    path = tmp_path / "a.dbf"
    head = bytearray(32)
    head[8:10] = (32).to_bytes(2, "little")
    head[29] = page
    path.write_bytes(bytes(head) + content)
    return path


@pytest.mark.parametrize(
    ("content", "page", "cpg", "name", "how"),
    [
        ("é".encode(), 0, None, "utf-8", "detected"),
        ("é".encode(), 0x57, None, "utf-8", "detected"),
        ("é".encode("cp1252"), 0x57, None, "cp1252", "declared in .dbf"),
        ("é".encode("cp1252"), 0, None, "cp1252", "detected"),
        ("é".encode("cp1252"), 0, "UTF-8", "cp1252", "detected"),
        ("é".encode("cp1252"), 0, "1252", "cp1252", "declared in .cpg"),
        ("婆罗洲".encode("gbk"), 0x4D, None, "gbk", "declared in .dbf"),
        ("婆罗洲".encode("gbk"), 0, "GBK", "gbk", "declared in .cpg"),
        (b"abc", 0, "ISO-8859-1", "iso8859-1", "declared in .cpg"),
    ],
)
def test_shapefiles(tmp_path, content, page, cpg, name, how):
    label = None
    if cpg:
        label = tmp_path / "a.cpg"
        label.write_text(cpg)
    assert of_dbf(dbf(tmp_path, content, page), label) == Encoding(name, how)


def test_a_dbf_cut_short(tmp_path):
    path = tmp_path / "a.dbf"
    path.write_bytes(b"\x03")
    assert of_dbf(path, None).name == "utf-8"


def test_guessed():
    assert Encoding("x", "detected").guessed
    assert not Encoding("x", "declared in .cpg").guessed


def test_bytes_without_a_letter():
    with pytest.raises(SourceError) as caught:
        decode(b"a\x81", Encoding("cp1252", "detected"))
    assert caught.value.code == "encoding-unknown"
    assert "byte 1" in str(caught.value)
