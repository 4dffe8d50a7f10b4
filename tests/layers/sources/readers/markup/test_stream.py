"""XML as a stream: wanted elements, limits, and declarations refused in every encoding."""

from __future__ import annotations

import pytest

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers.markup import stream

LIMITS = Limits()

BOMB = """<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>
<a><b>&y;</b></a>"""


def nodes(path, content: str | bytes, limits=LIMITS, **asked) -> list[stream.Node]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out: list[stream.Node] = []
    stream.read(
        path, limits, lambda tag, around: tag == "b", lambda n, around: out.append(n), **asked
    )
    return out


def refusal(path, content, limits=LIMITS) -> SourceError:
    with pytest.raises(SourceError) as caught:
        nodes(path, content, limits)
    return caught.value


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.xml"


def test_wanted_elements_come_whole_and_without_prefix(path):
    found = nodes(path, '<a><g:b xmlns:g="x" g:id="7">t<c>u</c> v </g:b><b/></a>')
    assert [n.tag for n in found] == ["b", "b"]
    assert (found[0].attributes, found[0].text, found[0].find("c").text) == (
        {"id": "7"},
        "t v",
        "u",
    )
    assert [n.tag for n in found[0].walk()] == ["b", "c"]
    assert found[0].find("d") is None


def test_elements_around_are_told(path):
    path.write_text("<a><d n='1'><b/></d></a>")
    seen = []
    stream.read(
        path,
        Limits(),
        lambda tag, around: tag == "b",
        lambda n, around: seen.append([(o.tag, dict(o.attributes)) for o in around]),
    )
    assert seen == [[("a", {}), ("d", {"n": "1"})]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_entities_are_refused_before_they_grow(path, encoding):
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    text = BOMB.replace("?>", f' encoding="{encoding[:6]}"?>', 1)
    assert refusal(path, bom + text.encode(encoding)).code == "xml-entities"


@pytest.mark.parametrize(
    "declared",
    [
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>",
        "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/'> %x;]>",
    ],
)
def test_outer_declarations_are_refused(path, declared):
    assert refusal(path, f"<!-- {'x' * 300_000} -->{declared}<a/>").code == "xml-entities"


def test_the_words_in_a_text_are_no_declaration(path):
    (found,) = nodes(path, "<a><b><![CDATA[<!DOCTYPE html><p>x]]></b></a>")
    assert found.text == "<!DOCTYPE html><p>x"


def test_undeclared_entity_is_malformed(path):
    fault = refusal(path, "<a>\n<b>&nbsp;</b></a>")
    assert fault.code == "not-xml"
    assert "line 2" in str(fault)


@pytest.mark.parametrize("content", ["<a><b></a>", "<a>", "", "<a/><a/>", "<a>\x01</a>"])
def test_malformed(path, content):
    assert refusal(path, content).code == "not-xml"


def test_unknown_encoding(path):
    assert refusal(path, '<?xml version="1.0" encoding="no-such"?><a/>').code == "not-xml"


def test_declared_encodings_are_read(path):
    text = '<?xml version="1.0" encoding="windows-1252"?><a><b>Kabupatèn</b></a>'
    (found,) = nodes(path, text.encode("cp1252"))
    assert found.text == "Kabupatèn"


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        ("<a>" * 65, Limits(), "too-deep"),
        ("<b>" * 100_000, Limits(), "too-deep"),
        ("<a>" + "<c/>" * 10 + "</a>", Limits(xml_elements=10), "too-big"),
        ("<a><b>" + "x" * 11 + "</b></a>", Limits(xml_text=10), "too-big"),
    ],
)
def test_limits(path, content, limits, code):
    assert refusal(path, content, limits).code == code


def test_progress_ends_at_the_size(path):
    told = []
    nodes(path, "<a>" + "<c/>" * 200_000 + "</a>", progress=lambda done, total: told.append(done))
    assert told == sorted(told)
    assert told[-1] == path.stat().st_size
    assert len(told) > 1
