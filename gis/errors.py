"""What can go wrong in an analysis: one root, few kinds.

GisError
├── InputError        (also ValueError)   unusable values; lists every fault
├── BadValueError     (also ValueError)   one value cannot be read; told of as one fault
├── EmptyInputError   (also ValueError)   nothing to measure to, or no units to measure in
├── GeometryError     (also ValueError)   a kind or numbers that cannot be measured
└── NoAnswerError     (also LookupError)  the question is sound, but has no answer here

Reference systems are refused with `layers.errors.CRSError`.
"""

from __future__ import annotations

from collections.abc import Sequence

from layers.text import Text


class GisError(Exception):
    """Root of every error this package raises on purpose.

    `code` is a stable, machine-readable word; the message is for people: `text` has it
    in both languages, ``str(error)`` in English.

    Examples
    --------
    >>> error = NoAnswerError(Text("tidak ada penduduk", "nobody lives there"))
    >>> str(error), error.text.id
    ('nobody lives there', 'tidak ada penduduk')
    """

    code = "gis-error"

    def __init__(self, message: str | Text, *, code: str | None = None) -> None:
        self.text = Text.of(message)
        super().__init__(self.text.en)
        if code is not None:
            self.code = code


class InputError(GisError, ValueError):
    """Values given to an analysis cannot be used.

    `faults` lists all of them as ``(input id, sentence in both languages)``, so that a
    form or a command line can show every fault at once.
    """

    code = "bad-input"

    def __init__(
        self,
        message: str | Text,
        *,
        faults: Sequence[tuple[str, str | Text]] = (),
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.faults = tuple((name, Text.of(what)) for name, what in faults)

    @classmethod
    def of(cls, faults: Sequence[tuple[str, str | Text]], *, code: str | None = None) -> InputError:
        """Give one error that names every fault."""
        told = Text.joined(f"{name}: " + Text.of(what) for name, what in faults)
        return cls(told, faults=faults, code=code)


class BadValueError(GisError, ValueError):
    """One value cannot be read: what was got, and what is wanted.

    Examples
    --------
    >>> BadValueError(Text("3 bukan jarak", "3 is no distance")).text.id
    '3 bukan jarak'
    """

    code = "bad-value"


class EmptyInputError(GisError, ValueError):
    """There is nothing to measure to, or no unit to measure in."""

    code = "empty-input"


class GeometryError(GisError, ValueError):
    """A geometry is of the wrong kind, or holds numbers that are not finite."""

    code = "bad-geometry"


class NoAnswerError(GisError, LookupError):
    """The question is sound, but the data has no answer to it."""

    code = "no-answer"
