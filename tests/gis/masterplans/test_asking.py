"""The process `effect`: one programme, or all of them ranked; and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

import layers
from gis.errors import InputError, NoAnswerError
from gis.masterplans.asking import plan_mark
from gis.processes import registry
from layers.masterplan import Shelf
from layers.testing import fill_tiny_region
from layers.text import Text

ON = "2026-11-22"
SOURCED = {"source": "RPJMD", "status": "sourced"}


def plan() -> dict[str, object]:
    """A plan of the tiny region: a cheap clinic, a dear one, and a programme that is no place."""
    near = {"id": "i", "name": "Dekat", "unit": "%", "formula": "a / b", "gis": "puskesmas_30min"}
    many = [
        {
            "id": f"p{n}",
            "strategy": "s",
            "pillar": "living",
            "name": f"Program {n}",
            "quick_win": n == 1,
            "owner": "dinkes",
            "start": "2026-01-01",
            "end": end,
            "budget": {"amount": budget},
            "provenance": SOURCED,
        }
        for n, (end, budget) in enumerate(
            (("2026-06-30", 2e9), ("2026-12-31", 8e9), ("2026-12-31", 1e9)), 1
        )
    ]
    places = ([116.95, -1.25], [116.99, -1.25], None)
    edits = [[{"kind": "facility", "type": "puskesmas", "at": at}] if at else [] for at in places]
    return {
        "masterplan": {
            "id": "mp",
            "region": "64.71",
            "title": "Rencana",
            "period": {"start": 2025, "end": 2030},
            "status": "draft",
            "vision": {"text": "Sejahtera", "provenance": SOURCED},
            "provenance": SOURCED,
        },
        "work_units": [{"id": "dinkes", "name": "Dinas Kesehatan", "kind": "dinas"}],
        "indicators": [near | {"parameters": {"within": "3km", "mode": "straight"}}],
        "goals": [{"id": "g", "pillar": "living", "text": "Sehat"}],
        "targets": [
            {
                "id": "t",
                "goal": "g",
                "indicator": "i",
                "baseline": {"value": 9, "year": 2024},
                "target": {"value": 50, "year": 2030},
                "direction": "up",
            }
        ],
        "strategies": [{"id": "s", "goals": ["g"], "horizon": "short", "text": "Bangun"}],
        "programmes": many,
        "activities": [
            {"id": f"a{n}", "programme": f"p{n}", "name": "Bangun", "edits": edit}
            for n, edit in enumerate(edits, 1)
        ],
        "steps": [
            {
                "id": f"s{n}",
                "activity": f"a{n}",
                "order": 1,
                "text": "Bangun",
                "work_unit": "dinkes",
                "start": "2026-02-01",
                "end": "2026-05-31",
            }
            for n in (1, 2, 3)
        ],
    }


@pytest.fixture
def held(tmp_path: Path) -> Iterator[layers.Catalogue]:
    catalogue = layers.open(tmp_path / "w", create=True)
    fill_tiny_region(catalogue)
    Shelf.of(catalogue).put("mp", yaml.safe_dump(json_like(plan())))
    yield catalogue
    catalogue.close()


def json_like(value: object) -> object:
    """Give the same without shared parts, which YAML would write as anchors."""
    if isinstance(value, dict):
        return {key: json_like(one) for key, one in value.items()}
    return [json_like(one) for one in value] if isinstance(value, list) else value


def test_programmes_are_ranked_by_money_and_time(held: layers.Catalogue) -> None:
    told: list[tuple[str, int, int]] = []

    @contextmanager
    def observer(title: Text) -> Iterator[Callable[[int, int], None]]:
        yield lambda done, total: told.append((title.en, done, total))

    held.observer = observer
    answer = registry()["effect"].run(held, {"masterplan": "mp", "on": ON})
    assert [row for row in told if row[0] == "effect of programmes"] == [
        ("effect of programmes", n, 2) for n in range(3)
    ]
    first, second = answer.numbers["rows"]
    assert (first["programme"], second["programme"]) == ("p1", "p2")
    # Half the discs of 3 km around two places where nobody was served: the same people.
    assert first["towards"] > 5
    assert first["per_billion"] == pytest.approx(first["towards"] / 2)
    assert second["per_billion"] == pytest.approx(second["towards"] / 8)
    quick = registry()["effect"].run(held, {"masterplan": "mp", "on": ON, "rank": "time"})
    months = [row["per_month"] for row in quick.numbers["rows"]]
    assert months == sorted(months, reverse=True)
    assert months[0] == pytest.approx(first["towards"] / (180 / (365.25 / 12)), rel=1e-3)
    gained = answer.features["units"]
    assert set(gained["programme"]) == {"p1", "p2"}
    (middle,) = gained[(gained["programme"] == "p1") & (gained["code"] == "64.71.02")].to_dict(
        "records"
    )
    assert middle["gained"] == pytest.approx(
        answer.numbers["programmes"][0]["targets"][0]["gaining"][0]["gained"]
    )
    assert {one["layer"] for one in answer.inputs} >= {"facilities", "districts", "population"}


def test_what_cannot_be_asked(held: layers.Catalogue) -> None:
    run = registry()["effect"].run
    for given, field, said in (
        ({"masterplan": "mpp", "on": ON}, "masterplan", "mp"),
        ({"masterplan": "mp", "on": "tomorrow"}, "on", "is no day"),
        ({"masterplan": "mp", "on": ON, "programme": "p9"}, "programme", "there are p1, p2, p3"),
    ):
        with pytest.raises(InputError) as refused:
            run(held, given)
        ((name, why),) = refused.value.faults
        assert name == field
        assert said in why.en
    with pytest.raises(NoAnswerError, match="change nothing on the map"):
        run(held, {"masterplan": "mp", "on": ON, "programme": "p3"})


def test_the_mark_changes_with_the_plan(held: layers.Catalogue) -> None:
    before = plan_mark(held.path, {"masterplan": "mp"})
    document = plan()
    document["goals"][0]["text"] = "Sehat walafiat"  # type: ignore[index]
    Shelf.of(held).put("mp", yaml.safe_dump(json_like(document)))
    assert before
    assert plan_mark(held.path, {"masterplan": "mp"}) not in ("", before)
    assert plan_mark(held.path, {"masterplan": "none"}) == ""
