"""A basemap of another server is taken only as it can be used, and opens the policy for it alone."""

from __future__ import annotations

import pytest

from server.basemap import Basemap, policy_with
from server.config import ServerSettings
from server.errors import SettingsError
from server.exchange.answer import CONTENT_SECURITY_POLICY

TILES = "https://tiles.example.org/{z}/{x}/{y}.png?key=1"


def test_tiles_and_styles_are_told_apart():
    assert Basemap(TILES, "A").document() == {"kind": "raster", "url": TILES, "attribution": "A"}
    style = Basemap("https://a.example/style.json", "A", ("https://b.example:8443",))
    assert style.kind == "style"
    assert style.hosts == ("https://a.example", "https://b.example:8443")


def test_the_policy_names_its_servers_alone():
    assert policy_with(None) == CONTENT_SECURITY_POLICY
    told = policy_with(Basemap(TILES, "A"))
    assert told.replace(" https://tiles.example.org", "") == CONTENT_SECURITY_POLICY
    assert told.count("https://") == 2
    assert "script-src 'self';" in told


@pytest.mark.parametrize(
    ("url", "attribution", "origins"),
    [
        ("https://a.example/{z}/{x}.png", "A", ()),
        ("https://{s}.a.example/{z}/{x}/{y}.png", "A", ()),
        (TILES, " ", ()),
        ("ftp://a.example/style.json", "A", ()),
        ("style.json", "A", ()),
        ("https://a.example;script-src/{z}/{x}/{y}.png", "A", ()),
        (TILES, "A", ("https://b.example *",)),
        (TILES, "A", ("*",)),
    ],
)
def test_what_no_page_could_use_is_refused(url, attribution, origins):
    with pytest.raises(SettingsError, match="basemap") as caught:
        Basemap(url, attribution, origins)
    assert caught.value.code == "bad-basemap"


def test_the_environment_is_read():
    env = {"PENYANGGA_WORKSPACE": "w"}
    assert ServerSettings.from_environment(env).basemap is None
    env |= {"PENYANGGA_BASEMAP": TILES, "PENYANGGA_BASEMAP_ATTRIBUTION": "A"}
    assert ServerSettings.from_environment(env).basemap == Basemap(TILES, "A")
