"""A snapshot as it is stored: raw bodies, how each was fetched, and the message of their commit.

Beside `privacy-policy.html` is `privacy-policy.json`, one key a line, keys sorted. Keys that a newer archiver
or another program added are ignored; as the file is never written again, they stay in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archive_repo.errors import DamagedRepository
from archive_repo.format import plain, trailers
from archive_repo.format.message import plural
from archive_repo.records import StoredSource, must_pair, paired, trailer


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One response on the way that pointed elsewhere."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Who answered a request, as the archive saw it; empty as far as it is not known."""

    address: str = ""
    """The IP address at the other end of the connection."""
    tls: str = ""
    """The version of TLS, such as `TLSv1.3`; empty for a connection without it."""
    issuer: str = ""
    """Who issued the host's certificate: `CN=R11, O=Let's Encrypt, C=US`."""
    certificates: tuple[str, ...] = ()
    """SHA-256 of each certificate (DER) from the host's own to the root, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which edition of its document a page holds."""

    language: str = ""
    """ISO 639-1 code, of Chinese with its script (`zh-Hant`); empty where it cannot be told."""
    region: str = ""
    """Two capital letters or three digits (`GB`, `419`); empty where nothing names one."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """What names a language or region, each as a language tag: `text`, `hreflang`, `address`, `html`,
    `content-language` and `spelling`."""
    alternates: tuple[str, ...] = ()
    """The editions that the page links to, as it calls them."""

    @property
    def tag(self) -> str:
        """Language and region (`en-GB`); empty where no region is named."""
        return f"{self.language.partition('-')[0]}-{self.region}" if self.region else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenshot:
    """A picture of a page, as a browser showed it when the page was stored; or why there is none."""

    taken_at: datetime
    failure: str = ""
    """Why there is no picture; empty where there is one, and else nothing below is set."""
    sha256: str = ""
    """Of the image (PNG), in hexadecimal."""
    browser: str = ""
    """What showed the page, with its version."""
    url: str = ""
    """The address that the browser was at, without a fragment."""
    width: int = 0
    """In pixels, as the height."""
    height: int = 0
    page_height: int = 0
    """How high the page is: what lies below the picture's height is not on it."""
    separate: bool = False
    """True where the text was read from the stored bytes, and a browser was given these only for the picture:
    what the page loads (styles, scripts) was then asked for later. False where the text was read from the
    very page that the picture shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How a body was fetched. What is not known has its default: an importer knows less than the crawler."""

    url: str
    """As it was asked for, fragment included."""
    final_url: str = ""
    """Where the redirects ended, without a fragment."""
    redirects: tuple[Redirect, ...] = ()
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Only those that say something about the page; names in lower case."""
    fetched_at: datetime
    content_type: str = ""
    """The Content-Type header as it came."""
    charset: str = ""
    """The encoding that this header names, in lower case."""
    renderer: str = ""
    """The browser that ran the page's scripts, with its version; empty if none did."""
    accept_language: str = ""
    """The Accept-Language header that it was asked for with."""
    edition: Edition = Edition()
    """Empty where it was stored by archiver 0.1.0 or by an importer."""
    origin: str = ""
    """What it was brought in from, as the id of a WARC record; empty where archiver asked for it itself."""
    peers: tuple[Peer, ...] = ()
    """Who answered: one for each redirect, and one for the page; none where that is not known."""
    screenshot: Screenshot | None = None
    """None where none was wanted, as of what is no web page."""
    sha256: str = ""
    """Of the body, in hexadecimal; set when the body is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The raw bytes of one page, and how they were fetched."""

    extension: str
    """File ending without the dot: html, pdf, txt."""
    data: bytes
    fetched: Fetched
    screenshot: bytes = b""
    """The image that belongs to `fetched.screenshot`, when it is to be stored; bodies are read without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The stored raw bodies of a document at one time; bodies are read with `repository.bodies(snapshot)`."""

    platform: str
    document: str
    id: str
    fetched_at: datetime
    sources: tuple[StoredSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotMessage:
    """What the commit of a snapshot says. Its trailers are these fields in this order."""

    document: str = field(metadata=trailer("Document"))
    urls: tuple[str, ...] = field(metadata=trailer("Source", several=True))
    body_sha256s: tuple[str, ...] = field(metadata=trailer("Snapshot-SHA256", several=True))
    """SHA-256 of the body of each URL, in the order of `urls`."""

    def __post_init__(self) -> None:
        must_pair(self.urls, self.body_sha256s)

    @property
    def sources(self) -> tuple[StoredSource, ...]:
        """The pages of the snapshot."""
        return paired(self.urls, self.body_sha256s)


def compose(title: str, message: SnapshotMessage) -> str:
    """The whole message of a snapshot's commit; `title` is the document's."""
    subject = f"{trailers.one_line(title)}: snapshot of {plural(len(message.urls), 'page')}"
    return trailers.compose(subject, "", message)


def parse(text: str) -> SnapshotMessage | None:
    """The message of a commit on `snapshots`; None if the archive did not write it."""
    _, _, block = trailers.split(text)
    try:
        return SnapshotMessage(**trailers.parse(SnapshotMessage, block)) if block else None
    except ValueError:
        return None


LATER: Mapping[str, object] = {
    "accept_language": "",
    "edition": Edition(),
    "origin": "",
    "peers": (),
    "screenshot": None,
}
"""Fields that came after the first release, with their defaults. They are left out where they have these, so
that a page of which they are not known is stored byte for byte as before."""


def to_json(fetched: Fetched) -> bytes:
    """The file beside a body: UTF-8, one key a line, ends with a newline."""
    written = plain.write(fetched)
    known = {name: value for name, value in written.items() if name not in LATER}
    later = {name: written[name] for name, default in LATER.items() if getattr(fetched, name) != default}
    return plain.to_file({**known, **later})


def from_json(data: bytes) -> Fetched:
    """How a body was fetched, from the file beside it. Raises DamagedRepository if that cannot be read."""
    try:
        return plain.from_file(Fetched, data)
    except ValueError as error:
        raise DamagedRepository(
            f"how a page was fetched cannot be read ({error}); `archiver verify` says where"
        ) from error
