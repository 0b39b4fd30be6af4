"""A document's pages and looks as WARC 1.1 (ISO 28500:2017): what any reader of web archives understands.

    warcinfo    what the file is, and what was left out
    response    a page as it was fetched, and each redirect on the way to it
    resource    the picture of a page (PNG), where one was taken, under `urn:fullPage:` and the page's address
    revisit     a look that found the same bytes

Times are those of the looks, digests SHA-256. Of the headers those are there that the archive keeps, and
bodies are as they were meant, not as they were compressed.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any
from urllib.parse import urldefrag

from archive_repo import history
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Body, Peer, Screenshot, Snapshot
from archive_repo.records import CONFIRMING
from archive_repo.repository import Repository

VERSION = "1.1"
PICTURE = "urn:fullPage:"
"""What the address of a page's picture begins with, as Browsertrix Crawler names it."""

NAMES = uuid.UUID("5a0d6a6e-6a0b-5b63-9b0e-2f8f2a7c9d11")
"""Namespace of the records' ids, which are made from what they hold: the same archive gives the same file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A page at a time: whole, or the same bytes as one that was written before."""

    body: Body
    at: datetime
    is_repeated: bool = False
    screenshot: bytes = b""
    """The picture that was taken of it; empty without one."""

    def peers(self, count: int) -> Sequence[Peer]:
        """Who answered each of so many requests; a look that found the same bytes does not say."""
        found = () if self.is_repeated else self.body.fetched.peers
        return found if len(found) == count else [Peer()] * count


def write(stream: IO[bytes], repository: Repository, documents: Sequence[str], *, software: str) -> int:
    """Write the pages of some documents, oldest first; the number of records, without the first.

    Raises DamagedRepository if a page cannot be read.
    """
    count = 0
    writer = _begun(stream, repository, documents, software)
    for document in documents:
        looks = list(history.observations(repository, document))
        count += _put(writer, _answers(repository, history.snapshots(repository, document), looks))
    return count


def write_pages(
    stream: IO[bytes],
    repository: Repository,
    document: str,
    snapshots: Iterable[Snapshot],
    looks: Sequence[Observation],
    *,
    software: str,
) -> int:
    """Write the pages of some snapshots of a document, and of its looks those that saw the same bytes.

    As `write` otherwise, which writes all of them.
    """
    writer = _begun(stream, repository, [document], software)
    return _put(writer, _answers(repository, snapshots, looks))


def _begun(stream: IO[bytes], repository: Repository, documents: Sequence[str], software: str) -> Any:
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(stream, gzip=True, warc_version=VERSION)
    writer.write_record(_info(writer, repository, documents, software))
    return writer


def _put(writer: Any, answers: Iterable[_Answer]) -> int:
    """Write answers, each record once: a page may stand in the snapshots of several versions."""
    written = set[str]()
    for answer in answers:
        for record in _records(writer, answer):
            name = record.rec_headers.get_header("WARC-Record-ID")
            if name not in written:
                writer.write_record(record)
                written.add(name)
    return len(written)


def _answers(
    repository: Repository, snapshots: Iterable[Snapshot], looks: Sequence[Observation]
) -> Iterator[_Answer]:
    """What each look at a document was answered with, oldest first."""
    waiting = sorted(looks, key=lambda look: look.checked_at)
    before: dict[str, Body] = {}
    for snapshot in sorted(snapshots, key=lambda one: one.fetched_at):
        yield from _repeats(waiting, before, until=snapshot.fetched_at)
        waiting = [look for look in waiting if look.checked_at >= snapshot.fetched_at]
        bodies = repository.bodies(snapshot.id, snapshot.document)
        for number, body in enumerate(bodies, start=1):
            pictured = body.fetched.screenshot and body.fetched.screenshot.sha256
            screenshot = repository.screenshot(snapshot.id, snapshot.document, number) if pictured else b""
            yield _Answer(body=body, at=body.fetched.fetched_at, screenshot=screenshot)
            before[body.fetched.url] = body
    yield from _repeats(waiting, before)


def _repeats(
    looks: Sequence[Observation], before: dict[str, Body], until: datetime | None = None
) -> Iterator[_Answer]:
    """The looks that were answered with the bytes that are written already.

    Only of looks that saw their text: what others were answered with is not noted, and what stands in its
    place is remembered from the look before.
    """
    for look in looks:
        if until is not None and look.checked_at >= until:
            return
        missing = {page.url for page in look.missing}
        for source in look.sources if look.outcome in CONFIRMING else ():
            body = before.get(source.url) if source.url not in missing else None
            if body and source.sha256 == body.fetched.sha256 and look.checked_at > body.fetched.fetched_at:
                yield _Answer(body=body, at=look.checked_at, is_repeated=True)


