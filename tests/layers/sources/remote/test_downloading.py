from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.errors import RemoteError
from layers.sources.remote.downloading import Wanted, download, fresh

CONTENT = random.Random(7).randbytes(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def cut_after(site, path, sizes, content=CONTENT, etags=None):
    """Break off after so many bytes, once for each size, and then serve the file."""
    left = list(sizes)
    marks = list(etags or [])
    site.holds(path, content)
    whole = site.pages[path]

    def answer(asked, handler):
        if marks:
            site.holds(path, content, etag=marks.pop(0))
            act = site.pages[path]
        else:
            act = whole
        site.pages[path] = answer
        if not left:
            act(asked, handler)
            return
        size = left.pop(0)
        write = handler.wfile.write
        room = [size]

        def some(data):
            if data.startswith(b"HTTP/"):
                return write(data)
            taken = data[: room[0]]
            room[0] -= len(taken)
            return write(taken)

        handler.wfile.write = some
        act(asked, handler)

    site.pages[path] = answer
    return site.url(path)


def refusal(client, wanted, file):
    with pytest.raises(RemoteError) as told:
        download(client, wanted, file)
    return told.value


def nothing_left(file):
    return not list(file.parent.glob("*"))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "in" / "data.bin"


class TestWhole:
    def test_a_file(self, site, client, file):
        seen = []
        url = site.holds("/data.bin", CONTENT, modified="Thu, 01 Jan 2026 00:00:00 GMT")
        came = download(client, Wanted(url, sha256=SHA256), file, lambda *at: seen.append(at))
        assert file.read_bytes() == CONTENT
        assert (came.size, came.sha256, came.etag) == (len(CONTENT), SHA256, '"one"')
        assert came.last_modified.startswith("Thu, 01 Jan 2026")
        assert came.fetched_at.endswith("Z")
        assert seen[-1] == (len(CONTENT), len(CONTENT))
        assert [p.name for p in file.parent.iterdir()] == ["data.bin"]
        assert site.asked[0].headers["Accept-Encoding"] == "identity"

    def test_an_empty_file(self, site, client, file):
        assert download(client, Wanted(site.holds("/e", b"")), file).size == 0
        assert file.read_bytes() == b""

    def test_is_still_the_same(self, site, client, file):
        url = site.holds("/data.bin", CONTENT)
        came = download(client, Wanted(url), file)
        assert fresh(client, came)
        site.holds("/data.bin", CONTENT, etag='"two"')
        assert not fresh(client, came)


class TestResume:
    def test_goes_on_where_it_was_cut(self, site, client, file):
        url = cut_after(site, "/data.bin", [100_000, 50_000])
        came = download(client, Wanted(url, sha256=SHA256), file)
        assert file.read_bytes() == CONTENT
        assert came.resumed_at_byte == 150_000
        asked = [a.headers.get("Range") for a in site.asked]
        assert asked == [None, "bytes=100000-", "bytes=150000-"]
        assert site.asked[1].headers["If-Range"] == '"one"'

    def test_goes_on_in_a_later_call(self, site, client, file):
        url = cut_after(site, "/data.bin", [10_000, 10_000, 10_000])
        assert refusal(client, Wanted(url), file).code == "cut-off"
        assert file.with_name("data.bin.part").stat().st_size == 30_000
        assert not file.exists()
        assert download(client, Wanted(url), file).resumed_at_byte == 30_000
        assert file.read_bytes() == CONTENT

    def test_begins_anew_when_the_file_has_changed(self, site, client, file):
        url = cut_after(site, "/data.bin", [100_000], etags=['"one"', '"two"', '"two"'])
        came = download(client, Wanted(url, sha256=SHA256), file)
        assert (came.resumed_at_byte, came.etag) == (0, '"two"')
        assert file.read_bytes() == CONTENT

    def test_begins_anew_when_the_server_sends_the_rest_of_another_file(self, site, client, file):
        other = CONTENT[::-1]
        served = [0]

        def answers(asked):
            served[0] += 1
            if served[0] == 1:
                return 200, CONTENT[:1000], {"ETag": '"one"', "Content-Length": "300000"}
            if "Range" in asked.headers:  # If-Range is ignored
                span = {"Content-Range": f"bytes 1000-{len(other) - 1}/{len(other)}"}
                return 206, other[1000:], span | {"ETag": '"two"'}
            return 200, other, {"ETag": '"two"'}

        download(client, Wanted(site.tells("/data.bin", answers)), file)
        assert file.read_bytes() == other

    def test_begins_anew_when_the_range_is_another(self, site, client, file):
        served = [0]

        def answers(asked):
            served[0] += 1
            if served[0] == 1:
                return 200, CONTENT[:1000], {"ETag": '"one"', "Content-Length": "300000"}
            if "Range" in asked.headers:
                return 206, CONTENT[5:], {"Content-Range": "bytes 5-299999/300000", "ETag": '"one"'}
            return 200, CONTENT, {"ETag": '"one"'}

        download(client, Wanted(site.tells("/data.bin", answers), sha256=SHA256), file)
        assert file.read_bytes() == CONTENT

    def test_without_anything_to_know_the_file_by_it_begins_anew(self, site, client, file):
        served = [0]

        def answers(asked):
            served[0] += 1
            assert "Range" not in asked.headers
            return 200, CONTENT[: 1000 if served[0] == 1 else None], {"Content-Length": "300000"}

        download(client, Wanted(site.tells("/data.bin", answers)), file)
        assert file.read_bytes() == CONTENT

    def test_what_is_left_of_another_url_is_not_gone_on_with(self, site, client, file):
        first = cut_after(site, "/a", [1000, 1000, 1000])
        assert refusal(client, Wanted(first), file).code == "cut-off"
        download(client, Wanted(site.holds("/b", CONTENT)), file)
        assert file.read_bytes() == CONTENT

    def test_a_part_that_is_whole_already(self, site, client, file):
        url = cut_after(site, "/data.bin", [1000, 1000, 1000])
        assert refusal(client, Wanted(url), file).code == "cut-off"
        file.with_name("data.bin.part").write_bytes(CONTENT)
        download(client, Wanted(url, sha256=SHA256), file)
        assert file.read_bytes() == CONTENT


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    size=st.integers(0, 20_000),
    cuts=st.lists(st.integers(0, 9000), max_size=2),
    seed=st.integers(0, 99),
)
def test_whatever_is_cut_the_file_is_right_in_the_end(site, client, tmp_path, size, cuts, seed):
    content = random.Random(seed).randbytes(size)
    url = cut_after(site, f"/{size}-{seed}-{len(site.asked)}", cuts, content)
    file = tmp_path / str(len(site.asked)) / "data.bin"
    came = download(client, Wanted(url, sha256=hashlib.sha256(content).hexdigest()), file)
    assert file.read_bytes() == content
    assert came.resumed_at_byte <= sum(cuts)


