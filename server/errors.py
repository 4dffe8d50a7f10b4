"""Errors of the service, and the one table from error kind to status and problem document.

ServerError
├── SettingsError       (also ValueError)   the service cannot run with these settings
├── ParameterError      (also ValueError)   a query parameter is unknown, repeated or malformed
├── BodyError           (also ValueError)   a request body is not what the route takes
├── UnfitInputError     (also ValueError)   an input names something that is not there
├── NothingHereError    (also LookupError)  no such feature, process or page
├── StalePageError      (also ValueError)   a `next` link from before the layer changed
├── AddressTooLongError (also ValueError)   the address is longer than is read
├── TooManyRequestsError                    a client asks more than its share
├── TokenError          (also ValueError)   a token cannot be made, or is not there
├── NotSignedInError                        only those who are known may do this
├── ForbiddenError                          who asks is known, or need not be, and may not do this
├── LedgerError                             the service's own database cannot be used
├── QueueFullError                          more jobs wait than may
├── FailedJobError                          the results of a job that failed are asked for
└── TooSlowError                            an answer was stopped at its deadline
"""

from __future__ import annotations

import errno
import math
from dataclasses import dataclass

from werkzeug.exceptions import HTTPException

from gis.errors import GisError, InputError, NoAnswerError
from layers.errors import (
    CRSError,
    LayerExistsError,
    LayerNotFoundError,
    LayersError,
    QueryError,
    RemoteError,
    SchemaError,
    SourceError,
    StoreError,
)
from layers.scenarios.errors import ScenarioError, ScenarioNameError, ScenarioNotFoundError
from layers.schema import Text

Header = tuple[str, str]


class ServerError(Exception):
    """Root of every error the service raises on purpose; `code` is its stable word."""

    code = "server-error"

    def __init__(self, message: str | Text, *, code: str | None = None) -> None:
        self.text = Text.of(message)
        super().__init__(self.text.en)
        if code is not None:
            self.code = code


class SettingsError(ServerError, ValueError):
    """The service cannot run with these settings."""

    code = "bad-settings"


class ParameterError(ServerError, ValueError):
    """A query parameter is unknown, repeated or malformed."""

    code = "bad-parameter"


class BodyError(ServerError, ValueError):
    """A request body is not what the route takes."""

    code = "bad-body"


class UnfitInputError(ServerError, ValueError):
    """An input of an analysis names something that is not there."""

    code = "bad-input"


class NothingHereError(ServerError, LookupError):
    """There is no such feature, process or page."""

    code = "not-found"


class StalePageError(ServerError, ValueError):
    """A `next` link was given before the layer changed; the walk has to start again."""

    code = "stale-page"


class AddressTooLongError(ServerError, ValueError):
    """The address asked for is longer than is read."""

    code = "address-too-long"


class TooManyRequestsError(ServerError):
    """A client asks more than its share; `wait_s` says after how many seconds to ask again."""

    code = "too-many-requests"

    def __init__(self, message: str | Text, *, wait_s: float = 1.0) -> None:
        super().__init__(message)
        self.wait_s = max(1, math.ceil(wait_s))


class TokenError(ServerError, ValueError):
    """A token cannot be made as asked, or there is none of that name."""

    code = "bad-token"


class NotSignedInError(ServerError):
    """Only those who are known may do this: a token is missing, unknown, expired or revoked."""

    code = "token-needed"


class ForbiddenError(ServerError):
    """Whoever asks may not do this, or not from there."""

    code = "forbidden"


class LedgerError(ServerError):
    """The service's own database is busy, full, damaged or may not be written."""

    code = "ledger-error"


class QueueFullError(ServerError):
    """More jobs wait than may; `wait_s` says after how many seconds to ask again."""

    code = "queue-full"

    def __init__(self, message: str | Text, *, wait_s: float = 30.0) -> None:
        super().__init__(message)
        self.wait_s = max(1, math.ceil(wait_s))


