"""Connections that are kept for the next page of their host."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from archiver.fetch import target
from archiver.fetch.hosts import Hosts, anywhere
from archiver.fetch.transport import IDLE_CONNECTIONS, Transport


class Server(ThreadingHTTPServer):
    """Answers every address of loopback, and counts the connections."""

    daemon_threads = True
    request_queue_size = 1024
    connections = 0
    hangs_up = False

    def __init__(self) -> None:
        super().__init__(("0.0.0.0", 0), Handler)
        self.hung_up = threading.Event()

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.hung_up.set()

    def url(self, number: int) -> str:
        return f"http://127.0.1.{number}:{self.server_port}/p"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"terms")
        self.close_connection = self.server.hangs_up

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = Transport(Hosts(allows=anywhere))
    yield made
    made.close()


def ask(transport: Transport, url: str, *, read: bool = True) -> None:
    answer = transport.send(target.of(url), [])
    if read:
        assert b"".join(answer.iter_stream()) == b"terms"
    answer.close()
    answer.close()


def test_a_host_is_asked_again_over_the_same_connection(server: Server, transport: Transport):
    for _ in range(3):
        ask(transport, server.url(1))
    assert server.connections == 1


def test_a_connection_whose_answer_was_not_read_is_not_used_again(server: Server, transport: Transport):
    ask(transport, server.url(1), read=False)
    ask(transport, server.url(1))
    assert server.connections == 2


def test_a_connection_that_the_server_has_ended_is_not_used_again(server: Server, transport: Transport):
    server.hangs_up = True
    ask(transport, server.url(1))
    assert server.hung_up.wait(10)
    ask(transport, server.url(1))
    assert server.connections == 2


def test_as_many_connections_are_kept_as_platforms_are_looked_at(server: Server, transport: Transport):
    for number in range(1, IDLE_CONNECTIONS + 1):
        ask(transport, server.url(number))
    ask(transport, server.url(1))
    assert server.connections == IDLE_CONNECTIONS


def test_of_one_more_that_which_was_used_longest_ago_is_ended(server: Server, transport: Transport):
    for number in range(1, IDLE_CONNECTIONS + 2):
        ask(transport, server.url(number))
    ask(transport, server.url(2))
    assert server.connections == IDLE_CONNECTIONS + 1
    ask(transport, server.url(1))
    assert server.connections == IDLE_CONNECTIONS + 2
