"""The site on this machine: its files, and the negotiation of RFC 7089 (Memento) over them.

    /timegate/https://mistral.ai/terms/    redirects to what stood there at the time in Accept-Datetime

Only this machine can reach it; to publish the site, any web server serves the same files.
"""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from archive_repo.errors import InvalidInput
from archiver.publish.site import data_files, permalinks, timegate, timemaps
from archiver.publish.site.timegate import TimeGate
from archiver.publish.site.timemaps import Timeline

TIMEGATE = "/timegate/"


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of the site in a folder, on the loopback address; port 0 chooses one.

    Raises InvalidInput where there is no site, and OSError where the port is taken.
    """
    file = folder / data_files.PLATFORMS
    try:
        gate = TimeGate(timemaps.listed(json.loads(file.read_text(encoding="utf-8"))["platforms"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{folder}: no site; make one with `archiver site build {folder}`") from error
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, gate, directory=str(folder)))


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, gate: TimeGate, *args: Any, directory: str) -> None:
        self._gate = gate
        super().__init__(*args, directory=directory)

    extensions_map = {  # noqa: RUF012 - the base class has it so
        **SimpleHTTPRequestHandler.extensions_map,
        ".atom": "application/atom+xml",
        ".jsonld": "application/ld+json",
        ".link": timemaps.MEDIA_TYPE,
        ".md": "text/markdown; charset=utf-8",
    }

    def do_GET(self) -> None:
        if self.path.startswith(TIMEGATE):
            self._negotiate(self.path.removeprefix(TIMEGATE))
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        if self.path.startswith(TIMEGATE):
            self._negotiate(self.path.removeprefix(TIMEGATE))
        else:
            super().do_HEAD()

    def end_headers(self) -> None:
        known = self._gate.of_page(unquote(self.path.partition("?")[0]).lstrip("/"))
        if known:
            found, place = known
            self.send_header("Memento-Datetime", timemaps.http_date(found.mementos[place].at))
            self.send_header("Link", _links(found, place))
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """As any host does it: the site's own page for what is not there."""
        page = Path(self.directory) / permalinks.NOT_FOUND
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Nothing: whoever watches sees the pages."""

    def _negotiate(self, url: str) -> None:
        found = self._gate.of_address(url)
        if not found:
            self._refuse(HTTPStatus.NOT_FOUND, "No version of this address is in the archive.")
            return
        try:
            moment = timegate.asked_for(self.headers.get("Accept-Datetime"))
        except ValueError:
            said = "Accept-Datetime is not a date of HTTP, as in: Sun, 18 May 2025 00:00:00 GMT"
            self._refuse(HTTPStatus.BAD_REQUEST, said)
            return
        place = timegate.at(found.mementos, moment)
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", permalinks.uri(f"/{found.mementos[place].page}"))
        self.send_header("Vary", "accept-datetime")
        self.send_header("Link", _links(found, place))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _refuse(self, status: HTTPStatus, said: str) -> None:
        body = f"{said}\n".encode()
        self.send_response(status)
        self.send_header("Vary", "accept-datetime")
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _links(found: Timeline, place: int) -> str:
    """To the address itself, how to ask about it, and the versions beside one and at the ends."""
    url, last = permalinks.uri(found.url), len(found.mementos) - 1
    beside = sorted({0, max(0, place - 1), place, min(place + 1, last), last})
    return ", ".join(
        (
            f'<{url}>; rel="original"',
            f'<{TIMEGATE}{url}>; rel="timegate"',
            f'</{permalinks.uri(found.timemap)}>; rel="timemap"; type="{timemaps.MEDIA_TYPE}"',
            *timemaps.links(found, "/", beside),
        )
    )