def _records(writer: Any, answer: _Answer) -> Iterator[Any]:
    fetched, at = answer.body.fetched, answer.at
    asked = urldefrag(fetched.url).url
    hops = [*(one.url for one in fetched.redirects), fetched.final_url or asked]
    peers = answer.peers(len(hops))
    for redirect, target, peer in zip(fetched.redirects, hops[1:], peers[:-1], strict=True):
        http = _http(redirect.status, (("Location", target),))
        yield _record(writer, "response", redirect.url, at, http, b"", _from(peer))
    yield _page(writer, hops[-1], answer, _from(peers[-1]))
    if answer.screenshot and fetched.screenshot:
        yield _picture(writer, f"{PICTURE}{hops[-1]}", fetched.screenshot, answer.screenshot)


def _picture(writer: Any, url: str, told: Screenshot, data: bytes) -> Any:
    """The picture of a page, as crawlers that drive browsers write it, so that viewers find it."""
    return writer.create_warc_record(
        url,
        "resource",
        payload=BytesIO(data),
        length=len(data),
        warc_content_type="image/png",
        warc_headers_dict={
            "WARC-Record-ID": f"<{_id('resource', url, told.taken_at)}>",
            "WARC-Date": _time(told.taken_at),
            "WARC-Payload-Digest": _digest(data),
            "WARC-Block-Digest": _digest(data),
        },
    )


def _from(peer: Peer) -> dict[str, str]:
    return {"WARC-IP-Address": peer.address} if peer.address else {}


def _page(writer: Any, url: str, answer: _Answer, told: dict[str, str]) -> Any:
    fetched, data = answer.body.fetched, answer.body.data
    headers = tuple((name.title(), value) for name, value in fetched.headers.items())
    if fetched.content_type and "content-type" not in fetched.headers:
        headers = (("Content-Type", fetched.content_type), *headers)
    http = _http(fetched.status or HTTPStatus.OK, headers, length=None if answer.is_repeated else len(data))
    if not answer.is_repeated:
        return _record(writer, "response", url, answer.at, http, data, told)
    return _record(
        writer,
        "revisit",
        url,
        answer.at,
        http,
        b"",
        {
            "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
            "WARC-Payload-Digest": _digest(data),
            "WARC-Refers-To": f"<{_id('response', url, fetched.fetched_at)}>",
            "WARC-Refers-To-Target-URI": url,
            "WARC-Refers-To-Date": _time(fetched.fetched_at),
        },
    )


def _record(
    writer: Any,
    kind: str,
    url: str,
    at: datetime,
    http: Any,
    data: bytes,
    told: dict[str, str] | None = None,
) -> Any:
    named = {
        "WARC-Record-ID": f"<{_id(kind, url, at)}>",
        "WARC-Date": _time(at),
        "WARC-Payload-Digest": _digest(data),
        "WARC-Block-Digest": _digest(http.to_ascii_bytes() + data),
        **(told or {}),
    }
    return writer.create_warc_record(
        url, kind, payload=BytesIO(data), length=len(data), http_headers=http, warc_headers_dict=named
    )


def _http(status: int, headers: tuple[tuple[str, str], ...], length: int | None = 0) -> Any:
    from warcio.statusandheaders import StatusAndHeaders

    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    size = () if length is None else (("Content-Length", str(length)),)
    return StatusAndHeaders(f"{status} {phrase}".strip(), [*headers, *size], protocol="HTTP/1.1")


def _info(writer: Any, repository: Repository, documents: Sequence[str], software: str) -> Any:
    latest = max((seen.checked_at for seen in repository.last_observations().values()), default=None)
    told = {
        "software": software,
        "format": f"WARC File Format {VERSION}",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": f"{repository.platform}: {', '.join(documents)}; bodies are decompressed, and headers "
        "that say nothing of a page are left out",
    }
    at = latest or datetime.fromtimestamp(0, UTC)
    record = writer.create_warcinfo_record(f"{repository.platform}.warc.gz", told)
    record.rec_headers.replace_header("WARC-Date", _time(at))
    record.rec_headers.replace_header("WARC-Record-ID", f"<{_id('warcinfo', ','.join(documents), at)}>")
    return record


def _id(kind: str, url: str, at: datetime) -> str:
    return uuid.uuid5(NAMES, f"{kind} {url} {_time(at)}").urn


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _digest(data: bytes) -> str:
    """As other writers spell it: base32, as for SHA-1."""
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"
