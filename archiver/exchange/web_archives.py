"""Captures of a page in a public web archive, found by its index and fetched as they were recorded.

    found = captures(fetch, archive, url, since, until)
    download(fetch, found.captures, folder)        a WARC file each, which `exchange.warc` brings in

Two kinds of index are read: the CDX server of the Wayback Machine and of pywb, and TimeMaps in the link
format (RFC 7089). What an archive answers is not believed to be what was asked for: an index that is a page
of HTML, and a capture with the archive's own frame around it, are refused. A capture that is in the folder is
not fetched again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from archive_repo.errors import ArchiveError, InvalidInput
from archive_repo.format.message import plural
from archiver.errors import AskedToWait, FetchError, Interrupted
from archiver.fetch.capture import Capture

Fetch = Callable[[str], Capture]

_FIELDS = ("timestamp", "original", "statuscode", "digest")
_STAMP = re.compile(r"(?<=/)(\d{14})(?:[a-z]{2}_)?(?=/)")
_MEMENTO = re.compile(r"<(?P<url>[^<>]+)>(?P<told>(?:\s*;\s*[\w-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_TOLD = re.compile(r";\s*([\w-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")
_FRAMES = (b"BEGIN WAYBACK TOOLBAR INSERT", b"/_static/js/bundle-playback.js", b'id="wm-ipp-base"')
"""What the Wayback Machine writes into a page that it shows; a capture as it was recorded has none of it."""
_MARKUP = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A capture that an archive lists."""

    page: str
    """The address that was captured, as it is declared."""
    at: datetime
    url: str
    """Where the archive keeps it, without the archive's own frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an archive has of a page."""

    captures: tuple[Listed, ...]
    """Oldest first; of several in a row with the same bytes the first."""
    notes: tuple[str, ...] = ()
    """What was left out, a line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """What came of fetching captures."""

    files: tuple[Path, ...]
    """A WARC file for each that is there now, fetched before or not."""
    notes: tuple[str, ...] = ()
    problem: str = ""
    """Why the rest was not asked for; empty if all was."""


def captures(fetch: Fetch, archive: str, page: str, since: datetime, until: datetime) -> Found:
    """What an archive has of a page in a period.

    `archive` is the address of a web archive with a CDX server, or of its TimeMaps, which the page's address
    is added to. Raises FetchError where it does not answer, InvalidInput where the answer is no index.
    """
    if "timemap" in archive:
        index = f"{archive.rstrip('/')}/{page}"
        found = _of_timemap(index, fetch(index).body, page)
    else:
        index = f"{archive.rstrip('/')}/cdx/search/cdx?url={quote(page, safe='')}&output=json"
        index += f"&fl={','.join(_FIELDS)}&from={_stamp(since)}&to={_stamp(until)}"
        found = _of_cdx(index, fetch(index).body, archive.rstrip("/"), page)
    inside = sorted((one for one in found.captures if since <= one.at <= until), key=lambda one: one.at)
    return Found(captures=tuple(inside), notes=found.notes)


def _of_cdx(index: str, body: bytes, archive: str, page: str) -> Found:
    rows = _rows(index, body)
    captured: list[Listed] = []
    passed_over, undated, last = 0, 0, ""
    for stamp, original, status, digest in rows:
        at = _moment(stamp)
        if at is None:
            undated += 1
        elif status not in ("200", "-"):  # a revisit has no status of its own
            passed_over += 1
        elif digest != last:
            last = digest
            captured.append(Listed(page=page, at=at, url=f"{archive}/web/{stamp}id_/{original}"))
    notes = [f"{page}: {plural(passed_over, 'capture')} passed over: redirects or errors"] * bool(passed_over)
    notes += [f"{page}: {plural(undated, 'capture')} passed over: no date that can be read"] * bool(undated)
    return Found(captures=tuple(captured), notes=tuple(notes))


def _rows(index: str, body: bytes) -> list[list[str]]:
    """The rows of a CDX server's answer. Raises InvalidInput where it is none."""
    if not body.strip():
        return []
    try:
        found = json.loads(body)
    except ValueError as error:
        what = "a page of HTML" if _MARKUP.match(body) else "cut, or no JSON"
        raise InvalidInput(f"{index}: not an index of captures: it is {what}; try again later") from error
    rows = found[1:] if isinstance(found, list) and found[:1] == [list(_FIELDS)] else found
    if not isinstance(rows, list) or not all(map(_is_row, rows)):
        raise InvalidInput(f"{index}: not an index of captures; check the address of the archive")
    return rows


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and len(row) == len(_FIELDS) and all(isinstance(one, str) for one in row)


