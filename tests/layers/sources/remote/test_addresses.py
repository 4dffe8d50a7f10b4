from __future__ import annotations

import pytest

from layers.errors import RemoteError
from layers.sources.remote.addresses import (
    Reach,
    Target,
    follow,
    resolve,
    with_query,
    without_secrets,
)

PUBLIC = "93.184.216.34"


def names(**table: str):
    return lambda host, _: [table[host.replace(".", "_")]]


def code_of(url: str, reach: Reach | None = None, **more: object) -> str:
    more.setdefault("lookup", lambda *_: [PUBLIC])
    with pytest.raises(RemoteError) as told:
        resolve(url, reach or Reach(), **more)  # type: ignore[arg-type]
    return told.value.code


class TestResolve:
    def test_a_public_name(self):
        target = resolve(
            "https://a.example/x y".replace(" ", "%20"), Reach(), lookup=lambda *_: [PUBLIC]
        )
        assert (target.host, target.port, target.path, target.address) == (
            "a.example",
            443,
            "/x%20y",
            PUBLIC,
        )

    def test_the_query_stays_and_the_fragment_goes(self):
        target = resolve("https://a.example?f=json#part", Reach(), lookup=lambda *_: [PUBLIC])
        assert target.path == "/?f=json"

    def test_a_name_is_asked_for_once_and_links_keep_its_address(self):
        answers = iter([[PUBLIC], ["127.0.0.1"]])
        target = resolve("https://a.example/", Reach(), lookup=lambda *_: next(answers))
        again = resolve(
            "https://a.example/2", Reach(), came_from=target, lookup=lambda *_: next(answers)
        )
        assert again.address == PUBLIC

    @pytest.mark.parametrize(
        "url",
        [
            "ftp://a.example/x",
            "file:///etc/hosts",
            "https://",
            "https:///x",
            "https://a.example:0/",
            "https://a.example:99999/",
            "https://user:pass@a.example/",
            "https://a.example/a b",
            "https://a.example/\r\nX: y",
            "https://a.example\\@b.example/",
            "https://[::1/",
            "https://" + "a" * 9000,
            "",
        ],
    )
    def test_what_is_no_url(self, url):
        assert code_of(url) == "bad-url"

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "224.0.0.1",
            "::1",
            "fe80::1%eth0",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ],
    )
    def test_a_name_that_stands_for_the_own_network(self, address):
        assert code_of("https://a.example/", lookup=lambda *_: [address]) == "private-address"

    def test_one_private_address_among_public_ones_is_enough(self):
        lookup = lambda *_: [PUBLIC, "10.0.0.1"]  # noqa: E731
        assert code_of("https://a.example/", lookup=lookup) == "private-address"

    @pytest.mark.parametrize("name", ["0x7f.1", "127.1", "2130706433", "localhost.example"])
    def test_odd_names_of_this_machine(self, name):
        found = lambda *_: ["127.0.0.1"]  # noqa: E731
        assert code_of(f"https://{name}/", lookup=found) == "private-address"

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:8000/x", "http://[::1]/", "https://10.1.2.3/"]
    )
    def test_a_url_that_names_its_machine_is_taken(self, url):
        assert resolve(url, Reach(), lookup=lambda *_: []).url == url

    def test_the_metadata_address_is_never_asked(self):
        assert code_of("https://169.254.169.254/latest") == "private-address"
        reach = Reach(private=True, insecure_http=True)
        assert code_of("http://169.254.169.254/latest", reach) == "private-address"

    def test_private_names_when_allowed(self):
        found = lambda *_: ["10.0.0.7"]  # noqa: E731
        assert (
            resolve("https://gis.example/", Reach(private=True), lookup=found).address == "10.0.0.7"
        )

    def test_http_is_refused_before_any_name_is_asked_for(self):
        def never(*_: object) -> list[str]:
            raise AssertionError

        assert code_of("http://a.example/", lookup=never) == "insecure-url"

    def test_http_when_allowed(self):
        reach = Reach(insecure_http=True)
        assert resolve("http://a.example/", reach, lookup=lambda *_: [PUBLIC]).port == 80


class TestRedirectsAndLinks:
    here = Target("https://a.example/", "https", "a.example", 443, "/", PUBLIC)
    own = Target("http://127.0.0.1:8000/", "http", "127.0.0.1", 8000, "/", "127.0.0.1")

    @pytest.mark.parametrize(
        "url", ["https://127.0.0.1/", "https://localhost/", "https://10.0.0.1/", "https://[::1]/"]
    )
    def test_none_leads_into_the_own_network(self, url):
        found = lambda *_: ["127.0.0.1"]  # noqa: E731
        assert code_of(url, came_from=self.here, lookup=found) == "private-address"
        reach = Reach(private=True)
        assert code_of(url, reach, came_from=self.here, lookup=found) == "private-address"

    def test_none_leads_from_https_to_http(self):
        assert code_of("http://b.example/", came_from=self.here) == "insecure-url"

    def test_within_this_machine_only_the_same_port(self):
        assert resolve("http://127.0.0.1:8000/2", Reach(), came_from=self.own).port == 8000
        assert code_of("http://127.0.0.1:9000/", came_from=self.own) == "private-address"

    def test_links_to_itself_with_http_are_asked_with_https(self):
        assert follow(self.here, "http://a.example/page?2") == "https://a.example/page?2"
        assert follow(self.here, "http://a.example:80/p") == "https://a.example/p"
        assert follow(self.here, "/next") == "https://a.example/next"
        assert follow(self.here, "http://b.example/") == "http://b.example/"


def test_query_parameters_are_set_whatever_their_case():
    url = with_query(
        "https://a.example/wfs?SERVICE=x&map=a&typeName=b", service="WFS", typename=None
    )
    assert url == "https://a.example/wfs?map=a&service=WFS"


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "apikey", "X-Amz-Signature"])
def test_keys_are_not_written_down(name):
    assert "s3cret" not in without_secrets(f"https://a.example/?{name}=s3cret&a=b")


def test_a_url_without_keys_is_written_down_as_it_is():
    assert (
        without_secrets("https://a.example/?a=b%20c&keyword=x")
        == "https://a.example/?a=b%20c&keyword=x"
    )
