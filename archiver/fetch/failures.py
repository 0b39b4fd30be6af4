"""The one place where errors of the network and of the libraries that speak HTTP become FetchErrors."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore

from archiver.errors import (
    AddressRefused,
    BadAddress,
    BadAnswer,
    BodyCutShort,
    CertificateRefused,
    ConnectionFailed,
    FetchError,
    Interrupted,
    TimedOut,
    TooManyRedirects,
)
from archiver.fetch.hosts import PrivateAddress, UnknownHost
from archiver.fetch.network import Laborious, Unwanted
from archiver.fetch.transport import MoreThanDeclared

PACKAGES = frozenset({"h11", "h2", "hpack", "httpcore", "httpx", "hyperframe"})
"""The libraries that speak HTTP for us. Their errors have no common root, and not all of them are mapped by
httpcore."""

LAST_RESORT = (OSError, ValueError, ArithmeticError)
"""What sockets, ssl, idna and decoders raise at an odd response, such as a status that is not a number."""

OURS = (Laborious, MoreThanDeclared, PrivateAddress, UnknownHost, Unwanted)
"""Raised by our own network and transport."""

BROKEN = (
    UnknownHost,
    OSError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
)
"""There was no connection, or it broke; so say errors of httpx too, see `_broken`."""

MAX_SAID = 300
"""Characters of a library's error that are shown: it may quote what a server sent."""


@contextmanager
def mapped(url: str, *, limit: str, in_body: bool = False) -> Iterator[None]:
    """Raise an error in the block as a FetchError; bugs, such as httpx.StreamError, pass through.

    `limit` names the time limit that the block is under.
    """
    try:
        yield
    except FetchError:
        raise
    except Exception as error:
        found = failure(url, error, limit=limit, in_body=in_body)
        if found is None:
            raise
        raise found from error


def failure(url: str, error: Exception, *, limit: str, in_body: bool = False) -> FetchError | None:
    """What an error means for the page; None if it is a bug.

    In the body, a broken connection is a body cut short.
    """
    import httpx  # slow to load, and most pages come without an error

    if _is_bug(error):
        return None
    if untrusted := _certificate(error):
        return CertificateRefused(url, f"the server's certificate is not trusted: {_said(untrusted)}")
    match error:
        case PrivateAddress():
            return AddressRefused(
                url, f"the host's address {error} is private; fetch.allow_private_addresses would allow it"
            )
        case Unwanted():
            return Interrupted(url, "the crawl was ended")
        case httpx.TimeoutException() | httpcore.TimeoutException() | TimeoutError():
            return TimedOut(url, f"no complete response within {limit}")
        case httpx.UnsupportedProtocol() | httpcore.UnsupportedProtocol() | httpx.InvalidURL():
            return BadAddress(url, f"not an address that can be fetched: {_said(error)}")
        case MoreThanDeclared():
            return BadAnswer(url, "the body is longer than its Content-Length: the page may be cut short")
        case Laborious():
            return BadAnswer(url, "the response comes in so many small parts that it was not read to its end")
        case httpx.TooManyRedirects():
            return TooManyRedirects(url, "too many redirects")
    return _broken(url, error, in_body=in_body)


def _broken(url: str, error: Exception, *, in_body: bool) -> FetchError:
    import httpx

    if not isinstance(error, (*BROKEN, httpx.NetworkError, httpx.ProtocolError, httpx.ProxyError)):
        return BadAnswer(url, f"the response cannot be read: {_said(error)}")
    if in_body:
        return BodyCutShort(url, "the connection ended before the body was complete")
    return ConnectionFailed(url, f"no connection: {_said(error)}")


def _is_bug(error: Exception) -> bool:
    import httpx

    if isinstance(error, httpx.StreamError):
        return True
    foreign = type(error).__module__.partition(".")[0] in PACKAGES
    return not foreign and not isinstance(error, (*LAST_RESORT, *OURS))


def _certificate(error: Exception) -> ssl.SSLCertVerificationError | None:
    """Why a certificate was refused: httpcore passes that error on as the argument of its own."""
    return next((one for one in (error, *error.args) if isinstance(one, ssl.SSLCertVerificationError)), None)


def _said(error: Exception) -> str:
    """What an error says, in one line."""
    said = getattr(error, "verify_message", "") or str(error)
    return " ".join(said.split())[:MAX_SAID] or type(error).__name__
