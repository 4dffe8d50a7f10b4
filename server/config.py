"""Settings of the HTTP service, read once and passed on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from layers.schema import Text
from layers.stores.address import is_url
from server.basemap import Basemap
from server.errors import SettingsError
from server.exchange.language import LANGUAGES, Language
from server.framing import read_sites

TITLE = Text(
    "Penyangga: layanan perencanaan kawasan sekitar Nusantara",
    "Penyangga: planning service for the region around Nusantara",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one client and one request may take.

    Parameters
    ----------
    rate
        Requests a second of one client, 0 for no limit.
    burst
        Requests one client may make at once.
    proxies
        Proxies of one's own in front, whose X-Forwarded-For is believed.
    request_seconds, run_seconds
        After so long a request to read, or to run an analysis, is stopped.
    statement_seconds
        After so long a statement of the database is stopped within a request to read.
    metrics
        Who may read /metrics: this machine, everybody, or nobody.
    """

    rate: float = 0.0
    burst: int = 500
    proxies: int = 0
    request_seconds: float = 10.0
    statement_seconds: float = 2.0
    run_seconds: float = 300.0
    metrics: Literal["local", "all", "none"] = "local"

    def __post_init__(self) -> None:
        """Refuse limits that nobody could keep."""
        fair = self.rate >= 0 and self.burst >= 1 and self.proxies >= 0
        seconds = (self.request_seconds, self.statement_seconds, self.run_seconds)
        if not fair or min(seconds) <= 0:
            told = ", ".join(f"{one:g}" for one in seconds)
            raise SettingsError(
                Text(
                    f"batas laju {self.rate:g}, lonjakan {self.burst}, proksi {self.proxies}, "
                    f"detik {told}: yang diminta laju "
                    "dan proksi paling sedikit 0, lonjakan paling sedikit 1, detik lebih dari 0",
                    f"rate {self.rate:g}, burst {self.burst}, proxies {self.proxies}, seconds "
                    f"{told}: wanted a rate and proxies "
                    "of at least 0, a burst of at least 1, and more than 0 seconds",
                )
            )


