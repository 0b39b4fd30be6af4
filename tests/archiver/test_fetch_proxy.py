"""The browser's way out: what it passes on, and what it refuses."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.fetch.browser import proxy
from archiver.fetch.browser.proxy import parse
from archiver.fetch.hosts import Hosts, UnknownHost
from tests.archiver.conftest import Answer, Web

ALLOWED = Hosts(
    resolve=lambda host, port: ["127.0.0.2" if host == "private.example" else "127.0.0.1"],
    allows=lambda address: address == "127.0.0.1",
)
"""Every host is this machine, but for one, which is not allowed."""


def through(
    said: bytes, hosts: Hosts = ALLOWED, seconds: float = 5.0, *, until: bytes = b"", then: bytes = b""
) -> bytes:
    """What the proxy answers to these bytes, and once it has said `until` to `then`, until it hangs up."""

    def ask(port: int) -> bytes:
        answer = b""
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as connection,
            contextlib.suppress(ConnectionResetError),
        ):
            connection.sendall(said)
            while not answer.endswith(until) and (data := connection.recv(1)):
                answer += data
            connection.sendall(then)
            while data := connection.recv(65536):
                answer += data
        return answer

    async def talk() -> bytes:
        async with proxy.serving(hosts, seconds=seconds) as port:
            return await asyncio.to_thread(ask, port)

    return asyncio.run(talk())


def get(web: Web, host: str = "a.example", path: str = "/p", headers: str = "") -> bytes:
    return f"GET http://{host}:{web.port}{path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode()


def test_a_request_goes_to_the_server_without_what_was_for_the_proxy(serve: Web):
    serve.pages["/p?x=1"] = Answer(body=b"text")
    headers = "Proxy-Connection: keep-alive\r\nProxy-Authorization: x\r\nX-Own: 1\r\n"
    answer = through(get(serve, path="/p?x=1", headers=headers))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\ntext")
    (asked,) = serve.requests
    assert {name: value for name, value in asked.headers.items() if name != "host"} == {
        "x-own": "1",
        "connection": "close",
    }


def test_a_tunnel_carries_what_both_say(serve: Web):
    serve.pages["/p"] = Answer(body=b"text")
    answer = through(
        f"CONNECT a.example:{serve.port} HTTP/1.1\r\n\r\n".encode(),
        until=b"\r\n\r\n",
        then=b"GET /p HTTP/1.1\r\nConnection: close\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"text")


def test_the_body_of_a_request_is_handed_on(serve: Web):
    serve.pages["/p"] = Answer(body=b"thanks")
    answer = through(get(serve, headers="Content-Length: 5\r\n") + b"hello")
    assert answer.endswith(b"thanks")
    assert [asked.body for asked in serve.requests] == [b"hello"]


def test_the_next_request_never_reaches_a_server_that_keeps_the_connection_open(serve: Web):
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = False
        Answer(body=b"text")(handler)

    serve.otherwise = play
    answer = through(get(serve), until=b"text", then=get(serve, host="b.example", path="/q"))
    assert answer.endswith(b"text")
    assert [request.path for request in serve.requests] == ["/p"]


@pytest.mark.parametrize("method", ["GET http://private.example:{}/p", "CONNECT private.example:{}"])
def test_an_address_that_is_not_allowed_is_refused(serve: Web, method: str):
    answer = through(f"{method.format(serve.port)} HTTP/1.1\r\n\r\n".encode())
    assert answer == proxy.REFUSED
    assert serve.requests == []


def test_the_address_that_was_checked_is_the_one_connected_to(serve: Web):
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    hosts = Hosts(resolve=lambda host, port: next(answers), allows=lambda address: address == "127.0.0.1")
    serve.pages["/p"] = Answer(body=b"text")
    assert through(get(serve), hosts).endswith(b"text")
    assert next(answers) == ["127.0.0.2"]  # not asked a second time


@pytest.mark.parametrize(
    "said",
    [
        b"GET /p HTTP/1.1\r\n\r\n",
        b"GET ftp://a.example/ HTTP/1.1\r\n\r\n",
        b"GET http:///p HTTP/1.1\r\n\r\n",
        b"GET http://a.example:99999/ HTTP/1.1\r\n\r\n",
        b"GET http://[oops/ HTTP/1.1\r\n\r\n",
        b"CONNECT a.example:x HTTP/1.1\r\n\r\n",
        b"POST http://a.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST http://a.example/ HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST http://a.example/ HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"\r\n\r\n",
    ],
)
def test_what_is_no_request_for_a_proxy_is_refused(said: bytes):
    assert through(said) == proxy.REFUSED


def unknown(host: str, port: int) -> Sequence[str]:
    raise OSError("no such name")


@pytest.mark.parametrize("resolve", [unknown, lambda host, port: [], lambda host, port: ["127.0.0.1"]])
def test_a_host_that_is_not_reached_is_a_bad_gateway(resolve: Callable[[str, int], Sequence[str]]):
    hosts = Hosts(resolve=resolve, allows=ALLOWED.allows)
    assert through(b"CONNECT a.example:1 HTTP/1.1\r\n\r\n", hosts) == proxy.UNREACHED


def test_a_request_that_never_ends_is_given_up():
    assert through(b"GET http://a.example/ HTTP/1.1\r\n", seconds=0.2) == proxy.UNREACHED


def test_a_head_without_end_is_hung_up_on():
    assert through(b"GET http://a.example/ HTTP/1.1\r\nX: " + b"x" * 200_000) == b""


def test_tunnels_that_are_open_end_with_the_proxy(serve: Web):
    async def talk() -> bytes:
        async with proxy.serving(ALLOWED, seconds=5) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"CONNECT a.example:{serve.port} HTTP/1.1\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
        with contextlib.closing(writer):
            return await reader.read()

    assert asyncio.run(talk()) == b""


@given(st.binary())
def test_no_head_breaks_its_reader(head: bytes):
    with contextlib.suppress(ValueError):
        wanted = parse(head)
        assert 0 <= wanted.port <= 65535
        with contextlib.suppress(UnknownHost):
            Hosts(resolve=lambda host, port: []).addresses(wanted.host, wanted.port)
