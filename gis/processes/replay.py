"""The same answer by other doors: the API call, the command line and the Python lines."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gis.processes.limits import time_text
from gis.processes.sketches import WRITERS
from gis.processes.values import text_of

if TYPE_CHECKING:
    from gis.processes.process import Input, Process


def replay(
    process: Process, typed: Mapping[str, Any], scenario: str | None = None
) -> dict[str, Any]:
    """Give the calls that repeat an answer.

    Parameters
    ----------
    process
        The analysis.
    typed
        Its checked values, defaults filled in.
    scenario
        The scenario that was asked, as ``id@version``; None: the workspace as it is.

    Returns
    -------
    dict
        `api` (method, path, body), `cli` (one line) and `python` (lines that
        run as they stand inside a workspace folder).
    """
    asked = {
        spec.id: _text(spec, typed[spec.id])
        for spec in process.inputs
        if typed.get(spec.id) is not None and not _is_quiet(spec, typed[spec.id])
    }
    return {
        "api": {
            "method": "POST",
            "path": f"{_home(scenario)}/processes/{process.id}/execution",
            "body": {"inputs": asked},
        },
        "cli": _command_line(process, asked, scenario),
        "python": _python(process, asked, scenario),
    }


def reference_of(scenario: Mapping[str, Any] | None) -> str | None:
    """Name a scenario with its version, as it is asked again.

    Examples
    --------
    >>> reference_of({"id": "bay", "version": 3})
    'bay@3'
    """
    return None if scenario is None else f"{scenario['id']}@{scenario['version']}"


def _home(scenario: str | None) -> str:
    return "" if scenario is None else f"/scenarios/{scenario}"


def _text(spec: Input, value: Any) -> str:
    if spec.type in WRITERS:
        return WRITERS[spec.type](value)
    return time_text(value) if spec.type == "time" else text_of(spec.type, value)


def _is_quiet(spec: Input, value: Any) -> bool:
    return spec.quiet and spec.read(spec.default) == value


def _command_line(process: Process, asked: Mapping[str, str], scenario: str | None) -> str:
    program = "penyangga" if scenario is None else f"penyangga --scenario {scenario}"
    if not process.command:
        pairs = (shlex.quote(f"{name}={value}") for name, value in asked.items())
        return " ".join([f"{program} run", process.id, *pairs, "--json"])
    words = [f"{program} {process.command}"]
    for spec in process.inputs:
        if spec.id in asked:
            option = spec.option or f"--{spec.id.replace('_', '-')}"
            words.append(f"{option} {shlex.quote(asked[spec.id])}")
    return " ".join([*words, "--json"])


def _python(process: Process, asked: Mapping[str, str], scenario: str | None) -> str:
    opened = ['catalogue = layers.open(".")']
    imports = ["import layers", "from gis.processes import registry"]
    if scenario is not None:
        opened.append(f'catalogue = Scenarios(catalogue).open("{scenario}")')
        imports.append("from gis.scenarios.keeping import Scenarios")
    lines = [f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}," for k, v in asked.items()]
    return "\n".join(
        [
            *imports,
            "",
            *opened,
            f'answer = registry()["{process.id}"].run(catalogue, {{',
            *lines,
            "})",
            "answer.to_dict()",
        ]
    )
