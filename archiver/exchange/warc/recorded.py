"""The records of some addresses in WARC and WACZ files.

Files come from strangers: a record that lies about itself, or a file that is cut, costs what cannot be read,
and says so. Bodies are kept in a folder, each once, however large the files are.
"""

from __future__ import annotations

import hashlib
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from archive_repo.errors import InvalidInput
from archive_repo.git.store import EARLIEST, LATEST

MAX_BODY = 50 * 1024 * 1024
"""Bytes of a body; a longer one is cut there, one byte over, so that the reader refuses it."""

MAX_REDIRECTS = 10
"""How often the files are read for what the redirects of the records found so far lead to."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_KEPT = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that speak of a body as it was sent; it is kept as it was meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an address was answered with at a time."""

    url: str
    at: datetime
    """WARC-Date, in UTC."""
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    """SHA-256 of the body, which names it in the folder."""
    id: str
    """WARC-Record-ID, without its angle brackets."""
    digest: str = ""
    """WARC-Payload-Digest, as the file writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The records that were found, by address and in the order of time."""

    records: Mapping[str, Sequence[Record]]
    """By `key`."""
    folder: Path
    """Where the bodies are, each in a file with its SHA-256 for a name."""
    notes: tuple[str, ...] = ()
    """What could not be read, a line each."""

    def of(self, url: str) -> Sequence[Record]:
        """The records of an address, oldest first."""
        return self.records.get(key(url), ())

    def at(self, url: str, moment: datetime) -> Record | None:
        """The newest record of an address at a moment; None if there is none yet."""
        found = self.of(url)
        place = bisect_right(found, moment, key=lambda record: record.at)
        return found[place - 1] if place else None

    def body(self, record: Record) -> bytes:
        """The body of a record, decompressed."""
        return (self.folder / record.body).read_bytes()


@dataclass(kw_only=True)
class _Gathering:
    """What was found so far."""

    folder: Path
    until: datetime
    records: dict[str, list[Record]] = field(default_factory=dict)
    payloads: dict[str, Record] = field(default_factory=dict)
    """The record whose payload has a digest, as its file writes it; what revisits refer to."""
    notes: list[str] = field(default_factory=list)


def key(url: str) -> str:
    """What the spellings of an address have in common: neither scheme, fragment nor a slash at its end count.

    >>> key("https://Example.org/a/#b") == key("http://example.org/a")
    True
    """
    split = urlsplit(url)
    query = f"?{split.query}" if split.query else ""
    host = split.netloc.lower().removesuffix(":80").removesuffix(":443")
    return f"{host}{split.path.rstrip('/')}{query}"


def gather(files: Sequence[Path], urls: Iterable[str], folder: Path, *, until: datetime = LATEST) -> Recorded:
    """The records of some addresses, and of what they redirect to; bodies are put into `folder`.

    What is dated later than `until` is left out and noted: a clock was wrong, or somebody lies.

    Raises InvalidInput if a file cannot be opened or is neither WARC nor WACZ.
    """
    found = _Gathering(folder=folder, until=until)
    wanted, done = {key(url) for url in urls}, set[str]()
    for _ in range(MAX_REDIRECTS):
        missing = wanted - done
        if not missing:
            break
        for file in files:
            _read(file, missing, found, tell=not done)
        done |= missing
        wanted |= set(_targets(found))
    ordered = {name: sorted(records, key=lambda one: one.at) for name, records in found.records.items()}
    return Recorded(records=ordered, folder=folder, notes=tuple(dict.fromkeys(found.notes)))


def _targets(found: _Gathering) -> Iterator[str]:
    for records in found.records.values():
        for record in records:
            if record.status in REDIRECTS:
                location = next((value for name, value in record.headers if name.lower() == "location"), "")
                try:
                    yield key(urljoin(record.url, location))
                except ValueError:
                    continue


def _read(file: Path, wanted: set[str], found: _Gathering, *, tell: bool) -> None:
    """Take the wanted records of a file; notes are made where `tell`, so that each is made once."""
    from archiver.exchange.warc.bounded import UNREADABLE, lie, records

    notes = found.notes if tell else []
    with _streams(file) as streams:
        for name, stream in streams:
            count = 0
            try:
                for record in map(_checked, records(stream)):
                    count += 1
                    _take(record, wanted, found, notes, f"{name}, record {count}")
                    if why := lie(record):
                        notes.append(f"{name}, record {count}: left out, as {why}")
            except UNREADABLE as error:
                if not count:
                    raise InvalidInput(f"{name}: not a WARC file ({_line(error)})") from error
                notes.append(f"{name}: cannot be read after record {count}: {_line(error)}")
            if not count:
                raise InvalidInput(f"{name}: not a WARC file (it has no records)")


def _checked(record: Any) -> Any:
    """A record; what begins with no WARC header is taken for an ARC file. Raises ArchiveLoadFailed."""
    from warcio.exceptions import ArchiveLoadFailed

    if record.format != "warc":
        raise ArchiveLoadFailed("it does not begin as a record does")
    return record


