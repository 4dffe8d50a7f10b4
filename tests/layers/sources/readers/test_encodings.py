"""Encodings: declared ones are believed when the bytes agree, others told from the bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.sources.readers.encodings import (
    Encoding,
    decode,
    detect,
    of_dbf,
    python_name,
    told,
)


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


CHINESE = (
    *("名称", "深圳市", "加里曼丹", "中华人民共和国", "医院,警察局", "A区,B区,C区", "IKN新首都"),
    *("朱镕基", "Jalan 苏加诺 No. 5", "id,名称\n1,x\n", "巴厘巴板市三马林达", "山东省\n山西省"),
)
EUROPEAN = (
    *("Kabupatèn", "é", "São Paulo", "Ünal", "25°C", "10 m² – 20 m³", "Straße", "café – bar"),
    *("“quoted”", "naïve façade", "Préfecture de l'Île", "l’école", "Réunion, Curaçao", "±2°"),
    *("educação", "EDUCAÇÃO", "OPERAÇÃO DE MANUTENÇÃO\nSÃO JOÃO", "äöü ÄÖÜ", "Ísafjörður", "€5"),
)


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_is_told_from_western_letters(text):
    assert detect(text.encode("gbk")) == Encoding("gbk", "detected")


@pytest.mark.parametrize("text", EUROPEAN)
def test_western_letters_are_told_from_chinese(text):
    assert detect(text.encode("cp1252")) == Encoding("cp1252", "detected")


COMMON = [bytes([a, b]).decode("gbk") for a in range(0xB0, 0xD7) for b in range(0xA1, 0xFF)]


@given(st.lists(st.text(st.sampled_from(COMMON), min_size=2, max_size=6), min_size=5, max_size=40))
def test_rows_of_chinese_names(names):
    data = "\n".join(["id,名称,类型", *(f"{i},{n},A" for i, n in enumerate(names))]).encode("gbk")
    assert decode(data, detect(data)).splitlines()[1] == f"0,{names[0]},A"


@given(st.lists(st.sampled_from(EUROPEAN), min_size=1, max_size=40))
def test_rows_of_western_names(names):
    data = "\n".join(f"{i},{n}" for i, n in enumerate(names)).encode("cp1252")
    assert detect(data).name == "cp1252"


def test_one_character_alone_is_doubted():
    taken = detect("1,镇".encode("gbk"))
    assert (taken.name, taken.others[0]) == ("cp1252", "gbk")
    note, warning = told(taken)
    assert note.code == "encoding-detected"
    assert warning.code == "encoding-unsure"
    assert "--encoding gbk" in warning.message
    assert "--encoding gbk" in warning.said("id")
    assert [f.code for f in told(detect(b"plain"))] == ["encoding-detected"]
