"""Recorded answers as a transport, as of a time: a visit follows their redirects as it follows live ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urldefrag

import httpcore

from archiver.errors import BadAnswer
from archiver.exchange.warc.recorded import Recorded
from archiver.fetch.capture import Capture, Validators
from archiver.fetch.headers import RawHeaders
from archiver.fetch.target import Target
from archiver.fetch.visit import Turn, visit
from archiver.settings import FetchSettings

SECONDS = 600.0
"""Time for one page: nothing waits for a network."""


@dataclass(frozen=True, kw_only=True)
class Playback:
    """A carrier that answers with the newest record of an address at a moment.

    It is a `Web` for a crawl of that moment.
    """

    recorded: Recorded
    moment: datetime
    settings: FetchSettings

    def send(self, target: Target, _headers: RawHeaders) -> httpcore.Response:
        """The recorded answer. Raises BadAnswer if there is none by then."""
        url = target.text
        record = self.recorded.at(url, self.moment)
        if record is None:
            raise BadAnswer(url, "the files hold no record of it by then")
        headers = [(name.encode(), value.encode()) for name, value in record.headers]
        return httpcore.Response(record.status, headers=headers, content=self.recorded.body(record))

    def close(self) -> None:
        """Do nothing: there are no connections."""

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        """The page as it was recorded, with the time of its record. Raises FetchError."""
        record = self.recorded.at(url, self.moment)
        asked = record.url if record else url  # as recorded: relative links depend on its last slash
        capture = visit(
            self,
            urldefrag(asked).url,
            settings=self.settings,
            turn=_at_once,
            clock=lambda: record.at if record else self.moment,
            accept_language="",
        )
        return replace(capture, url=url, origin=record.id if record else "")


@contextmanager
def _at_once(_url: str) -> Iterator[Turn]:
    yield Turn(seconds=SECONDS, limit=f"{SECONDS:g} s")
