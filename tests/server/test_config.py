"""Settings are checked before anything is served."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import ServerSettings
from server.errors import SettingsError

HERE = Path("workspace")


def test_the_environment_is_read():
    settings = ServerSettings.from_environment(
        {
            "PENYANGGA_WORKSPACE": "workspace",
            "PENYANGGA_BASE_URL": "https://peta.example/",
            "PENYANGGA_LANGUAGE": "en",
        }
    )
    assert settings == ServerSettings(HERE, base_url="https://peta.example", language="en")


def test_the_process_environment_is_the_default(monkeypatch):
    monkeypatch.setenv("PENYANGGA_WORKSPACE", "workspace")
    assert ServerSettings.from_environment().workspace == HERE
    assert ServerSettings.from_environment().language == "id"


def test_no_workspace_is_refused():
    with pytest.raises(SettingsError, match="PENYANGGA_WORKSPACE"):
        ServerSettings.from_environment({})


@pytest.mark.parametrize(
    ("sizes", "says"),
    [
        ({"default_limit": 0}, "default limit 0"),
        ({"default_limit": 11, "max_limit": 10}, "largest limit 10"),
        ({"page_bytes": 0}, "page_bytes"),
        ({"body_bytes": -1}, "body_bytes"),
        ({"language": "de"}, "'de' is not one of id, en"),
    ],
)
def test_impossible_sizes_are_refused(sizes, says):
    with pytest.raises(SettingsError, match=says):
        ServerSettings(HERE, **sizes)


def test_the_address_of_a_database_stays_text_and_out_of_sight():
    address = "postgresql://me:s3cret@db/region"
    settings = ServerSettings.from_environment(
        {"PENYANGGA_WORKSPACE": address, "PENYANGGA_FOLDER": "files"}
    )
    assert settings.workspace == address
    assert settings.folder == Path("files")
    assert "s3cret" not in repr(settings)
