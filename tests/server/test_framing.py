"""Other sites show the map only where the operator named them, and only the map alone."""

from __future__ import annotations

import dataclasses

import pytest

from server.app import create_app
from server.config import ServerSettings
from server.errors import SettingsError
from server.exchange.answer import CONTENT_SECURITY_POLICY
from server.framing import framed_policy, read_sites
from server.routes.webmap import built_version


@pytest.mark.parametrize(
    "site", ["portal.example", "https://a.example; script-src *", "ftp://a", ""]
)
def test_what_is_no_site_is_refused(site):
    with pytest.raises(SettingsError, match="site") as caught:
        read_sites([site])
    assert caught.value.code == "bad-site"


def test_only_the_ancestors_change():
    told = framed_policy(CONTENT_SECURITY_POLICY, ("https://*.a.example", "*"))
    assert told == f"{CONTENT_SECURITY_POLICY} https://*.a.example *"
    assert framed_policy(CONTENT_SECURITY_POLICY, ()) == CONTENT_SECURITY_POLICY


def test_the_environment_is_read():
    env = {"PENYANGGA_WORKSPACE": "w"}
    assert ServerSettings.from_environment(env).framed_by == ()
    env["PENYANGGA_EMBED_IN"] = "https://a.example https://b.example"
    settings = ServerSettings.from_environment(env)
    assert settings.framed_by == ("https://a.example", "https://b.example")


def test_the_whole_map_stays_out_of_frames(settings):
    if built_version() is None:
        pytest.skip("the map page is not built (npm ci && npm run build in server/webmap)")
    app = create_app(dataclasses.replace(settings, framed_by=("https://a.example",)))
    client = app.test_client()
    policy = client.get("/map?embed=1").headers["Content-Security-Policy"]
    assert policy == f"{CONTENT_SECURITY_POLICY} https://a.example"
    for path in ("/map", "/map?embed=0", "/session?f=html"):
        assert client.get(path).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    page = client.get("/map?embed=1").get_data(as_text=True)
    assert '<body data-embed="1">' in page
    assert "/embed.css" in page
    assert "data-embed" not in client.get("/map").get_data(as_text=True)
