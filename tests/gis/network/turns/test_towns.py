"""Random towns with random signs, held against the line graph of their own lines."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from shapely import LineString, Point

from gis.network import compile_network, snap
from gis.network.tables import many_to_many
from layers.infrastructure.travel import mode

CAR, STEP = mode("car"), 0.01


def spot(x: float, y: float) -> tuple[float, float]:
    return 117 + x * STEP, -1 + y * STEP


Way = tuple[str, int]  # a line and whether it is run to its end (1) or its beginning (0)


def town(seed: int) -> tuple[gpd.GeoDataFrame, set[Way], dict[str, list]]:
    """Streets of a random town, one line each, the ways open on them, and their ends."""
    rng = np.random.default_rng(seed)
    size, courses, direction = 4, {}, []
    for x, y, dx, dy in [
        (x, y, d, 1 - d) for x in range(size) for y in range(size) for d in (0, 1)
    ]:
        if x + dx < size and y + dy < size and rng.random() < 0.9:
            bend = (x + 0.5 * dx + 0.1 * dy, y + 0.5 * dy + 0.1 * dx)
            courses[str(len(courses))] = [(x, y), bend, (x + dx, y + dy)]
            direction.append(str(rng.choice(["both", "both", "forward", "backward"])))
    closed = [(), ("forward",), ("backward",)]
    told = list(zip(courses, direction, strict=True))
    open_ = {(code, 0) for code, way in told if way not in closed[1]}
    open_ |= {(code, 1) for code, way in told if way not in closed[2]}
    lines = [LineString([spot(*xy) for xy in course]) for course in courses.values()]
    table = {"code": list(courses), "class": "local", "direction": direction}
    return (
        gpd.GeoDataFrame(table, geometry=lines, crs=4326),
        open_,
        {code: [course[0], course[-1]] for code, course in courses.items()},
    )


def random_signs(
    seed: int, open_: set[Way], ends: dict[str, list]
) -> tuple[gpd.GeoDataFrame, set[tuple[Way, Way]]]:
    """Signs at random junctions, and which way must not follow which by them."""
    rng = np.random.default_rng(seed)
    pairs = sorted((a, b) for a in open_ for b in open_ if ends[a[0]][a[1]] == ends[b[0]][1 - b[1]])
    rows, orders, barred = [], set(), set()
    for i in rng.permutation(len(pairs))[:40]:
        came, onto = pairs[i]
        back = came[0] == onto[0]
        order = bool(rng.random() < 0.25)
        if came in orders or (order and any(one == came for one, _ in barred)):
            continue
        away = {b for a, b in pairs if a == came}
        barred |= {(came, other) for other in (away - {onto} if order else {onto})}
        orders |= {came} if order else set()
        kind = ("only_" if order else "no_") + ("u_turn" if back else "left_turn")
        rows.append((came[0], ends[came[0]][came[1]], onto[0], kind))
    names = ("from_line", "via", "to_line", "kind")
    table = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    via = [Point(spot(*xy)) for xy in table.pop("via")]
    return gpd.GeoDataFrame(table, geometry=via, crs=4326), barred


@pytest.mark.parametrize("seed", range(6))
def test_random_towns_against_the_line_graph_of_their_lines(seed):
    lines, open_, ends = town(seed)
    turns, barred = random_signs(seed, open_, ends)
    found = compile_network(lines, mode=CAR, turns=turns)
    assert found.report.n_turns_applied == len(turns) > 10
    alone = (compile_network(lines.iloc[[i]], mode=CAR).network for i in range(len(lines)))
    whole = [float(min(n.seconds_forward[0], n.seconds_backward[0])) for n in alone]
    seconds = dict(zip(ends, whole, strict=True))
    graph = nx.DiGraph()
    graph.add_nodes_from(open_)
    for a in open_:
        for b in open_:
            if ends[a[0]][a[1]] == ends[b[0]][1 - b[1]] and (a, b) not in barred:
                graph.add_edge(a, b, s=0.5 * (seconds[a[0]] + seconds[b[0]]))
    middles = gpd.GeoSeries([Point(line.coords[1]) for line in lines.geometry], crs=4326)
    places = snap(found.network, middles, limit_m=1, access_kmh=4.5)
    mine = np.full((len(lines), len(lines)), np.inf)
    for block in many_to_many(found.network, places, places, limit_s=np.inf):
        mine[block.source, block.target] = block.seconds - places.access_seconds[block.target]
    times = dict(nx.all_pairs_dijkstra_path_length(graph, weight="s"))
    expected = [
        [
            min(times.get((a, i), {}).get((b, j), np.inf) for i in (0, 1) for j in (0, 1))
            for b in ends
        ]
        for a in ends
    ]
    np.testing.assert_allclose(mine, expected, rtol=0, atol=2e-5)
