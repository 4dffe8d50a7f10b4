"""Deadlines: until when the work at hand may go on; the stores and the service hold to it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Deadline:
    """A moment after which work is to stop; it stands still while work for all is done.

    Parameters
    ----------
    seconds
        From now.
    statement_seconds
        How long one statement of a database may take within it.
    """

    __slots__ = ("_since", "_until", "statement_seconds")

    def __init__(self, seconds: float, *, statement_seconds: float = float("inf")) -> None:
        self._until = time.monotonic() + seconds
        self._since: float | None = None
        self.statement_seconds = statement_seconds

    def left(self) -> float:
        """Give how many seconds are left; endlessly many while it stands still."""
        return float("inf") if self._since is not None else self._until - time.monotonic()

    def passed(self) -> bool:
        """Say whether it has passed."""
        return self.left() <= 0

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let it stand still while something is done."""
        if self._since is not None:
            yield
            return
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._until += time.monotonic() - self._since
            self._since = None


# Of the work at hand; set by who begins it.
CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
# Of the statement at hand, where the store does not end it by itself.
STATEMENT: ContextVar[Deadline | None] = ContextVar("statement", default=None)


def current() -> Deadline | None:
    """Give the deadline of the work at hand; None where there is none."""
    return CURRENT.get()


@contextmanager
def held_to(deadline: Deadline) -> Iterator[Deadline]:
    """Hold what is done to a deadline.

    Examples
    --------
    >>> with held_to(Deadline(60.0)) as one:
    ...     current() is one, one.passed()
    (True, False)
    >>> current() is None
    True
    """
    token = CURRENT.set(deadline)
    try:
        yield deadline
    finally:
        CURRENT.reset(token)


@contextmanager
def unhurried() -> Iterator[None]:
    """Do something that is made once for all, such as packing: it costs nobody's time."""
    deadline = current()
    if deadline is None:
        yield
        return
    with deadline.standing_still():
        yield


@contextmanager
def one_statement() -> Iterator[None]:
    """Hold one statement to its own limit, where the work at hand has one."""
    deadline = CURRENT.get()
    if deadline is None or deadline.left() == float("inf"):
        yield
        return
    token = STATEMENT.set(Deadline(deadline.statement_seconds))
    try:
        yield
    finally:
        STATEMENT.reset(token)


def is_over() -> bool:
    """Say whether the deadline of the work or the statement at hand has passed: cheap enough."""
    for deadline in (CURRENT.get(), STATEMENT.get()):
        if deadline is not None and deadline.passed():
            return True
    return False


def most_ms(wanted: int) -> int:
    """Give how many milliseconds a statement may take: as many as wanted, or as are left."""
    deadline = CURRENT.get()
    if deadline is None or deadline.left() == float("inf"):
        return wanted
    seconds = min(deadline.left(), deadline.statement_seconds)
    left = max(1, int(seconds * 1000))
    return min(wanted, left) if wanted else left
