"""What a programme moves, in a terminal: by target, who gains, ranked; in both languages."""

from __future__ import annotations

import csv
import io
import json

WORDS = ("masterplan", "effect", "banjarbaru")
DAY = ("--on", "2026-11-22")


def test_a_programme_and_who_gains(call, starter_workspace):
    english = call("--lang", "en", *WORDS, "p2", *DAY, workspace=starter_workspace)
    assert english.exit_code == 0, english.output
    assert english.stdout.startswith("p2 Services within reach: 1 edits of the map, on 2026-11-22")
    assert "t4: who gains" in english.stdout
    indonesian = call("--lang", "id", *WORDS, "p2", *DAY, workspace=starter_workspace).stdout
    assert "t4: yang bertambah" in indonesian
    given = json.loads(call(*WORDS, "p2", *DAY, "--json", workspace=starter_workspace).stdout)
    rows = list(
        csv.DictReader(
            io.StringIO(call(*WORDS, "p2", *DAY, "--csv", workspace=starter_workspace).stdout)
        )
    )
    gained = {row["code"]: float(row["gained"]) for row in rows if row["target"] == "t4"}
    told = {row["code"]: row["gained"] for row in given["targets"][1]["gaining"]}
    assert told.items() <= gained.items()


def test_programmes_are_ranked(call, starter_workspace):
    shown = call(*WORDS, *DAY, "--rank", "time", "--json", workspace=starter_workspace)
    rows = json.loads(shown.stdout)["rows"]
    months = [row["per_month"] for row in rows if row["per_month"] is not None]
    assert months == sorted(months, reverse=True)
    assert {row["programme"] for row in rows} == {"p1", "p2", "p4", "p5", "p6", "p7", "p8"}


def test_a_programme_without_edits_has_no_answer(call, starter_workspace):
    refused = call(*WORDS, "p3", workspace=starter_workspace)
    assert refused.exit_code == 4
    assert len(refused.stderr.splitlines()) == 1
