"""The site on this machine: its files, and the negotiation of RFC 7089 (Memento) over them.

    /timegate/https://mistral.ai/terms/    redirects to what stood there at the time in Accept-Datetime

Only this machine can reach it; to publish the site, any web server serves the same files.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from archive_repo.errors import InvalidInput
from archiver.publish.site import permalinks
from archiver.publish.site.timemaps import Memento, mementos

TIMEGATE = "/timegate/"


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of the site in a folder, on the loopback address; port 0 chooses one.

    Raises InvalidInput where there is no site, and OSError where the port is taken.
    """
    file = folder / "platforms.json"
    try:
        told = mementos(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{folder}: no site; make one with `archiver site build {folder}`") from error
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, told, directory=str(folder)))


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, told: dict[str, list[Memento]], *args: Any, directory: str) -> None:
        self._told = told
        self._pages = {one.page: (url, one) for url, own in told.items() for one in own}
        super().__init__(*args, directory=directory)

    extensions_map = {  # noqa: RUF012 - the base class has it so
        **SimpleHTTPRequestHandler.extensions_map,
        ".atom": "application/atom+xml",
        ".jsonld": "application/ld+json",
        ".link": "application/link-format",
        ".md": "text/markdown; charset=utf-8",
    }

    def do_GET(self) -> None:
        if self.path.startswith(TIMEGATE):
            self._negotiate(unquote(self.path.removeprefix(TIMEGATE)))
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        if self.path.startswith(TIMEGATE):
            self._negotiate(unquote(self.path.removeprefix(TIMEGATE)))
        else:
            super().do_HEAD()

    def end_headers(self) -> None:
        known = self._pages.get(unquote(self.path.partition("?")[0]).lstrip("/"))
        if known:
            url, memento = known
            self.send_header("Memento-Datetime", _http_date(memento.at))
            self.send_header("Link", self._links(url))
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Nothing: whoever watches sees the pages."""

    def _negotiate(self, url: str) -> None:
        own = self._told.get(url.partition("#")[0], [])
        if not own:
            self.send_error(HTTPStatus.NOT_FOUND, "No version of this address is in the archive")
            return
        wanted = self.headers.get("Accept-Datetime")
        try:
            moment = (
                parsedate_to_datetime(wanted).astimezone(UTC) if wanted else datetime.max.replace(tzinfo=UTC)
            )
        except ValueError:
            self.send_error(HTTPStatus.BAD_REQUEST, "Accept-Datetime is not a date of HTTP")
            return
        earlier = [one for one in own if one.at <= moment]
        chosen = earlier[-1] if earlier else own[0]
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", f"/{chosen.page}")
        self.send_header("Vary", "accept-datetime")
        self.send_header("Link", self._links(url))
        self.send_header("Content-Length", "0")
        super().end_headers()

    def _links(self, url: str) -> str:
        own = self._told[url.partition("#")[0]]
        return (
            f'<{url}>; rel="original", <{TIMEGATE}{url}>; rel="timegate", '
            f'</{permalinks.timemap(own[0].document_page)}>; rel="timemap"; type="application/link-format"'
        )


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
