"""Every error that the crawler's side raises on purpose, beside those of the archive itself.

    ArchiveError
    ├── NotFound
    │   └── NotInCatalogue
    ├── SettingsError
    ├── DeclarationError
    ├── ClusterFailed
    ├── ProcessEnded
    └── FetchError
        ├── BadAddress
        ├── AddressRefused
        ├── CertificateRefused
        ├── RobotsRefused
        ├── AskedToWait
        ├── RedirectLoop
        ├── TooManyRedirects
        ├── BodyTooLarge
        ├── BadAnswer
        ├── BadStatus
        │   └── ServerBusy
        ├── ConnectionFailed
        ├── TimedOut
        ├── BodyCutShort
        ├── ScriptsNotRun
        └── Interrupted

A failure to fetch is expected: it is observed with its reason, and the crawl goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from archive_repo.errors import ArchiveError, NotFound


class NotInCatalogue(NotFound):
    """The catalogue that ships with the package has no such platform."""


class SettingsError(ArchiveError):
    """`archive.toml` cannot be used; the message names file and key."""

    exit_code = 2


class DeclarationError(ArchiveError):
    """A declaration cannot be used; the message names file and key."""

    exit_code = 2


class ClusterFailed(ArchiveError):
    """A cluster cannot be reached, has no worker, or has one that is not fit for a crawl."""


class ProcessEnded(ArchiveError):
    """A process that did a part of the work was killed."""


class FetchError(ArchiveError):
    """A page was not got; `reason` says why in a few words, the message says which page."""

    retryable: ClassVar[bool] = False
    """True if the same request may succeed a little later."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class BadAddress(FetchError):
    """The URL, or one that it redirects to, cannot be fetched."""


class AddressRefused(FetchError):
    """The host is on a private network, which the settings do not allow."""


class CertificateRefused(FetchError):
    """The server cannot prove by its certificate that it is the host that was asked for."""


class RobotsRefused(FetchError):
    """The site's robots.txt asks crawlers not to fetch this page."""


class AskedToWait(FetchError):
    """The host asks to be left alone for longer than a crawl waits."""


class RedirectLoop(FetchError):
    """A redirect leads back to a page that was already asked for."""


class TooManyRedirects(FetchError):
    """The redirects do not come to an end."""


class BodyTooLarge(FetchError):
    """The body, decompressed, is over the limit."""


class BadAnswer(FetchError):
    """What came back breaks the rules of HTTP or of its own compression."""


class BadStatus(FetchError):
    """The server answered with an error status; body and headers may tell a wall from an error."""

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        status: int,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> None:
        super().__init__(url, reason)
        self.status = status
        self.headers = dict(headers or {})
        self.body = body


class ServerBusy(BadStatus):
    """The server cannot answer now: too many requests, or an error of its own."""

    retryable = True


class ConnectionFailed(FetchError):
    """No connection, or one that was broken off."""

    retryable = True


class TimedOut(FetchError):
    """No complete answer within the time limit."""

    retryable = True


class BodyCutShort(FetchError):
    """The connection ended before the body was complete."""

    retryable = True


class ScriptsNotRun(FetchError):
    """The page needs a browser, and there is none or it failed."""


class Interrupted(FetchError):
    """The crawl is being ended; nothing is known about the page."""