@dataclass(frozen=True, slots=True)
class JobLimits:
    """How much jobs may take, one by one and together.

    Parameters
    ----------
    running, queued, each
        How many run at once, and wait, in a workspace; how many of one token may wait.
    memory_bytes, cpu_s, wall_s, file_bytes
        Of one job: address space, processor time, time in all, and its largest file.
    result_bytes, kept_bytes
        What one job, and all of them together, may keep on the disk.
    free_bytes
        What must stay free on the disk.
    layer_bytes, kept_layers
        The largest output that becomes a layer by itself, and how many such layers are kept.
    kept_s, kept_jobs
        How long a result is kept, and how many finished jobs are.
    """

    running: int = 2
    queued: int = 20
    each: int = 10
    memory_bytes: int = 2 << 30
    cpu_s: int = 3600
    wall_s: float = 3600.0
    file_bytes: int = 1 << 30
    result_bytes: int = 1 << 30
    kept_bytes: int = 4 << 30
    free_bytes: int = 256 << 20
    layer_bytes: int = 32 << 20
    kept_layers: int = 100
    kept_s: float = 7 * 86_400.0
    kept_jobs: int = 1000

    def __post_init__(self) -> None:
        """Refuse limits under which no job could run."""
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise SettingsError(
                    Text(
                        f"batas pekerjaan {name} = {getattr(self, name):g}: yang diminta di atas 0",
                        f"limit of jobs {name} = {getattr(self, name):g}: wanted above 0",
                    )
                )


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How one service is to run.

    Parameters
    ----------
    workspace
        The workspace to publish: its folder, or the URL of a PostGIS database. It may
        hold a password, so it is left out of the settings' text form.
    folder
        Where a PostGIS workspace keeps its rasters and packed layers.
    title
        Name of the service in both languages.
    default_limit, max_limit
        Features on a page when none are asked for, and at most.
    page_bytes
        A page is cut shorter than its limit when it would exceed this size.
    body_bytes
        Largest request body taken.
    kept_bytes
        How much of the tiles given last each worker keeps ready to be sent again.
    base_url
        Public address when a proxy stands in front ("" = from the request).
    language
        Language of an answer nobody asked a language for.
    access_log
        Log one JSON line a request.
    limits
        How much one client and one request may take.
    json_log
        Write all logs as JSON lines.
    writers
        Who may change what is kept over HTTP: whoever asks from this very machine and
        holders of an editor's token (`local`, only for a service that no other machine
        reaches), the latter alone, or nobody.
    jobs
        How much analyses may take that go on after their request.
    basemap
        Pictures of another server under the map; None asks no other server.
    framed_by
        Sites whose pages may show the map alone; none but this service's own unless named.
    """

    workspace: Path | str = field(repr=False)
    title: Text = TITLE
    default_limit: int = 10
    max_limit: int = 10_000
    page_bytes: int = 64 * 1024 * 1024
    body_bytes: int = 1024 * 1024
    kept_bytes: int = 64 * 1024 * 1024
    base_url: str = ""
    language: Language = "id"
    access_log: bool = False
    folder: Path | None = None
    limits: Limits = field(default_factory=Limits)
    json_log: bool = False
    writers: Literal["local", "token", "nobody"] = "token"
    jobs: JobLimits = field(default_factory=JobLimits)
    basemap: Basemap | None = None
    framed_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse sizes that could never answer."""
        read_sites(self.framed_by)
        if not 1 <= self.default_limit <= self.max_limit:
            raise SettingsError(
                Text(
                    f"batas bawaan {self.default_limit} dan batas terbesar {self.max_limit}: "
                    "yang diminta 1 <= bawaan <= terbesar",
                    f"default limit {self.default_limit} and largest limit {self.max_limit}: "
                    "wanted 1 <= default <= largest",
                )
            )
        if self.page_bytes < 1 or self.body_bytes < 1:
            raise SettingsError(
                Text(
                    "page_bytes dan body_bytes paling sedikit 1",
                    "page_bytes and body_bytes must be at least 1",
                )
            )
        if self.language not in LANGUAGES:
            raise SettingsError(
                Text(
                    f"bahasa {self.language!r} bukan salah satu dari {', '.join(LANGUAGES)}",
                    f"language {self.language!r} is not one of {', '.join(LANGUAGES)}",
                )
            )

    @property
    def home(self) -> Path:
        """The folder of what is no layer: the workspace's, or what goes with a database."""
        return self.folder or Path(self.workspace)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> ServerSettings:
        """Read PENYANGGA_WORKSPACE, _FOLDER, _BASE_URL, _LANGUAGE, _BASEMAP, _EMBED_IN.

        Raises
        ------
        SettingsError
            If no workspace is named.
        """
        env = os.environ if environ is None else environ
        workspace = env.get("PENYANGGA_WORKSPACE", "")
        if not workspace:
            raise SettingsError(
                Text(
                    "tidak ada ruang kerja yang disebut: tetapkan PENYANGGA_WORKSPACE ke "
                    "foldernya, atau ke postgresql://… dengan PENYANGGA_FOLDER",
                    "no workspace named: set PENYANGGA_WORKSPACE to its folder, or to "
                    "postgresql://… with PENYANGGA_FOLDER",
                )
            )
        folder = env.get("PENYANGGA_FOLDER", "")
        language: Language = "en" if env.get("PENYANGGA_LANGUAGE") == "en" else "id"
        base_url = env.get("PENYANGGA_BASE_URL", "").rstrip("/")
        return cls(
            workspace if is_url(workspace) else Path(workspace),
            base_url=base_url,
            language=language,
            folder=Path(folder) if folder else None,
            basemap=Basemap.from_environment(env),
            framed_by=read_sites(env.get("PENYANGGA_EMBED_IN", "").split()),
        )
