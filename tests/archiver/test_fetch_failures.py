"""Every error of those who speak HTTP for us becomes one of ours, with a reason."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from types import ModuleType

import h2.exceptions
import h11
import hpack.exceptions
import httpcore
import httpx
import hyperframe.exceptions
import idna
import pytest

from archiver.errors import (
    AddressRefused,
    BadAddress,
    BadAnswer,
    BodyCutShort,
    ConnectionFailed,
    FetchError,
)
from archiver.fetch.failures import failure, mapped
from archiver.fetch.hosts import PrivateAddress, UnknownHost

URL = "https://a.example/"
ARGUMENTS: dict[type[Exception], tuple[object, ...]] = {
    h2.exceptions.InvalidBodyLengthError: (1, 2),
    h2.exceptions.InvalidSettingsValueError: ("no", 1),
    h2.exceptions.StreamIDTooLowError: (1, 2),
    hyperframe.exceptions.UnknownFrameError: (1, 2),
}
"""What those are made of that take more than a message."""


def subclasses(cls: type) -> Iterator[type]:
    for one in cls.__subclasses__():
        yield one
        yield from subclasses(one)


def raised_by(module: ModuleType) -> list[type]:
    """The exceptions that a module names."""
    named = vars(module).values()
    return [one for one in named if isinstance(one, type) and issubclass(one, Exception)]


@pytest.mark.parametrize("kind", sorted({*subclasses(httpx.HTTPError), httpx.InvalidURL}, key=str))
@pytest.mark.parametrize("in_body", [False, True])
def test_every_error_of_httpx_becomes_one_of_ours(kind: type, in_body: bool):
    if kind is httpx.HTTPStatusError:
        request = httpx.Request("GET", URL)
        error = httpx.HTTPStatusError("no", request=request, response=httpx.Response(500))
    else:
        error = kind("no")
    found = failure(URL, error, limit="1 s", in_body=in_body)
    transient = issubclass(
        kind, httpx.TimeoutException | httpx.NetworkError | httpx.ProtocolError | httpx.ProxyError
    )
    assert found is not None
    assert found.retryable is transient
    assert found.url == URL


@pytest.mark.parametrize("kind", raised_by(httpcore))
@pytest.mark.parametrize("in_body", [False, True])
def test_every_error_of_httpcore_becomes_one_of_ours(kind: type[Exception], in_body: bool):
    found = failure(URL, kind("no"), limit="1 s", in_body=in_body)
    transient = issubclass(
        kind,
        httpcore.TimeoutException | httpcore.NetworkError | httpcore.ProtocolError | httpcore.ProxyError,
    )
    assert found is not None
    assert found.retryable is transient


@pytest.mark.parametrize(
    "kind", [one for m in (h2.exceptions, hpack.exceptions, hyperframe.exceptions) for one in raised_by(m)]
)
def test_every_error_of_those_below_httpcore_becomes_one_of_ours(kind: type[Exception]):
    with pytest.raises(FetchError, match="response cannot be read"), mapped(URL, limit="1 s"):
        raise kind(*ARGUMENTS.get(kind, ["no"]))


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (h11.RemoteProtocolError("no"), BadAnswer),
        (ssl.SSLError("no"), ConnectionFailed),
        (ConnectionResetError("no"), ConnectionFailed),
        (socket.gaierror("no"), ConnectionFailed),
        (UnknownHost("no"), ConnectionFailed),
        (PrivateAddress("10.0.0.1"), AddressRefused),
        (UnicodeError("no"), BadAnswer),
        (idna.InvalidCodepoint("no"), BadAnswer),
        (ValueError("invalid literal for int()"), BadAnswer),
        (OverflowError("no"), BadAnswer),
        (httpx.InvalidURL("no"), BadAddress),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_what_slips_through_their_own_mapping_becomes_one_of_ours(error: Exception, ours: type[FetchError]):
    assert type(failure(URL, error, limit="1 s")) is ours


def test_a_connection_that_breaks_in_the_body_cuts_it_short():
    assert isinstance(failure(URL, ConnectionResetError("no"), limit="1 s", in_body=True), BodyCutShort)


@pytest.mark.parametrize("bug", [TypeError("no"), KeyError("no"), AssertionError("no"), httpx.StreamClosed()])
def test_a_bug_stays_a_bug(bug: Exception):
    with pytest.raises(type(bug)), mapped(URL, limit="1 s"):
        raise bug


def test_what_a_server_wrote_into_an_error_is_told_in_one_line_of_limited_length():
    found = failure(URL, ValueError("a\nb " * 1000), limit="1 s")
    assert found is not None
    assert found.reason == f"the response cannot be read: {'a b ' * 75}"
