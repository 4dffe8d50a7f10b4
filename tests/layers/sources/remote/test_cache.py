from __future__ import annotations

import json

import pytest

from layers.errors import RemoteError
from layers.sources.remote.cache import Cache, default_folder, file_name
from layers.sources.remote.downloading import Wanted


def test_the_users_own_folder(tmp_path):
    assert default_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "penyangga"
    assert default_folder({"XDG_CACHE_HOME": "not/absolute"}).parts[-2:] == (".cache", "penyangga")
    assert default_folder({}).name == "penyangga"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/../../../etc/passwd", "passwd"),
        ("https://a.example/..%2f..%2fx.tif", "x.tif"),
        ("https://a.example/.hidden", "hidden"),
        ("https://a.example/a%00b.csv", "a_b.csv"),
        ("https://a.example/" + "a" * 300 + ".tif", "a" * 96 + ".tif"),
    ],
)
def test_file_names_are_plain(url, name):
    assert file_name(url) == name


def test_a_second_time_asks_only_whether_it_is_the_same(site, client, cache):
    url = site.holds("/a.csv", b"x,y\n1,2\n")
    first = cache.fetch(client, Wanted(url))
    again = cache.fetch(client, Wanted(url))
    assert (first.fetched, again.fetched) == (True, False)
    assert site.asked[1].headers["If-None-Match"] == '"one"'
    assert again.path.read_bytes() == b"x,y\n1,2\n"
    assert again.came.sha256 == first.came.sha256


def test_without_refresh_nobody_is_asked(site, client, cache):
    url = site.holds("/a.csv", b"x")
    cache.fetch(client, Wanted(url))
    cache.fetch(client, Wanted(url), refresh=False)
    assert len(site.asked) == 1


def test_a_changed_file_comes_anew(site, client, cache):
    url = site.holds("/a.csv", b"old")
    cache.fetch(client, Wanted(url))
    site.holds("/a.csv", b"newer", etag='"two"')
    assert cache.fetch(client, Wanted(url)).path.read_bytes() == b"newer"


def test_what_was_here_stays_when_the_new_one_is_wrong(site, client, cache):
    url = site.holds("/a.csv", b"old")
    kept = cache.fetch(client, Wanted(url))
    site.says("/a.csv", "<html>log in")
    with pytest.raises(RemoteError):
        cache.fetch(client, Wanted(url))
    assert kept.path.read_bytes() == b"old"
    assert cache.index()[0]["sha256"] == kept.came.sha256


def test_another_checksum_wanted_than_that_of_the_kept_file(site, client, cache):
    url = site.holds("/a.csv", b"old")
    cache.fetch(client, Wanted(url))
    with pytest.raises(RemoteError, match="sha256"):
        cache.fetch(client, Wanted(url, sha256="0" * 64), refresh=False)


def test_a_file_that_was_tampered_with_or_has_no_note_comes_anew(site, client, cache):
    url = site.holds("/a.csv", b"content")
    kept = cache.fetch(client, Wanted(url))
    kept.path.write_bytes(b"shorter")
    kept.path.write_bytes(b"short")
    assert cache.fetch(client, Wanted(url), refresh=False).path.read_bytes() == b"content"
    (kept.path.parent / "came.json").write_text("{")
    assert cache.fetch(client, Wanted(url), refresh=False).fetched


def test_the_index_says_what_came_from_where_and_when(site, client, cache):
    assert cache.index() == []
    cache.fetch(client, Wanted(site.holds("/a.csv", b"x")))
    (row,) = cache.index()
    assert row["url"] == site.url("/a.csv")
    assert str(row["file"]).endswith("a.csv")
    assert row["size"] == 1
    assert json.dumps(row)
    assert cache.clear() == 1
    assert cache.index() == []


def test_nothing_but_a_lock_is_left_of_a_failure(site, client, tmp_path):
    cache = Cache(tmp_path / "c")
    with pytest.raises(RemoteError):
        cache.fetch(client, Wanted(site.url("/none")))
    assert [p.name for p in cache.folder.iterdir()] == ["locks"]
