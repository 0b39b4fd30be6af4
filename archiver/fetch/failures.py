"""The one place where httpx's errors become ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from archiver.errors import (
    AddressRefused,
    BadAddress,
    BadAnswer,
    BodyCutShort,
    ConnectionFailed,
    FetchError,
    TimedOut,
    TooManyRedirects,
)
from archiver.fetch.network import PrivateAddress


@contextmanager
def mapped(url: str, *, timeout: float, in_body: bool = False) -> Iterator[None]:
    """Raise what goes wrong in the block as a FetchError; bugs, such as httpx.StreamError, pass through."""
    try:
        yield
    except PrivateAddress as error:
        raise AddressRefused(
            url, f"the host's address {error} is private; fetch.allow_private_addresses would allow it"
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise failure(url, error, timeout=timeout, in_body=in_body) from error


def failure(
    url: str, error: httpx.HTTPError | httpx.InvalidURL, *, timeout: float, in_body: bool = False
) -> FetchError:
    """What an error of httpx means for the page. In the body, a broken connection is a body cut short."""
    match error:
        case httpx.TimeoutException():
            return TimedOut(url, f"no complete answer within {timeout:g} s (fetch.timeout_seconds)")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return BadAddress(url, f"no address that can be fetched: {error}")
        case httpx.TooManyRedirects():
            return TooManyRedirects(url, "the redirects do not come to an end")
        case httpx.NetworkError() | httpx.ProtocolError() if in_body:
            return BodyCutShort(url, "the connection ended before the body was complete")
        case httpx.NetworkError() | httpx.ProtocolError() | httpx.ProxyError():
            return ConnectionFailed(url, f"no connection: {error}")
        case _:
            return BadAnswer(url, f"the answer cannot be read: {error}")