class FailedJobError(ServerError):
    """The results of a job are asked for that failed; tells why, as the run itself would have."""

    code = "job-failed"

    def __init__(
        self, status: int, message: Text, *, code: str, faults: tuple[tuple[str, Text], ...] = ()
    ) -> None:
        super().__init__(message, code=code)
        self.status = status
        self.faults = faults


class TooSlowError(ServerError):
    """An answer took longer than a request may, and was stopped."""

    code = "too-slow"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is told about an error: status, stable code, title, detail, and each unusable input."""

    status: int
    code: str
    title: Text
    detail: Text
    headers: tuple[Header, ...] = ()
    faults: tuple[tuple[str, Text], ...] = ()


_BAD = Text("Permintaan tidak benar", "Bad request")
_GONE = Text("Tidak ditemukan", "Not found")
_BUSY = Text("Layanan belum siap", "Service not ready")
_REFUSED = Text("Isi tidak dapat diterima", "Content not acceptable")
_FAILED = Text("Kesalahan pada layanan", "Internal error")
_ELSEWHERE = Text("Layanan lain gagal", "Another service failed")
_BUSY_DETAIL = Text(
    "ruang kerja belum dapat dibaca; coba lagi, lalu hubungi pengelola",
    "the workspace cannot be read just now; try again, then ask the operator",
)
_FAILED_DETAIL = Text(
    "ada yang gagal dalam layanan; rinciannya tercatat di log dengan id permintaan ini",
    "something failed in the service; the log has the details under this request id",
)
_SLOW = Text("Terlalu lama", "Took too long")
_SLOW_DETAIL = Text(
    "jawabannya terlalu lama dan dihentikan; minta lebih sedikit",
    "the answer took too long and was stopped; ask for less",
)
_FULL = Text("Cakram penuh", "The disk is full")
FULL_DETAIL = Text(
    "cakram layanan ini penuh; tidak ada yang disimpan: hubungi pengelola",
    "the disk of the service is full; nothing was kept: ask the operator",
)
NO_ANSWER = Text("Data tidak memuat jawabannya", "The data hold no answer")
_JOB_FAILED = Text("Pekerjaan gagal", "The job failed")
_CLASH = Text("Bertentangan dengan keadaan sekarang", "Conflict with the present state")

# First match wins: kinds before the roots they refine.
KINDS: tuple[tuple[type[Exception], int, Text], ...] = (
    (ParameterError, 400, _BAD),
    (BodyError, 400, _BAD),
    (UnfitInputError, 422, _REFUSED),
    (NothingHereError, 404, _GONE),
    (StalePageError, 409, _CLASH),
    (LayerNotFoundError, 404, _GONE),
    (LayerExistsError, 409, _CLASH),
    (ScenarioNotFoundError, 404, _GONE),
    (ScenarioNameError, 422, _REFUSED),
    (ScenarioError, 409, _CLASH),
    (QueryError, 400, _BAD),
    (SchemaError, 422, _REFUSED),
    (CRSError, 422, _REFUSED),
    (SourceError, 422, _REFUSED),
    (RemoteError, 502, _ELSEWHERE),
    (AddressTooLongError, 414, Text("Alamat terlalu panjang", "Address too long")),
    (TooManyRequestsError, 429, Text("Terlalu banyak permintaan", "Too many requests")),
    (TooSlowError, 503, _SLOW),
    (LedgerError, 503, _BUSY),
    (TokenError, 422, _REFUSED),
    (NotSignedInError, 401, Text("Perlu token", "Token needed")),
    (ForbiddenError, 403, Text("Tidak diizinkan", "Not allowed")),
    (QueueFullError, 503, Text("Antrean penuh", "The queue is full")),
    (NoAnswerError, 422, NO_ANSWER),
    (GisError, 422, _REFUSED),
)
STATUS_TITLES: dict[int, tuple[str, Text]] = {
    400: ("bad-request", _BAD),
    404: ("not-found", _GONE),
    405: ("method-not-allowed", Text("Metode tidak diizinkan", "Method not allowed")),
    406: ("not-acceptable", Text("Bentuk tidak tersedia", "Not acceptable")),
    413: ("body-too-large", Text("Isi terlalu besar", "Body too large")),
    414: ("address-too-long", Text("Alamat terlalu panjang", "Address too long")),
    415: ("media-type", Text("Jenis isi tidak diterima", "Media type not accepted")),
    422: ("not-acceptable", _REFUSED),
    503: ("not-ready", _BUSY),
}
# Said instead of werkzeug's sentences, which are written for a browser's reader.
DETAILS = {
    404: Text(
        "tidak ada apa pun pada alamat ini; halaman depan / menautkan semua yang ada",
        "there is nothing at this address; the landing page / links to all there is",
    ),
    405: Text(
        "alamat ini tidak menerima metode itu; header Allow menyebut yang diterima",
        "this address does not take that method; the Allow header lists those it takes",
    ),
    413: Text(
        "isi kiriman lebih besar daripada yang diterima layanan ini",
        "the body is larger than this service takes",
    ),
}


def is_disk_full(error: BaseException | None) -> bool:
    """Say whether a full disk lies behind an error."""
    # An error may be told to come of one that comes of it.
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if getattr(error, "code", "") == "disk-full":
            return True
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__
    return False


def fault_of(error: Exception) -> Fault:
    """Give what may be told about an error.

    Parameters
    ----------
    error
        Whatever was raised while answering.
    """
    if isinstance(error, HTTPException):
        return _http_fault(error)
    if isinstance(error, FailedJobError):
        return Fault(error.status, error.code, _JOB_FAILED, error.text, (), error.faults)
    if is_disk_full(error):
        return Fault(507, "disk-full", _FULL, FULL_DETAIL)
    for kind, status, title in KINDS:
        if isinstance(error, kind):
            return Fault(status, _code(error), title, _text(error), _again(error), _faults(error))
    if isinstance(error, StoreError):
        slow = error.code == "store-timeout"
        # Their text may hold a path or SQL: the log has it, the answer does not.
        title, detail = (_SLOW, _SLOW_DETAIL) if slow else (_BUSY, _BUSY_DETAIL)
        return Fault(503, _code(error), title, detail, (("Retry-After", "5"),))
    return Fault(500, "internal-error", _FAILED, _FAILED_DETAIL)


def _text(error: Exception) -> Text:
    """Give what an error says, in both languages where its writer gave both."""
    return (
        error.text
        if isinstance(error, (GisError, LayersError, ServerError))
        else Text.of(str(error))
    )


def _again(error: Exception) -> tuple[Header, ...]:
    """Say when to ask again, or with what, where that is known."""
    if isinstance(error, (TooManyRequestsError, QueueFullError)):
        return (("Retry-After", str(error.wait_s)),)
    if isinstance(error, NotSignedInError):
        wrong = ', error="invalid_token"' if error.code == "token-wrong" else ""
        return (("WWW-Authenticate", f'Bearer realm="penyangga"{wrong}'),)
    return (("Retry-After", "5"),) if isinstance(error, (TooSlowError, LedgerError)) else ()


def _code(error: Exception) -> str:
    return str(getattr(error, "code", "internal-error"))


def _faults(error: Exception) -> tuple[tuple[str, Text], ...]:
    """List each unusable input, for a form that marks them all at once."""
    return error.faults if isinstance(error, InputError) else ()


def _http_fault(error: HTTPException) -> Fault:
    status = error.code or 500
    code, title = STATUS_TITLES.get(status, (f"http-{status}", Text(error.name, error.name)))
    headers = tuple(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    detail = DETAILS.get(status) or Text.of(error.description or "")
    return Fault(status, code, title, detail, headers)
