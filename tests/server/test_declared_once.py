"""An analysis is declared once: library, API, command line and docs have the same, and agree.

Each analysis is asked one question about the starter region by the library; the calls that its
answer carries are then carried out, and must give the same answer.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import layers
from gis.processes import registry
from server.app import create_app
from server.cli import main
from server.config import ServerSettings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "processes.md"
# A question for each, about Balikpapan; a new analysis needs one.
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "nearest": {"point": "116.83,-1.26", "facilities": "rs", "k": "2"},
    "coverage": {"facilities": "puskesmas", "within": "3km", "region": "64.71"},
    "supply": {"facilities": "puskesmas", "mode": "walk", "region": "64.71"},
    "whatif": {
        "facilities": "puskesmas",
        "add": "116.9,-1.2",
        "mode": "walk",
        "region": "64.71",
    },
    "change": {"from": "2017", "to": "2024", "region": "64.71"},
    "composition": {"region": "64.71"},
    "conflicts": {"region": "64.71"},
    "suitability": {"facility": "rs", "region": "64.71"},
    "exposure": {"hazard": "slope", "breaks": "8,15", "region": "64.71"},
    "zoning": {"at": "116.83,-1.26", "activity": "A01"},
    "allowed": {"activity": "A01", "region": "64.71"},
    "activities": {"search": "rumah"},
    "indicator": {"indicator": "primary_school_3km", "region": "64.71"},
    "kpis": {"framework": "iso37123"},
    "siting": {"facilities": "puskesmas", "n": "1", "region": "64.71"},
    "potential": {"region": "64.71", "measures": "minutes_rs", "activities": "A01"},
    "invest": {"activity": "A27", "region": "64.71", "top": "3"},
    "effect": {"masterplan": "banjarbaru", "programme": "p4", "on": "2026-11-22"},
    "visit": {"point": "116.83,-1.26", "k": "3"},
    "measure": {"line": "116.83,-1.26 116.9,-1.2"},
    "buffer": {"line": "116.83,-1.26 116.9,-1.2", "distance": "2km"},
    "reach": {"point": "116.83,-1.26", "within": "10min"},
}
# What the API adds for maps, and leaves to its own documents.
MAPS = ("features",)


@pytest.fixture(scope="module")
def client(starter_workspace: Path) -> FlaskClient:
    return create_app(ServerSettings(starter_workspace)).test_client()


def plain(document: Any) -> Any:
    """Give a document as it is after JSON."""
    option = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    return json.loads(orjson.dumps(document, option=option))


def test_there_is_a_question_for_every_analysis() -> None:
    assert set(QUESTIONS) == set(registry())


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_calls_of_an_answer_give_it_again(
    name: str, starter_workspace: Path, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = layers.open(starter_workspace)
    answer = plain(registry()[name].run(catalogue, QUESTIONS[name]).to_dict())
    catalogue.close()
    replay = answer["replay"]
    monkeypatch.chdir(starter_workspace)

    told: dict[str, Any] = {}
    lines = replay["python"].replace("answer.to_dict()", "told = answer.to_dict()")
    exec(lines, told)
    assert plain(told["told"]) == answer

    words = shlex.split(replay["cli"])
    assert words[0] == "penyangga"
    shown = CliRunner().invoke(main, words[1:])
    assert shown.exit_code == 0, shown.output
    assert json.loads(shown.stdout) == answer

    call = replay["api"]
    sent = client.open(call["path"], method=call["method"], json=call["body"])
    assert sent.status_code == 200
    found = {key: value for key, value in sent.get_json().items() if key not in MAPS}
    assert found == answer


def test_the_api_lists_and_describes_what_the_library_has(client: FlaskClient) -> None:
    listed = {one["id"] for one in client.get("/processes?lang=en").get_json()["processes"]}
    assert listed == set(registry())
    for name, process in registry().items():
        described = client.get(f"/processes/{name}?lang=en").get_json()
        assert described["version"] == process.version
        assert set(described["inputs"]) == {spec.id for spec in process.inputs}


def test_the_command_line_takes_what_the_library_takes() -> None:
    for process in registry().values():
        if not process.command:
            continue
        command = main.get_command(main.make_context("penyangga", ["layers"]), process.command)
        taken = {word for parameter in command.params for word in parameter.opts}
        wanted = {spec.option or f"--{spec.id.replace('_', '-')}" for spec in process.inputs}
        assert wanted <= taken, (process.id, wanted - taken)


def test_the_docs_list_what_the_library_has() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for name, process in registry().items():
        section = re.search(rf"^## {name}$.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        assert section is not None, name
        missing = [spec.id for spec in process.inputs if f"`{spec.id}`" not in section[0]]
        assert not missing, (name, missing)
