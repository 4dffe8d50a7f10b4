"""Renewal: which results are of yesterday, and in which order they are made anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import TopologicalSorter

from server.results.record import Record


def affected(records: Mapping[str, Record], moved: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give the results that have to be made anew, each with those that come before it.

    Parameters
    ----------
    records
        Every result by its layer.
    moved
        Results a layer of which is another now.

    Returns
    -------
    dict
        Layer → the results among these that it was made of; in an order in which each
        comes after those. Results that use nothing which moved are not in it.

    Examples
    --------
    >>> def of(layer, *used):
    ...     told = dict.fromkeys(("job", "output", "process", "version", "trust"), "")
    ...     return Record(layer, inputs={}, used=dict.fromkeys(used, 1), made=0, seconds=0,
    ...                   replay={}, **told)
    >>> three = {r.layer: r for r in (of("c", "b"), of("b", "roads"), of("a", "zones"))}
    >>> affected(three, ["b"])
    {'b': (), 'c': ('b',)}
    """
    users: dict[str, list[str]] = {}
    for record in records.values():
        for name in record.used:
            users.setdefault(name, []).append(record.layer)
    stale, queue = set(moved), list(moved)
    while queue:
        fresh = [name for name in users.get(queue.pop(), ()) if name not in stale]
        stale.update(fresh)
        queue += fresh
    before = {
        name: {used for used in records[name].used if used in stale and used != name}
        for name in sorted(stale)
    }
    return _in_order(before)


def _in_order(before: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """Put each after those before it; a ring, which ids given anew can make, is cut open."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    placed: dict[str, tuple[str, ...]] = {}
    reach: dict[str, set[str]] = {}
    for name, others in before.items():
        kept = sorted(one for one in others if name not in _below(one, reach))
        reach[name] = set(kept)
        sorter.add(name, *kept)
    for name in sorter.static_order():
        placed[name] = tuple(sorted(reach[name]))
    return placed


def _below(name: str, reach: Mapping[str, Collection[str]]) -> set[str]:
    seen: set[str] = set()
    queue = [name]
    while queue:
        for one in reach.get(queue.pop(), ()):
            if one not in seen:
                seen.add(one)
                queue.append(one)
    return seen