class TestRefused:
    @pytest.mark.parametrize(
        "right", [{"sha256": "0" * 64}, {"md5": "0" * 32}], ids=["sha256", "md5"]
    )
    def test_a_wrong_checksum(self, site, client, file, right):
        fault = refusal(client, Wanted(site.holds("/data.bin", CONTENT), **right), file)
        assert fault.code == "checksum-mismatch"
        assert "300,000 bytes came and were thrown away" in str(fault)
        assert nothing_left(file)

    @pytest.mark.parametrize(
        "page", [b"<!DOCTYPE html><p>log in", b"\n  <html><body>", b"\xef\xbb\xbf<HTML>"]
    )
    def test_a_web_page_with_status_200(self, site, client, file, page):
        fault = refusal(client, Wanted(site.says("/data.tif", page)), file)
        assert fault.code == "web-page"
        assert nothing_left(file)

    def test_one_announced_too_big(self, site, client, file):
        wanted = Wanted(site.holds("/data.bin", CONTENT), max_bytes=1000)
        assert refusal(client, wanted, file).code == "remote-too-big"
        assert nothing_left(file)

    def test_one_without_end(self, site, client, file):
        def endless(_, handler):
            handler.send_response(200)
            handler.end_headers()
            while True:
                handler.wfile.write(b"x" * 65536)

        wanted = Wanted(site.does("/data.bin", endless), max_bytes=1_000_000)
        assert refusal(client, wanted, file).code == "remote-too-big"
        assert nothing_left(file)

    def test_one_that_is_not_there(self, site, client, file):
        assert refusal(client, Wanted(site.url("/none")), file).code == "http-404"
        assert not file.parent.exists()

    def test_a_part_where_the_whole_was_asked_for(self, site, client, file):
        url = site.says("/a", b"x", status=206, headers={"Content-Range": "bytes 0-0/9"})
        assert refusal(client, Wanted(url), file).code == "http-206"
