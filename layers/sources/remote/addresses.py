"""Addresses: which URLs may be asked, and which machine a name may stand for."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from layers.errors import RemoteError
from layers.schema import Text

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Sequence[str]]
PORTS = {"https": 443, "http": 80}
LONGEST = 8000
SECRET = re.compile(r"(?:^|[_-])(?:token|key|apikey|secret|password|passwd|signature|sig|auth)$")
NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a request may go.

    Attributes
    ----------
    insecure_http
        Ask other machines without encryption too.
    private
        Ask machines of the own network (10.…, 192.168.…) by their names too.
    """

    insecure_http: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """One URL, taken apart, and the one address that will be connected to."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def origin(self) -> tuple[str, int]:
        """Host and port."""
        return (self.host, self.port)


def system_lookup(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name.

    Raises
    ------
    RemoteError
        `offline` when no name server answers or none knows the name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise offline(host) from fault
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def offline(host: str) -> RemoteError:
    """Give the one sentence for a machine that cannot be reached."""
    return RemoteError(
        Text(
            f"tidak ada sambungan ke {host}: luring, atau namanya salah; tidak ada yang diubah, "
            "coba lagi bila ada jaringan",
            f"no connection to {host}: offline, or the name is wrong; nothing was changed, "
            "try again when there is a network",
        ),
        code="offline",
    )


def resolve(
    url: str, reach: Reach, *, came_from: Target | None = None, lookup: Lookup = system_lookup
) -> Target:
    """Say which machine a URL stands for, or refuse it.

    Parameters
    ----------
    url
        ``https://…``; ``http://…`` only for this machine or with `reach.insecure_http`.
    reach
        What the caller allows.
    came_from
        Where a redirect or link to this URL was found. A link never leads into
        the own network, except within the very server that it was found on.
    lookup
        Gives the addresses of a name; they are asked for once.

    Raises
    ------
    RemoteError
        `bad-url`, `insecure-url`, `private-address`, `offline`.
    """
    parts, host, port = _taken_apart(url)
    literal = _literal(host)
    if parts.scheme == "http" and literal is None and host != "localhost":
        _require_encryption(parts, came_from, reach, loopback=False)
    same = came_from is not None and came_from.origin == (host, port)
    if same and came_from is not None:
        addresses = [came_from.address]  # resolved once: a second answer could be another machine
    else:
        addresses = [str(literal)] if literal else list(lookup(host, port))
    if not addresses:
        raise offline(host)
    parsed = [ipaddress.ip_address(text.partition("%")[0]) for text in addresses]
    named = came_from is None and (literal is not None or host == "localhost")
    private = reach.private and (came_from is None or _is_own(came_from))
    for address in parsed:
        _require_allowed(host, address, trusted=named or same, private=private)
    loopback = all(_plain(address).is_loopback for address in parsed)
    _require_encryption(parts, came_from, reach, loopback=loopback)
    path = urlunsplit(
        ("", "", quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"), parts.query, "")
    )
    return Target(url, parts.scheme, host, port, path, str(parsed[0]))


def follow(base: Target, link: str) -> str:
    """Give the URL of a link found on a page, on https again if the page was.

    Many servers behind a proxy write links to themselves with http.
    """
    url = urljoin(base.url, link)
    parts = urlsplit(url)
    if base.scheme == "https" and parts.scheme == "http" and parts.hostname == base.host:
        plain_port = parts.port in (None, 80)
        netloc = parts.hostname if plain_port else parts.netloc
        url = urlunsplit(("https", netloc or "", parts.path, parts.query, ""))
    return url


def with_query(url: str, **values: str | int | None) -> str:
    """Give the URL with query parameters set; None takes one away."""
    parts = urlsplit(url)
    names = {name.lower() for name in values}
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True)]
    kept = [(k, v) for k, v in kept if k.lower() not in names]
    given = [(k, str(v)) for k, v in values.items() if v is not None]
    query = urlencode([*kept, *given], safe=":,/*")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def without_secrets(url: str) -> str:
    """Give the URL as it may be written down: keys and tokens in the query left out.

    Examples
    --------
    >>> without_secrets("https://a.example/wfs?token=abc&service=WFS")
    'https://a.example/wfs?token=***&service=WFS'
    """
    parts = urlsplit(url)
    pairs = [
        (k, "***" if SECRET.search(k.lower()) else v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
    ]
    query = urlencode(pairs, safe=":,/*") if any(v == "***" for _, v in pairs) else parts.query
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def _taken_apart(url: str) -> tuple[SplitResult, str, int]:
    shown = repr(url[:200])
    if len(url) > LONGEST or not url.isprintable() or " " in url or "\\" in url:
        raise RemoteError(
            Text(
                f"{shown}: terlalu panjang, atau berspasi; bukan URL",
                f"{shown}: too long, or with spaces in it; not a URL",
            ),
            code="bad-url",
        )
    try:
        parts = urlsplit(url)
        shown = without_secrets(url)[:200]
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as fault:
        raise RemoteError(
            Text(f"{shown} bukan URL: {fault}", f"{shown} is no URL: {fault}"), code="bad-url"
        ) from fault
    if parts.scheme not in PORTS or not host or port == 0:
        raise RemoteError(
            Text(f"{shown}: yang diminta https://HOST/…", f"{shown}: wanted https://HOST/…"),
            code="bad-url",
        )
    if parts.username is not None or parts.password is not None:
        raise RemoteError(
            Text(
                f"{shown}: ada nama dan kata sandi di dalam URL; keduanya akan tersimpan bersama "
                "data. Berikan URL tanpa itu",
                f"{shown}: a name and password stand in the URL; they would be kept with the data. "
                "Give the URL without them",
            ),
            code="bad-url",
        )
    return parts, host.lower(), port or PORTS[parts.scheme]


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 address wraps, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        teredo = address.teredo[1] if address.teredo else None
        return address.ipv4_mapped or address.sixtofour or teredo or address
    return address


def _is_own(target: Target) -> bool:
    return not _plain(ipaddress.ip_address(target.address)).is_global


def _require_allowed(host: str, address: Address, *, trusted: bool, private: bool) -> None:
    plain = _plain(address)
    never = plain.is_link_local or plain.is_multicast or plain.is_unspecified
    allowed = trusted or plain.is_global or (private and not plain.is_loopback)
    if never or not allowed:
        raise RemoteError(
            Text(
                f"{host} adalah {address}, mesin di jaringan sendiri; hanya URL yang Anda berikan "
                "dan yang menyebutnya dengan alamatnya, atau --private-hosts, boleh menuju ke "
                "sana",
                f"{host} is {address}, a machine of the own network; only a URL that you give and "
                "that names it by its address, or --private-hosts, may lead there",
            ),
            code="private-address",
        )


def _require_encryption(
    parts: SplitResult, came_from: Target | None, reach: Reach, *, loopback: bool
) -> None:
    if parts.scheme == "https" or reach.insecure_http:
        return
    if loopback and (came_from is None or came_from.scheme == "http"):
        return
    raise RemoteError(
        Text(
            f"{parts.hostname} diminta tanpa penyandian (http); pakai https, atau berikan "
            "--insecure-http jika servernya tidak memilikinya",
            f"{parts.hostname} is asked without encryption (http); use https, or give "
            "--insecure-http if the server has none",
        ),
        code="insecure-url",
    )
