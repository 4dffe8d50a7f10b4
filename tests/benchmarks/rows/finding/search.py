"""Rows of the search: 100,000 names asked for with a slip each, against RapidFuzz and FTS5."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

import apsw
from plan import Plan
from rapidfuzz import fuzz, process, utils
from verdict import Agreement, Row

from layers.searching.entries import Entry
from layers.searching.index import NameIndex, index_arrays
from layers.searching.searcher import Searcher
from layers.searching.units import own_units
from layers.standards import facility_types
from layers.text import Text

N_NAMES, N_ASKED, SHOWN = 100_000, 60, 10
SECONDS_AT_MOST = 0.020
GOAL_FUZZ, GOAL_FTS = 20.0, 10.0
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows: the time of the slowest twentieth, then against each rival."""
    what = f"search, {N_NAMES:,} names, one slip each"
    before = plan.begin(what)
    asked = questions(N_ASKED)
    ours, rivals = ours_over(names()), {"RapidFuzz WRatio": fuzzy(), "SQLite FTS5 trigram": fts5()}
    for text, _ in asked:
        ours(text)
    slowest = [sorted(_each(ours, asked))[-N_ASKED // 20] for _ in range(plan.passes)]
    found = _found(ours, asked)
    seen = Agreement(
        found >= 0.9, f"{found:.0%} of the names asked for are among the first {SHOWN}"
    )
    yield Row(
        f"{what}: 95 % of answers within",
        "s",
        tuple(slowest),
        "at most",
        SECONDS_AT_MOST,
        seen,
        load_before=before,
    )
    for (name, rival), goal in zip(rivals.items(), (GOAL_FUZZ, GOAL_FTS), strict=True):
        mine, other = plan.in_turns(
            lambda: _found(ours, asked), lambda rival=rival: _found(rival, asked)
        )
        how = f"found among the first {SHOWN}: ours {mine.answer:.0%}, {name} {other.answer:.0%}"
        yield Row(
            what,
            "s",
            mine.seconds,
            "times faster",
            goal,
            Agreement(mine.answer >= other.answer - 0.02, how),
            rival=other.seconds,
            rival_name=name,
            load_before=before,
        )


@cache
def names() -> tuple[tuple[str, str], ...]:
    """Give names as facilities have them, each with the code of the district it lies in."""
    path = files("layers") / "starter" / "facts" / "villages.csv"
    villages = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    kinds = [kind.label.id.split("/")[0].split(" (")[0] for kind in facility_types()]
    made = (
        (f"{kind} {v['name']} {n}", v["parent"])
        for n in range(1, 9)
        for kind in kinds
        for v in villages
    )
    return tuple(pair for pair, _ in zip(made, range(N_NAMES), strict=False))


def questions(n: int, seed: int = 3) -> list[tuple[str, str]]:
    """Give names with one letter changed, left out, put in or exchanged, and the names meant."""
    rng = random.Random(seed)
    return [(with_slip(name, rng), name) for name, _ in rng.sample(names(), n)]


def with_slip(name: str, rng: random.Random) -> str:
    """Write a name with one slip in one of its longer words."""
    words = name.lower().split()
    at = rng.choice([i for i, word in enumerate(words) if len(word) >= 5] or [0])
    word, i = words[at], rng.randrange(1, max(2, len(words[at]) - 1))
    letter = rng.choice(LETTERS)
    slips = [
        word[:i] + letter + word[i + 1 :],
        word[:i] + word[i + 1 :],
        word[:i] + letter + word[i:],
        word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :],
    ]
    words[at] = rng.choice(slips)
    return " ".join(words)


Ask = Callable[[str], list[str]]


def ours_over(known: tuple[tuple[str, str], ...]) -> Ask:
    """Give our search over names."""
    units = own_units([])
    entries = [
        Entry("facility", Text(name, name), n, region=region)
        for n, (name, region) in enumerate(known)
    ]
    arrays = index_arrays(entries, [units.words(entry.region) for entry in entries])
    searcher = Searcher({}, (NameIndex("names", arrays),), units)
    return lambda text: [hit.title.id for hit in searcher.search(text, limit=SHOWN)]


def fuzzy() -> Ask:
    """Give RapidFuzz over the same names, made plain beforehand."""
    plain = [utils.default_process(name) for name, _ in names()]

    def ask(text: str) -> list[str]:
        found = process.extract(utils.default_process(text), plain, scorer=fuzz.WRatio, limit=SHOWN)
        return [names()[n][0] for _, _, n in found]

    return ask


def fts5() -> Ask:
    """Give SQLite's full-text index of trigrams over the same names, ranked by BM25."""
    base = apsw.Connection(":memory:")
    base.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")
    with base:
        base.executemany("INSERT INTO names VALUES (?)", ((name,) for name, _ in names()))
    sql = f"SELECT name FROM names WHERE names MATCH ? ORDER BY rank LIMIT {SHOWN}"

    def ask(text: str) -> list[str]:
        parts = {text[i : i + 3] for i in range(len(text) - 2)}
        wanted = " OR ".join(f'"{part}"' for part in sorted(parts))
        return [name for (name,) in base.execute(sql, (wanted,))]

    return ask


def _each(ask: Ask, asked: list[tuple[str, str]]) -> list[float]:
    out = []
    for text, _ in asked:
        start = time.perf_counter()
        ask(text)
        out.append(time.perf_counter() - start)
    return out


def _found(ask: Ask, asked: list[tuple[str, str]]) -> float:
    return sum(name in ask(text) for text, name in asked) / len(asked)
