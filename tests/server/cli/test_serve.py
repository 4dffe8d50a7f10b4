from __future__ import annotations

import json
import signal
import urllib.request

import pytest

from server.cli.serve import _in_words
from server.cli.session import Session


def test_one_request_is_answered_on_standard_output(call, folder):
    shown = call("serve", "--get", "/collections/roads/items?f=json", workspace=folder)
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)["numberMatched"] == 2
    assert shown.stderr == ""


def test_a_request_that_fails_is_a_failure(call, folder):
    shown = call("serve", "--get", "/collections/nothing", workspace=folder)
    assert shown.exit_code == 1
    assert "404" in shown.stderr
    assert json.loads(shown.stdout)["status"] == 404
    assert call("serve", "--get", "collections", workspace=folder).exit_code == 2


def test_without_a_workspace_nothing_is_served(call, tmp_path):
    shown = call("serve", workspace=tmp_path)
    assert shown.exit_code == 1
    assert "no workspace here" in shown.stderr


def test_a_port_out_of_range_is_refused(call, folder):
    shown = call("serve", "-p", "70000", workspace=folder)
    assert shown.exit_code == 1
    assert "wanted 0 to 65535" in shown.stderr


def test_this_machine_may_not_write_alone_where_others_come_in(call, folder):
    shown = call("serve", "-h", "0.0.0.0", "--writers", "local", workspace=folder)
    assert shown.exit_code == 1
    assert "--writers local wants -h 127.0.0.1, else take --writers token" in shown.stderr


@pytest.mark.parametrize(
    ("dates", "indonesian", "english"),
    [
        ((None, None), "2 lapisan, data tanpa tanggal", "2 layers, data without a date"),
        (("2024", "2024"), "2 lapisan, data tahun 2024", "2 layers, data of 2024"),
        (("2017", "2026"), "2 lapisan, data tahun 2017–2026", "2 layers, data of 2017–2026"),
    ],
)
def test_what_is_served_is_said_in_both_languages(dates, indonesian, english):
    held = {"n_layers": 2, "data_from": dates[0], "data_to": dates[1]}
    assert _in_words(Session(lang="id"), held) == indonesian
    assert _in_words(Session(lang="en"), held) == english


@pytest.mark.slow
@pytest.mark.parametrize("server", ["granian", "gunicorn"])
def test_it_serves_until_interrupted_and_says_where(start, folder, server):
    words = ("serve", "-p", "0", "--workers", "1", "--server", server, "--json")
    process = start("--workspace", folder, *words)
    try:
        line = json.loads(process.stdout.readline())
        assert line["n_layers"] == 4
        assert (line["data_from"], line["data_to"]) == ("2024", "2024")
        assert line["writing"] == "local"
        with urllib.request.urlopen(f"{line['url']}/session?f=json") as answer:
            assert json.load(answer)["by"] == "local"
        with urllib.request.urlopen(f"{line['url']}/collections/roads/items?f=json") as answer:
            assert json.load(answer)["numberMatched"] == 2
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert "Traceback" not in err
    assert "Those who may write (jobs" in err
