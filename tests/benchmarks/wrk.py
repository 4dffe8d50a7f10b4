"""Load by wrk: the same addresses in turn, over and over."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

import machine
from services import Service, ServiceError

CONNECTIONS = 16
WARM_UP_S = 1
TIMEOUT_S = 60

# wrk asks each address in turn; at the end it tells what it saw as one line of JSON.
SCRIPT = """
local paths = {%s}
local at = 0
wrk.headers["Accept-Encoding"] = %s -- nil: none
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    'SEEN {"requests":%%d,"seconds":%%.6f,"bytes":%%d,"p50_ms":%%.4f,"p99_ms":%%.4f,' ..
    '"refused":%%d,"broken":%%d,"timeouts":%%d}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.status, e.connect + e.read + e.write, e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What one pass saw.

    `refused` are answers of another status than 2xx or 3xx. `cpu_ms` is the processor
    time of the service for each request: it says more than requests a second where
    other programs are at work.
    """

    requests: int
    seconds: float
    bytes: int
    p50_ms: float
    p99_ms: float
    refused: int
    broken: int
    timeouts: int
    cpu_ms: float

    @property
    def per_second(self) -> float:
        """Good answers a second."""
        return (self.requests - self.refused) / self.seconds


def load(
    service: Service,
    paths: Sequence[str],
    *,
    seconds: int,
    connections: int = CONNECTIONS,
    accept_encoding: str = "",
) -> Load:
    """Put load on a service for some seconds, after a warm-up of one; leave it idle.

    Raises
    ------
    ServiceError
        If wrk fails, or not one answer was good.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        asked = ",".join(json.dumps(path) for path in paths)
        script.write(SCRIPT % (asked, json.dumps(accept_encoding or None).replace("null", "nil")))
        script.flush()
        for duration in (WARM_UP_S, seconds):
            used = machine.cpu_seconds(machine.family(service.pid))
            command = [
                *("wrk", "-t1", f"-c{connections}", f"-d{duration}s", f"--timeout={TIMEOUT_S}s"),
                *("-s", script.name, f"http://127.0.0.1:{service.port}"),
            ]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            # A slow service still works off what it was asked when wrk has gone.
            machine.wait_until_idle(service.pid)
            used = machine.cpu_seconds(machine.family(service.pid)) - used
    seen = [line for line in run.stdout.splitlines() if line.startswith("SEEN ")]
    if not seen:
        raise ServiceError(f"wrk against {service.name}: {run.stdout}{run.stderr}")
    told = json.loads(seen[0].removeprefix("SEEN "))
    if told["requests"] <= told["refused"]:
        raise ServiceError(f"{service.name} answered nothing well in {seconds} s: {told}")
    return Load(**told, cpu_ms=1e3 * used / (told["requests"] + connections))
