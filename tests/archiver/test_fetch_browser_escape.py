"""A hostile page in a real Chromium whose own guards are off: nothing but the proxy is a way out."""

from __future__ import annotations

import os
import shlex
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from archiver.fetch.browser import Renderer, chromium
from archiver.fetch.capture import Capture
from archiver.fetch.fetcher import Fetcher
from archiver.fetch.hosts import Hosts, anywhere, resolve
from archiver.fetch.transport import Transport
from archiver.settings import FetchSettings
from tests.archiver.conftest import NOW, Answer, Web

pytestmark = pytest.mark.skipif(
    chromium.executable() is None or find_spec("playwright") is None,
    reason="Chromium or Playwright is missing",
)

SETTINGS = FetchSettings(allow_private_addresses=True, delay_seconds=0, timeout_seconds=10, attempts=1)
GUARDS = (
    "LocalNetworkAccessChecks,LocalNetworkAccessChecksWarn,LocalNetworkAccessChecksWebSockets,"
    "LocalNetworkAccessChecksWebRTC,LocalNetworkAccessChecksWebTransport,LocalNetworkAccessForWorkers,"
    "LocalNetworkAccessForNavigations,LocalNetworkAccessForIframes,BlockInsecurePrivateNetworkRequests,"
    "PrivateNetworkAccessSendPreflights,PrivateNetworkAccessForWorkers,PrivateNetworkAccessForNavigations"
)
"""What keeps Chromium itself from local networks, by its names in versions 104 to 156."""

ALLOWED = "127.0.0.1"
SECRET = "127.0.0.2"

ATTACKS = {
    "fetch": "fetch('http://{there}/').catch(() => 0)",
    "fetch without CORS": "fetch('http://{there}/', {{mode: 'no-cors'}}).catch(() => 0)",
    "fetch that is redirected": "fetch('/redirect').catch(() => 0)",
    "XHR": "let x = new XMLHttpRequest(); x.open('GET', 'http://{there}/'); x.send()",
    "script": "document.head.append(Object.assign(document.createElement('script'), {{src: 'http://{there}/'}}))",
    "script that is redirected": "document.head.append("
    "Object.assign(document.createElement('script'), {{src: '/redirect'}}))",
    "style": "document.head.append("
    "Object.assign(document.createElement('link'), {{rel: 'stylesheet', href: 'http://{there}/'}}))",
    "preconnect": "document.head.append("
    "Object.assign(document.createElement('link'), {{rel: 'preconnect', href: 'http://{there}/'}}))",
    "beacon": "navigator.sendBeacon('http://{there}/', 'x')",
    "image": "new Image().src = 'http://{there}/'",
    "frame": "document.body.append("
    "Object.assign(document.createElement('iframe'), {{src: 'http://{there}/'}}))",
    "web socket": "new WebSocket('ws://{there}/')",
    "secure web socket": "new WebSocket('wss://{there}/')",
    "event source": "new EventSource('http://{there}/')",
    "worker": "new Worker('/worker.js')",
    "shared worker": "new SharedWorker('/worker.js')",
    "service worker": "navigator.serviceWorker?.register('/worker.js')",
    "call over UDP": "{call}[{{urls: 'stun:{there}'}}])",
    "call over TCP": "{call}[{{urls: 'turn:{there}?transport=tcp', username: 'u', credential: 'c'}}])",
    "web transport": "window.WebTransport && new WebTransport('https://{there}/').ready.catch(() => 0)",
    "another window": "window.open('http://{there}/')",
    "another spelling": "fetch('http://2130706434:{port}/').catch(() => 0)",
    "mapped": "fetch('http://[::ffff:7f00:2]:{port}/').catch(() => 0)",
}
CALL = """(servers => {
    let call = new RTCPeerConnection({iceServers: servers}); call.createDataChannel('x');
    call.createOffer().then(offer => call.setLocalDescription(offer));
})("""
WORKER = """
fetch('http://%s/').catch(() => 0); new WebSocket('ws://%s/');
try { importScripts('http://%s/') } catch { }
"""


class Secret:
    """An address that no page may reach: TCP and UDP, all that comes is kept."""

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self._tcp = socket.create_server((SECRET, 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(type=socket.SOCK_DGRAM)
        self._udp.bind((SECRET, self.port))
        self._threads = [threading.Thread(target=one) for one in (self._accept, self._receive)]
        for thread in self._threads:
            thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connected, _ = self._tcp.accept()
                with connected, suppress(OSError):
                    connected.settimeout(1)
                    self.came.append(b"TCP " + connected.recv(1000))

    def _receive(self) -> None:
        while (data := self._udp.recv(1000)) != b"end":
            self.came.append(b"UDP " + data)

    def close(self) -> None:
        self._tcp.shutdown(socket.SHUT_RDWR)
        self._tcp.close()
        self._udp.sendto(b"end", self._udp.getsockname())
        for thread in self._threads:
            thread.join()
        self._udp.close()


@pytest.fixture
def secret() -> Iterator[Secret]:
    one = Secret()
    yield one
    one.close()


@pytest.fixture
def unguarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chromium without its own checks of local networks."""
    script = tmp_path / "unguarded"
    script.write_text(
        f'#!/bin/sh\nexec {shlex.quote(chromium.executable() or "")} "$@" --disable-features={GUARDS}\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("ARCHIVER_CHROMIUM", os.fspath(script))


def render(serve: Web, secret: Secret, attacks: list[str], hosts: Hosts) -> Capture:
    """The page that tries all of these, once it is done with it."""
    there = f"{SECRET}:{secret.port}"
    tried = "".join(
        f"try {{ {ATTACKS[name].format(there=there, port=secret.port, call=CALL)} }} catch (e) {{ }};\n"
        for name in attacks
    )
    serve.pages["/hostile"] = Answer(
        body=f"<!doctype html><body><p>We keep your data.</p><script>{tried}</script>".encode(),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    serve.pages["/worker.js"] = Answer(
        body=(WORKER % (there, there, there)).encode(), headers={"Content-Type": "text/javascript"}
    )
    serve.pages["/redirect"] = Answer(status=302, headers={"Location": f"http://{there}/"})
    carrier = Transport(Hosts(allows=lambda address: address == ALLOWED))
    with (
        Fetcher(SETTINGS, clock=lambda: NOW, stop=threading.Event(), carrier=carrier) as fetcher,
        Renderer(SETTINGS, fetch=fetcher.fetch, hosts=hosts) as renderer,
    ):
        return renderer.render(serve.url("/hostile"))


@pytest.mark.usefixtures("unguarded")
def test_no_trick_of_a_page_reaches_an_address_that_is_not_allowed(serve: Web, secret: Secret):
    hosts = Hosts(allows=lambda address: address == ALLOWED)
    capture = render(serve, secret, list(ATTACKS), hosts)
    assert b"<p>We keep your data.</p>" in capture.body
    assert secret.came == []


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "attack", ["fetch", "fetch that is redirected", "web socket", "worker", "shared worker"]
)
def test_each_of_these_tricks_would_work_without_the_check(serve: Web, secret: Secret, attack: str):
    render(serve, secret, [attack], Hosts(resolve=resolve, allows=anywhere))
    assert secret.came
