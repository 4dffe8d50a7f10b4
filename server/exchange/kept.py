"""Kept answers: those given lately, ready to be sent again, within a bound of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from server.exchange.answer import Answer

# What an answer weighs besides its body: headers, key, places in the table.
OVERHEAD_BYTES = 1_000
# An answer larger than this share of the bound would drive out too many others.
LARGEST_SHARE = 8


class KeptAnswers:
    """The answers given last, by what they depend on; the longest unused give way.

    Parameters
    ----------
    max_bytes
        How much they may weigh together; 0 keeps none.

    Examples
    --------
    >>> kept = KeptAnswers(10_000)
    >>> kept.put("a", Answer(200, (), b"tile"))
    >>> kept.get("a").body, kept.get("b")
    (b'tile', None)
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held: OrderedDict[Hashable, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        """Give the answer kept under a key, or None."""
        with self._lock:
            answer = self._held.get(key)
            if answer is not None:
                self._held.move_to_end(key)
            return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, if its body is at hand and not too large."""
        weight = _weight(answer)
        if weight is None or weight * LARGEST_SHARE > self._max_bytes:
            return
        with self._lock:
            before = self._held.pop(key, None)
            self._bytes += weight - (_weight(before) or 0 if before is not None else 0)
            self._held[key] = answer
            while self._bytes > self._max_bytes:
                _, gone = self._held.popitem(last=False)
                self._bytes -= _weight(gone) or 0


def _weight(answer: Answer) -> int | None:
    return len(answer.body) + OVERHEAD_BYTES if isinstance(answer.body, bytes) else None
