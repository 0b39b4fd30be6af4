"""Who answered a request: the address at the other end, and by which certificates it showed whose host it is.

Nothing here is asked of anybody: the connection knows it. It is kept with the page as what this archive saw.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from archive_repo.format.snapshot import Peer

_DER = 2
"""`_ssl.ENCODING_DER`: before Python 3.13 a chain is made of objects that are asked for their bytes."""

_SHORT = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "localityName": "L",
    "stateOrProvinceName": "ST",
    "countryName": "C",
}


def of(response: httpcore.Response) -> Peer:
    """Who answered; empty as far as the connection does not say."""
    stream = response.extensions.get("network_stream")
    try:
        return _told(stream) if stream else Peer()
    except (OSError, ValueError):  # it has hung up already
        return Peer()


def known(peers: Iterable[Peer]) -> tuple[Peer, ...]:
    """Those of a visit; none if nothing is known of any."""
    found = tuple(peers)
    return found if any(one != Peer() for one in found) else ()


def _told(stream: Any) -> Peer:
    address, secured = stream.get_extra_info("server_addr"), stream.get_extra_info("ssl_object")
    where = str(address[0]) if address else ""
    if secured is None:
        return Peer(address=where)
    return Peer(
        address=where,
        tls=secured.version() or "",
        issuer=_issuer(secured),
        certificates=tuple(hashlib.sha256(one).hexdigest() for one in _chain(secured)),
    )


def _chain(secured: Any) -> Iterable[bytes]:
    """The certificates as DER, from the host's own to the root; its own alone where Python has no more."""
    chain = getattr(secured, "get_verified_chain", None)  # from Python 3.13 on
    chain = chain or getattr(getattr(secured, "_sslobj", None), "get_verified_chain", None)
    found = chain() if chain else None
    if not found:
        own = secured.getpeercert(binary_form=True)
        return [own] if own else []
    return [one if isinstance(one, bytes) else one.public_bytes(_DER) for one in found]


def _issuer(secured: ssl.SSLObject) -> str:
    """Who issued the host's own certificate: `CN=R11, O=Let's Encrypt, C=US`."""
    told = secured.getpeercert() or {}
    names: Any = told.get("issuer", ())
    parts = [f"{_SHORT.get(name, name)}={value}" for ((name, value), *_) in names]
    return ", ".join(parts[::-1])
