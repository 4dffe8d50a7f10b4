from __future__ import annotations

import json


def test_districts_are_dissolved_to_regencies(call, folder):
    shown = call("dissolve", "districts", "--level", "regencies", "--json", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    told = json.loads(shown.stdout)
    assert (told["layer"]["id"], told["layer"]["revision"]) == ("regencies", 1)
    assert told["findings"] == []
    plain = call("dissolve", "districts", "--level", "2", "--as", "kab", workspace=folder)
    assert plain.stdout.startswith("kab: ")
    assert "units from districts" in plain.stdout
    replaced = call(
        "dissolve", "districts", "--level", "2", "--as", "kab", "--replace", workspace=folder
    )
    assert replaced.exit_code == 0
    assert (
        "earlier layer replaced: revision 1 (modelled); modelled data give way" in replaced.stdout
    )
    assert (
        json.loads(call("layers", "--json", workspace=folder).stdout)["layers"][-1]["id"] == "kab"
    )


def test_a_level_below_is_refused(call, folder):
    shown = call("dissolve", "districts", "--level", "villages", workspace=folder)
    assert shown.exit_code == 3
    assert "wanted provinces, regencies or districts" in shown.stderr
