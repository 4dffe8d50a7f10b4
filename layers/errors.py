"""What can go wrong with layers: one root, few kinds.

LayersError
├── LayerNotFoundError     (also LookupError)  no layer of that id
├── LayerExistsError       (also ValueError)   a layer of that id is there already
├── SchemaError            (also ValueError)   a column, type or code is not what the layer says
├── CRSError               (also ValueError)   missing, unknown or mixed reference system
├── QueryError             (also ValueError)   a question the layer cannot answer
├── SourceError            (also ValueError)   a file that cannot be taken: wrong kind, too big
│   └── ImportRefusedError                     the file was read, but rows of it cannot be accepted
├── RemoteError            (also OSError)      a server cannot be reached, or sends what is no use
└── StoreError             (also OSError)      the store is damaged, busy, full or not a workspace
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layers.text import Text


class LayersError(Exception):
    """Root of every error this package raises on purpose.

    `code` is a stable, machine-readable word (``crs-missing``) that the command
    line, the HTTP service and tests rely on; the message is for people. `text` is
    that message in both languages, ``str(error)`` the English one. `findings` is
    what was seen in a file before it was refused.

    Examples
    --------
    >>> error = SourceError(Text("berkas kosong", "the file is empty"), code="empty-file")
    >>> str(error), error.text.id
    ('the file is empty', 'berkas kosong')
    """

    code = "layers-error"
    findings: Sequence[Any] = ()

    def __init__(self, message: str | Text, *, code: str | None = None) -> None:
        self.text = Text.of(message)
        super().__init__(self.text.en)
        if code is not None:
            self.code = code


class LayerNotFoundError(LayersError, LookupError):
    """The workspace holds no layer of the id asked for."""

    code = "layer-not-found"


class LayerExistsError(LayersError, ValueError):
    """A layer of this id is there already and nobody asked to replace it."""

    code = "layer-exists"


class SchemaError(LayersError, ValueError):
    """Columns, types or codes differ from what the layer's schema says."""

    code = "schema-mismatch"


class CRSError(LayersError, ValueError):
    """A reference system is missing, unknown, mixed, or unfit for the calculation."""

    code = "crs-error"


class QueryError(LayersError, ValueError):
    """A query names an unknown property or carries an impossible value."""

    code = "bad-query"


class SourceError(LayersError, ValueError):
    """A file or service cannot be taken as a source of features."""

    code = "source-unreadable"


class ImportRefusedError(SourceError):
    """A file was read, but rows of it cannot be accepted; nothing was changed.

    `rows` lists every refused row as ``(row number or id, reason code, sentence)``,
    `row_texts` the sentences in both languages.
    """

    code = "import-refused"

    def __init__(
        self,
        message: str | Text,
        *,
        rows: Sequence[tuple[str, str, str | Text]] = (),
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.row_texts = tuple(Text.of(why) for _, _, why in rows)
        self.rows = tuple(
            (row, reason, why.en)
            for (row, reason, _), why in zip(rows, self.row_texts, strict=True)
        )


class RemoteError(LayersError, OSError):
    """A server cannot be reached, refuses, or sends what cannot be taken; nothing was changed."""

    code = "remote-failed"


class StoreError(LayersError, OSError):
    """The store is damaged, busy, full, or not a workspace at all."""

    code = "store-error"
