"""An HTTP/2 server on this machine that sends what a test tells it to, sense or not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.exceptions

Headers = Sequence[tuple[str, str]]


@dataclass
class Stream:
    """A request and the means to answer it; nothing that is sent is checked."""

    connection: h2.connection.H2Connection
    id: int
    path: str
    headers: dict[str, str]

    def answer(self, status: str, body: bytes = b"", headers: Headers = ()) -> None:
        self.connection.send_headers(self.id, [(":status", status), *headers])
        self.connection.send_data(self.id, body, end_stream=True)


Play = Callable[[Stream], None]


@dataclass
class Web2:
    """`web.pages[path]` answers; robots.txt allows everything."""

    port: int
    pages: dict[str, Play] = field(default_factory=dict)
    requests: list[Stream] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str) -> str:
        return f"https://a.example:{self.port}{path}"


def missing(stream: Stream) -> None:
    """Answer that there is no such page."""
    stream.answer("404")


@contextmanager
def serving(certificate: ssl.SSLContext) -> Iterator[Web2]:
    """The server; its connections end with it."""
    certificate.set_alpn_protocols(["h2"])
    listening = socket.create_server(("127.0.0.1", 0))
    web = Web2(port=listening.getsockname()[1])
    opened: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connected, _ = listening.accept()
                opened.append(connected)
                web.connections += 1
                threading.Thread(target=_talk, args=(web, connected, certificate), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for one in opened:
            one.close()
        thread.join()


def _talk(web: Web2, connected: socket.socket, certificate: ssl.SSLContext) -> None:
    config = h2.config.H2Configuration(
        client_side=False,
        header_encoding="utf-8",
        validate_outbound_headers=False,
        normalize_outbound_headers=False,
    )
    connection = h2.connection.H2Connection(config)
    with (
        suppress(OSError, ValueError, h2.exceptions.ProtocolError),
        certificate.wrap_socket(connected, server_side=True) as stream,
    ):
        connection.initiate_connection()
        stream.sendall(connection.data_to_send())
        while data := stream.recv(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    _answer(web, connection, event)
            stream.sendall(connection.data_to_send())


def _answer(web: Web2, connection: h2.connection.H2Connection, event: h2.events.RequestReceived) -> None:
    headers = {str(name): str(value) for name, value in event.headers or ()}
    stream = Stream(connection, event.stream_id or 0, headers[":path"], headers)
    web.requests.append(stream)
    web.pages.get(stream.path, missing)(stream)
