"""Job: one run of an analysis, from its acceptance to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from layers.text import Text

Status = Literal["accepted", "running", "successful", "failed", "dismissed"]
UNFINISHED: tuple[Status, ...] = ("accepted", "running")
STATES: tuple[Status, ...] = (*UNFINISHED, "successful", "failed", "dismissed")
# Progress that is only estimated by the time gone stops short of the end.
MOST_ESTIMATED = 95


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: HTTP status and code that a request would have had, and the sentence.

    `faults` name each unusable input.
    """

    status: int
    code: str
    detail: Text
    faults: tuple[tuple[str, Text], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the failure as plain data."""
        return {
            "status": self.status,
            "code": self.code,
            "detail": self.detail.to_dict(),
            "faults": [[name, text.to_dict()] for name, text in self.faults],
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Failure:
        """Take what `to_dict` gave."""
        faults = tuple((str(name), Text.of(text)) for name, text in data.get("faults", ()))
        return cls(int(data["status"]), str(data["code"]), Text.of(data["detail"]), faults)


@dataclass(frozen=True, slots=True)
class Part:
    """One output that a job kept: its media type and size; its name is that of its file."""

    name: str
    media: str
    size: int
    kind: Literal["answer", "features", "raster"]

    def to_dict(self) -> dict[str, Any]:
        """Give the part as plain data."""
        return {"name": self.name, "media": self.media, "size": self.size, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Job:
    """One run of an analysis as the ledger has it; times in seconds since 1970, UTC.

    Attributes
    ----------
    request
        What was asked: `inputs` as given, and `outputs` and `response` where they were;
        `scenario` (id, title, version) where one was asked.
    used
        Layer id → revision of every layer the answer stands on.
    step, done, total
        What is being done, and how much of it.
    estimate_s
        How long earlier runs of this analysis took; None where there were none.
    claim
        The word of the worker that runs it.
    same_as
        The job whose kept answer this one shares, or is to share when it is there.
    """

    id: str
    process: str
    version: str
    request: Mapping[str, Any]
    key: str
    status: Status
    created: float
    updated: float
    started: float | None = None
    finished: float | None = None
    expires: float | None = None
    attempts: int = 0
    step: Text | None = None
    done: int = 0
    total: int = 0
    estimate_s: float | None = None
    claim: str | None = None
    failure: Failure | None = None
    used: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    same_as: str | None = None

    @property
    def scenario(self) -> Mapping[str, Any] | None:
        """The scenario that was asked, with its version; None: the workspace as it was."""
        return self.request.get("scenario")

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will become of it."""
        return self.status not in UNFINISHED

    @property
    def size(self) -> int:
        """How many bytes of results are kept."""
        return sum(part.size for part in self.parts)

    def part(self, name: str) -> Part | None:
        """Give the output of that name, None where there is none."""
        return next((part for part in self.parts if part.name == name), None)

    def progress(self, now: float) -> int:
        """Give how much is done in percent: counted where it is counted, else by earlier runs.

        Examples
        --------
        >>> job = Job("a", "p", "1", {}, "", "running", 0.0, 0.0, started=10.0, estimate_s=20.0)
        >>> job.progress(15.0), job.progress(1000.0)
        (25, 95)
        """
        if self.status == "successful":
            return 100
        if self.status != "running" or self.started is None:
            return 0
        counted = 100 * self.done // self.total if self.total > 0 else 0
        gone = max(0.0, now - self.started)
        estimated = int(100 * gone / self.estimate_s) if self.estimate_s else 0
        return min(max(counted, estimated), MOST_ESTIMATED)
