"""A document's pages and looks as WARC 1.1 (ISO 28500:2017): what any reader of web archives understands.

    warcinfo    what the file is, and what was left out
    response    a page as it was fetched, and each redirect on the way to it
    revisit     a look that found the same bytes

Times are those of the looks, digests SHA-256. Of the headers those are there that the archive keeps, and
bodies are as they were meant, not as they were compressed.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any
from urllib.parse import urldefrag

from archive_repo import history
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Body
from archive_repo.repository import Repository

VERSION = "1.1"
NAMES = uuid.UUID("5a0d6a6e-6a0b-5b63-9b0e-2f8f2a7c9d11")
"""Namespace of the records' ids, which are made from what they hold: the same archive gives the same file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A page at a time: whole, or the same bytes as one that was written before."""

    body: Body
    at: datetime
    is_repeated: bool = False


def write(stream: IO[bytes], repository: Repository, documents: Sequence[str], *, software: str) -> int:
    """Write the pages of some documents, oldest first; the number of records, without the first.

    Raises DamagedRepository if a page cannot be read.
    """
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(stream, gzip=True, warc_version=VERSION)
    writer.write_record(_info(writer, repository, documents, software))
    count = 0
    for document in documents:
        for answer in _answers(repository, document):
            for record in _records(writer, answer):
                writer.write_record(record)
                count += 1
    return count


def _answers(repository: Repository, document: str) -> Iterator[_Answer]:
    """What each look at a document was answered with, oldest first."""
    looks = list(history.observations(repository, document))[::-1]
    before: dict[str, Body] = {}
    for snapshot, bodies in _snapshots(repository, document):
        yield from _repeats(looks, before, until=snapshot)
        looks = [look for look in looks if look.checked_at >= snapshot]
        for body in bodies:
            yield _Answer(body=body, at=body.fetched.fetched_at)
            before[body.fetched.url] = body
    yield from _repeats(looks, before)


def _snapshots(repository: Repository, document: str) -> list[tuple[datetime, tuple[Body, ...]]]:
    """The document's stored pages, each with the time of its snapshot, oldest first."""
    found = [
        (snapshot.fetched_at, repository.bodies(snapshot.id, document))
        for snapshot in history.snapshots(repository, document)
    ]
    return sorted(found, key=lambda one: one[0])


def _repeats(
    looks: Sequence[Observation], before: dict[str, Body], until: datetime | None = None
) -> Iterator[_Answer]:
    """The looks that were answered with the bytes that are written already."""
    for look in looks:
        if until is not None and look.checked_at >= until:
            return
        for source in look.sources:
            body = before.get(source.url)
            if body and source.sha256 == body.fetched.sha256 and look.checked_at > body.fetched.fetched_at:
                yield _Answer(body=body, at=look.checked_at, is_repeated=True)


def _records(writer: Any, answer: _Answer) -> Iterator[Any]:
    fetched, at = answer.body.fetched, answer.at
    asked = urldefrag(fetched.url).url
    hops = [*(one.url for one in fetched.redirects), fetched.final_url or asked]
    for redirect, target in zip(fetched.redirects, hops[1:], strict=True):
        yield _redirect(writer, redirect.url, redirect.status, target, at)
    yield _page(writer, hops[-1], answer)


def _redirect(writer: Any, url: str, status: int, target: str, at: datetime) -> Any:
    return _record(writer, "response", url, at, _http(status, (("Location", target),)), b"")


def _page(writer: Any, url: str, answer: _Answer) -> Any:
    fetched, data = answer.body.fetched, answer.body.data
    headers = tuple((name.title(), value) for name, value in fetched.headers.items())
    if fetched.content_type and "content-type" not in fetched.headers:
        headers = (("Content-Type", fetched.content_type), *headers)
    http = _http(fetched.status or HTTPStatus.OK, headers, length=None if answer.is_repeated else len(data))
    if not answer.is_repeated:
        return _record(writer, "response", url, answer.at, http, data)
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
