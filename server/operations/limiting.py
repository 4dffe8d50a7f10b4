"""Rate limits: a token bucket for each client, shared by all worker processes."""

from __future__ import annotations

import hashlib
import ipaddress
import mmap
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

WAYS = 8
SETS = 1 << 13
_SLOTS = WAYS * SETS
UNKNOWN = "?"


class Buckets:
    """Token buckets in memory that forked processes share; no address is kept in it.

    Each bucket is one number, the moment at which it is full again (GCRA). There are as many as fit
    in a megabyte; where more clients come at once, those whose buckets are fullest are forgotten.

    Parameters
    ----------
    rate
        Requests a second that one client may make for good.
    burst
        Requests it may make at once.
    clock
        Seconds that grow alike in all processes.
    """

    def __init__(
        self, rate: float, burst: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._interval = 1.0 / rate
        self._span = burst / rate
        self._clock = clock
        self._secret = secrets.token_bytes(16)
        memory = mmap.mmap(-1, _SLOTS * 16)
        self._keys = np.frombuffer(memory, dtype=np.uint64, count=_SLOTS)
        self._full_at = np.frombuffer(memory, dtype=np.float64, count=_SLOTS, offset=_SLOTS * 8)

    def take(self, client: str, cost: float = 1.0) -> float:
        """Take tokens for one request; give 0, or for how many seconds the client has to wait.

        Parameters
        ----------
        client
            Address of the client, or what else tells one from another.
        cost
            How many tokens the request takes.
        """
        key, slot, after, wait = self._look(client, cost)
        if wait == 0.0:
            self._full_at[slot] = after
            self._keys[slot] = key
        return wait

    def wait(self, client: str) -> float:
        """Give for how many seconds a client has to wait for one token, and take none."""
        return self._look(client, 1.0)[3]

    def _look(self, client: str, cost: float) -> tuple[int, int, float, float]:
        """Give the key and slot of a client, when its bucket would be full again, and its wait."""
        key = self._key(client)
        slot, known = self._slot(key)
        now = self._clock()
        full_at = max(float(self._full_at[slot]) if known else now, now)
        after = full_at + min(cost * self._interval, self._span)
        wait = after - now - self._span
        return key, slot, after, wait if wait > 1e-9 else 0.0

    def _key(self, client: str) -> int:
        digest = hashlib.blake2b(client.encode(), digest_size=8, key=self._secret).digest()
        return int.from_bytes(digest) or 1

    def _slot(self, key: int) -> tuple[int, bool]:
        first = key % SETS * WAYS
        keys = self._keys[first : first + WAYS].tolist()
        if key in keys:
            return first + keys.index(key), True
        return first + int(np.argmin(self._full_at[first : first + WAYS])), False


def client_of(environ: Mapping[str, Any], proxies: int) -> str:
    """Give the address of the client as far as it can be believed.

    Parameters
    ----------
    environ
        WSGI environment.
    proxies
        How many proxies of one's own stand in front: so many last entries of
        X-Forwarded-For are theirs and true, those before are the client's own words.

    Returns
    -------
    str
        An address; of IPv6 the network (/64), which is what one client has; ``?`` for none.
    """
    address = str(environ.get("REMOTE_ADDR", ""))
    if proxies:
        told = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = told[-proxies] if len(told) >= proxies and told[-proxies] else address
    return _network(address)


def _network(text: str) -> str:
    plain = text.strip("[]")
    if plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        address = ipaddress.ip_address(plain.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return (
        str(ipaddress.ip_network((int(address), 64), strict=False)) if int(address) > 1 else "::1"
    )


def is_local(client: str) -> bool:
    """Say whether an address is this machine's own."""
    return client == "::1" or client.startswith("127.")