@contextmanager
def _streams(file: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The WARC files in a file, each with a name for people."""
    try:
        with file.open("rb") as stream:
            if zipfile.is_zipfile(stream):
                with zipfile.ZipFile(stream) as packed:
                    yield _members(file, packed)
            else:
                stream.seek(0)
                yield iter([(str(file), stream)])
    except zipfile.BadZipFile as error:
        raise InvalidInput(f"{file}: not a WACZ file that can be read ({error})") from error
    except OSError as error:
        raise InvalidInput(f"{file}: cannot be read ({error.strerror or error})") from error


def _members(file: Path, packed: zipfile.ZipFile) -> Iterator[tuple[str, IO[bytes]]]:
    names = [name for name in packed.namelist() if name.lower().endswith((".warc", ".warc.gz"))]
    if not names:
        raise InvalidInput(f"{file}: a zip file with no WARC file in it; name a WACZ or WARC file")
    for name in names:
        try:
            stream = packed.open(name)
        except (RuntimeError, zipfile.BadZipFile) as error:
            raise InvalidInput(f"{file}/{name}: cannot be unpacked ({error})") from error
        with stream:
            yield f"{file}/{name}", stream


def _take(record: Any, wanted: set[str], found: _Gathering, notes: list[str], where: str) -> None:
    """Keep a record if it is an answer of a wanted address."""
    if record.rec_type not in ("response", "revisit", "resource"):
        return
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    try:
        name = key(url)
    except ValueError:
        return
    if name not in wanted:
        return
    at = _date(record.rec_headers.get_header("WARC-Date") or "")
    if at is None:
        notes.append(f"{where}: {url} has no date that can be read")
        return
    if at > found.until:
        notes.append(f"{where}: {url} is dated in the future, {at:%Y-%m-%d}")
        return
    if record.rec_type != "revisit":
        made = _answer(record, url, at, found)
    elif (made := _revisit(record, url, at, found)) is None:
        notes.append(f"{where}: {url} repeats a page that is not in the files")
    if made:
        found.records.setdefault(name, []).append(made)


def _answer(record: Any, url: str, at: datetime, found: _Gathering) -> Record | None:
    """What an address was answered with; None for half a page, or more than one, which would be a version."""
    from archiver.exchange.warc.bounded import lie

    body = _body(record)
    if lie(record):
        return None
    sha256 = hashlib.sha256(body).hexdigest()
    path = found.folder / sha256
    if not path.exists():
        path.write_bytes(body)
    status, headers = _http(record)
    digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    made = Record(url=url, at=at, status=status, headers=headers, body=sha256, id=_id(record), digest=digest)
    if digest:
        found.payloads.setdefault(digest, made)
    return made


def _revisit(record: Any, url: str, at: datetime, found: _Gathering) -> Record | None:
    """The record that a revisit repeats, at its own time; None if that is not in the files."""
    digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    known = found.payloads.get(digest)
    if known is None:
        referred = record.rec_headers.get_header("WARC-Refers-To-Target-URI") or url
        date = _date(record.rec_headers.get_header("WARC-Refers-To-Date") or "")
        with suppress(ValueError):  # the address may be `http://[`
            earlier = [one for one in found.records.get(key(referred), ()) if one.at <= (date or at)]
            known = earlier[-1] if earlier else None
    if known is None or _contradict(digest, known.digest):
        return None
    status, headers = _http(record)
    is_answer = status not in (0, 304) and record.http_headers is not None
    return Record(
        url=url,
        at=at,
        status=status if is_answer else known.status,
        headers=headers if is_answer else known.headers,
        body=known.body,
        id=_id(record),
    )


def _contradict(one: str, other: str) -> bool:
    """True if two digests, written alike, are of different bytes."""
    (method, _, value), (other_method, _, other_value) = one.partition(":"), other.partition(":")
    return method == other_method and len(value) == len(other_value) and value.lower() != other_value.lower()


def _body(record: Any) -> bytes:
    """The body, decompressed, up to one byte over the limit."""
    stream, pieces, size = record.content_stream(), [], 0
    while size <= MAX_BODY and (piece := stream.read(min(65_536, MAX_BODY + 1 - size))):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _http(record: Any) -> tuple[int, tuple[tuple[str, str], ...]]:
    """The status and headers of an answer; of a resource, which has none, those of a page."""
    if record.http_headers is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
        return (200, (("content-type", kind),)) if record.rec_type == "resource" else (0, ())
    code = record.http_headers.get_statuscode() or ""
    kept = tuple((n, v) for n, v in record.http_headers.headers if n.lower() not in NOT_KEPT)
    return (int(code) if len(code) == 3 and code.isascii() and code.isdigit() else 0), kept


def _id(record: Any) -> str:
    return (record.rec_headers.get_header("WARC-Record-ID") or "").strip("<> ")


def _date(text: str) -> datetime | None:
    """A WARC-Date, of either version of the format; None if it is none, or one that git cannot store."""
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return at if EARLIEST <= at < LATEST else None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
