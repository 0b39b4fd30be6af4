"""An address as it is asked for: checked, in ASCII, without its fragment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from urllib.parse import urldefrag, urlsplit

import httpcore

_PLAIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9][a-z0-9.-]*)(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<path>/[A-Za-z0-9._~/+,;=:@-]{0,1000}(?:\?[A-Za-z0-9._~/+,;=:@&-]{1,1000})?)"
)
"""Addresses that httpx writes as they are, and has nothing against, but for what `_is_plain` says."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes."""

    text: str
    """The whole address."""
    url: httpcore.URL
    host: bytes
    """The Host header: the name, and the port if it is not that of the scheme."""


def of(url: str) -> Target:
    """The target of a request for a URL.

    Raises ValueError if its scheme, host or port cannot be connected to.
    """
    url = urldefrag(url).url
    plain = _PLAIN.fullmatch(url)
    return _read(plain) if plain and _is_plain(plain) else _parsed(url)


def _is_plain(found: re.Match[str]) -> bool:
    """True if the host is not encoded, nor a number that is no address, and nothing could be left out."""
    host, port = found["host"], int(found["port"] or 1)
    if host[-1].isdigit():
        try:
            IPv4Address(host)
        except AddressValueError:
            return False
    is_written_out = _DEFAULT_PORTS[found["scheme"]] == port
    return port <= _MAX_PORT and not is_written_out and "xn--" not in host and "/." not in found["path"]


def _read(found: re.Match[str]) -> Target:
    host, port = found["host"].encode(), found["port"]
    url = httpcore.URL(
        scheme=found["scheme"].encode(),
        host=host,
        port=int(port) if port else None,
        target=found["path"].encode(),
    )
    return Target(found[0], url, b"%b:%b" % (host, port.encode()) if port else host)


def _parsed(url: str) -> Target:
    split = urlsplit(url)
    if split.scheme not in _DEFAULT_PORTS or not split.hostname:
        raise ValueError("it must begin with http:// or https:// and a host")
    if split.port == 0:
        raise ValueError("there is no port 0")
    import httpx  # slow to load, and most addresses are plain

    try:
        whole = httpx.URL(url)
        str(whole.host)  # raises if its xn-- spelling is invalid
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from error
    return Target(
        str(whole),
        httpcore.URL(scheme=whole.raw_scheme, host=whole.raw_host, port=whole.port, target=whole.raw_path),
        whole.netloc,
    )