def _of_timemap(index: str, body: bytes, page: str) -> Found:
    """The mementos of a TimeMap. Raises InvalidInput where it is none."""
    text = body.decode(errors="replace")
    links = [(match["url"], _told(match["told"])) for match in _MEMENTO.finditer(text)]
    if _MARKUP.match(body) or (text.strip() and not any("rel" in told for _, told in links)):
        raise InvalidInput(f"{index}: not a TimeMap in the link format; check the address of the archive")
    captured: list[Listed] = []
    undated = 0
    for url, told in links:
        if "memento" not in told.get("rel", "").split():
            continue
        at = _http_date(told.get("datetime", ""))
        if at is None:
            undated += 1
        else:
            captured.append(Listed(page=page, at=at, url=_STAMP.sub(r"\1id_", url, count=1)))
    notes = (f"{page}: {plural(undated, 'memento')} passed over: no date that can be read",) * bool(undated)
    return Found(captures=tuple(captured), notes=notes)


def _told(parameters: str) -> dict[str, str]:
    return {name.lower(): quoted or bare for name, quoted, bare in _TOLD.findall(parameters)}


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def _moment(stamp: str) -> datetime | None:
    if not re.fullmatch(r"\d{14}", stamp, re.ASCII):
        return None
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def download(
    fetch: Fetch, wanted: Sequence[Listed], folder: Path, heard: Callable[[int], object] = bool
) -> Downloaded:
    """Fetch captures into a folder, a WARC file each; those that are there are not asked for again.

    `heard` is told after each how many are left. A capture that the archive does not have is noted; where it
    may come later, or the command is interrupted, the rest is left for the next run: once later captures are
    recorded, it could not be any more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    notes: list[str] = []
    for number, one in enumerate(wanted, 1):
        file = folder / f"{_stamp(one.at)}-{_name(one.page)}.warc.gz"
        try:
            if not file.exists():
                _write(file, one, answer(fetch, one))
            files.append(file)
        except FetchError as error:
            if _may_come(error, one):
                again = f"run it again to go on, or leave {one.at:%Y-%m-%d} out with --to and --from"
                return Downloaded(files=tuple(files), notes=tuple(notes), problem=f"{error}; {again}")
            notes.append(f"{one.url}: passed over: {error.reason if error.url == one.url else error}")
        except InvalidInput as error:
            notes.append(str(error))
        heard(len(wanted) - number)
    return Downloaded(files=tuple(files), notes=tuple(notes))


def _may_come(error: FetchError, wanted: Listed) -> bool:
    """True if the archive may answer with the capture later; another host that it leads to does not count."""
    is_archive = urlsplit(error.url).netloc == urlsplit(wanted.url).netloc
    return isinstance(error, AskedToWait | Interrupted) or (error.retryable and is_archive)


def answer(fetch: Fetch, wanted: Listed) -> Capture:
    """A capture as it was recorded. Raises InvalidInput where the archive answers with something else."""
    capture = fetch(wanted.url)
    asked, got = _STAMP.search(wanted.url), _STAMP.search(capture.final_url)
    if asked and (got is None or got[1] != asked[1]):
        raise InvalidInput(f"{wanted.url}: passed over: the archive leads to {capture.final_url}")
    if any(frame in capture.body for frame in _FRAMES):
        raise InvalidInput(f"{wanted.url}: passed over: the archive answers with a page of its own")
    return capture


def _name(page: str) -> str:
    """A short name of a page, so that several of a document's do not share a file."""
    import hashlib

    return hashlib.sha256(page.encode()).hexdigest()[:12]


def _write(file: Path, wanted: Listed, capture: Capture) -> None:
    """Write a record, all of it or none."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    headers = [("Content-Type", capture.content_type)] if capture.content_type else []
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        wanted.page,
        "response",
        payload=BytesIO(capture.body),
        length=len(capture.body),
        http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": wanted.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Record-ID": f"<{wanted.url}>",
        },
    )
    writer.write_record(record)
    part = file.with_suffix(".part")
    try:
        part.write_bytes(stream.getvalue())
        part.replace(file)
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be written ({error.strerror or error})") from error


def pages(urls: Iterable[str]) -> list[str]:
    """Addresses of pages, each once, without their fragments."""
    return list(dict.fromkeys(url.partition("#")[0] for url in urls))
