"""`penyangga scenario compare|merge`: as table, JSON and CSV."""

from __future__ import annotations

import json


def test_two_are_compared_and_merged(call, folder):
    words = ("--indicators", "population,within:rs:3km")
    for name, people in (("one", "5000"), ("two", "900")):
        call("scenario", "create", name, workspace=folder)
        targets = f'targets={{"64.71.01": {people}}}'
        made = call("scenario", "edit", name, "growth", "year=2030", targets, workspace=folder)
        assert made.exit_code == 0, made.stderr
    call("scenario", "edit", "two", "close", "feature=1", workspace=folder)
    shown = call("scenario", "compare", "one", *words, "--json", workspace=folder)
    told = json.loads(shown.stdout)
    assert round(told["indicators"][0]["change"]) == 4000
    shown = call("scenario", "compare", "one", "two", *words, "--csv", workspace=folder)
    assert shown.stdout.splitlines()[0] == "indicator,unit,code,name,before,after,change"
    assert shown.stdout.splitlines()[1].startswith("population,people,64.71.01,Barat,5000")
    shown = call("--lang", "id", "scenario", "compare", "one", "two", *words, workspace=folder)
    assert "one → two" in shown.stdout
    assert "facilities: 0 ditambah, 1 dihapus, 0 diubah" in shown.stdout
    assert "population: nilainya berbeda" in shown.stdout
    assert "-4.100" in shown.stdout
    refused = call("scenario", "merge", "both", "one", "two", workspace=folder)
    assert refused.exit_code == 3
    assert "the same people" in refused.stderr
    made = call("scenario", "merge", "both", "one", "two", "--prefer", "first", workspace=folder)
    assert made.exit_code == 0, made.stderr
    assert "up to 2030" in made.stdout


def test_what_is_no_indicator_or_scenario_is_refused(call, folder):
    call("scenario", "create", "one", workspace=folder)
    for words, code, said in (
        (("one", "--indicators", "flood"), 2, "is no indicator"),
        (("one", "nobody"), 2, "no scenario"),
        (("one", "--region", "99", "--indicators", "population"), 4, "no unit"),
        (("one", "--by", "nothing"), 2, "no layer"),
    ):
        shown = call("scenario", "compare", *words, workspace=folder)
        assert (shown.exit_code, said in shown.stderr) == (code, True), shown.stderr
