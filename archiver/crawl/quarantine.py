"""What the gate holds back, and a person's decision: a held text is read, recorded, or refused for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput, NotFound
from archive_repo.format.observation import Held, Observation
from archive_repo.format.snapshot import Body
from archive_repo.git import claims
from archive_repo.records import Outcome, Version
from archive_repo.repository import Repository
from archiver import declarations
from archiver.crawl import missing
from archiver.crawl.tracked import Tracked
from archiver.crawl.workers import Workers
from archiver.extract.document import DocumentText
from archiver.gate import digest, edition

DECIDED = "what was held was accepted or rejected"
"""The reason of a document whose last look was held, once nothing of it waits any more."""
SHORT_ID = 10
"""Digits of a text's SHA-256 that name it in messages."""


class NothingHeld(NotFound):
    """The document has no text in quarantine, or none of this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A text that waits for a decision, or until it has held."""

    platform: str
    document: str
    held: Held


def waiting(repository: Repository, wanted: Callable[[str, str], bool]) -> Iterator[Waiting]:
    """The texts that are held, of the documents that are wanted (by slugs of platform and document)."""
    for seen in repository.last_observations().values():
        if wanted(repository.platform, seen.document):
            yield from _waiting(repository.platform, seen)


def _waiting(platform: str, seen: Observation) -> Iterator[Waiting]:
    for held in texts(seen):
        yield Waiting(platform=platform, document=seen.document, held=held)


def texts(seen: Observation) -> list[Held]:
    """What waits for a decision, in the order of first sight."""
    return sorted(seen.held, key=lambda held: held.first_seen)


def read(archive: Archive, platform: str, document: str, text_id: str) -> tuple[Held, DocumentText]:
    """A held text as it would be stored. Raises NothingHeld, or InvalidInput where several could be meant."""
    tracked, seen = _tracked(archive, platform, document)
    held = _one(_address(tracked), texts(seen), text_id)
    return held, _merged(tracked, held).text


def accept(archive: Archive, platform: str, document: str, text_id: str, now: datetime) -> Version:
    """Record one held text as a version, as of when it was first seen; the others stay held.

    Raises InvalidInput where a text that was seen before it is held too: versions are recorded in order.
    """
    with _at_work(archive, platform, document, now) as (tracked, seen):
        waits = texts(seen)
        held = _one(_address(tracked), waits, text_id)
        _must_be_first(_address(tracked), waits, held)
        return _accept(tracked, seen, held, now)


def accept_all(archive: Archive, platform: str, document: str, now: datetime) -> list[Version]:
    """Record every held text as a version, in the order of first sight."""
    with _at_work(archive, platform, document, now) as (tracked, seen):
        waits = texts(seen)
        if not waits:
            raise NothingHeld(f"{_address(tracked)}: nothing is held")
        recorded = []
        for held in waits:
            recorded.append(_accept(tracked, seen, held, now))
            tracked, seen = _tracked(archive, platform, document)
        return recorded


def reject(archive: Archive, platform: str, document: str, text_id: str, now: datetime) -> Held:
    """Drop a held text and refuse it from now on; its snapshot stays on branch `snapshots`."""
    with _at_work(archive, platform, document, now) as (tracked, seen):
        held = _one(_address(tracked), texts(seen), text_id)
        rejected = dict.fromkeys((*seen.rejected, held.text_sha256, *_parts(tracked, held)))
        _observe(tracked, replace(_without(seen, held), rejected=tuple(rejected)), now)
        return held


def _accept(tracked: Tracked, seen: Observation, held: Held, now: datetime) -> Version:
    """Record a held text; the outcome of the last looks stays as it is, since accepting is not a look."""
    merged = _merged(tracked, held)
    extracted = merged.text
    newest = next(iter(tracked.versions), None)
    recorded = tracked.record(
        extracted,
        snapshot=merged.snapshot,
        stand_ins=[page for page in missing.stand_ins(seen.missing) if page.url not in merged.changed],
        fetched_at=max(held.first_seen, newest.fetched_at) if newest else held.first_seen,
        now=now,
    )
    looked = replace(
        _without(seen, held),
        version=recorded.version.id,
        read_by=extracted.fingerprint,
        editions=edition.remembered(seen.editions, extracted.bodies, recorded=True),
    )
    _observe(tracked, looked, now)
    return recorded.version


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merged:
    """A held text as it would be recorded."""

    text: DocumentText
    snapshot: str
    """Where its pages are stored; empty where they are not stored together."""
    changed: frozenset[str]
    """URLs of its pages that say something else than the newest version did when it was held."""


def _merged(tracked: Tracked, held: Held) -> _Merged:
    """A held text; of its pages, those that it leaves as they were are as the newest version has them."""
    text, urls = _read(tracked, held.snapshot), [source.url for source in tracked.document.sources]
    base = _base(tracked, held)
    was = _read(tracked, base.snapshot).pages if base and len(urls) > 1 else []
    pages = text.pages
    if base is None or not len(was) == len(pages) == len(urls):
        return _Merged(text=text, snapshot=held.snapshot, changed=frozenset(urls))
    changed = {url for url, page, before in zip(urls, pages, was, strict=True) if page != before}
    if base.id == tracked.versions[0].id:
        return _Merged(text=text, snapshot=held.snapshot, changed=frozenset(changed))
    newest = tracked.repository.bodies(tracked.versions[0].snapshot, tracked.document.slug)
    bodies = [
        body if url in changed else other for url, body, other in zip(urls, text.bodies, newest, strict=True)
    ]
    return _Merged(text=_text(tracked, bodies), snapshot="", changed=frozenset(changed))


def _base(tracked: Tracked, held: Held) -> Version | None:
    """The newest version when a text was held; None before the first."""
    kept = history.snapshot(tracked.repository, held.snapshot, tracked.document.slug)
    return next((one for one in tracked.versions if one.recorded_at <= kept.fetched_at), None)


def _parts(tracked: Tracked, held: Held) -> list[str]:
    """SHA-256 of the pages that a held text of several changes: in a crawl each page is judged by itself."""
    merged = _merged(tracked, held)
    urls, pages = [source.url for source in tracked.document.sources], merged.text.pages
    if len(urls) < 2 or len(urls) != len(pages):
        return []
    return [digest(page) for url, page in zip(urls, pages, strict=True) if url in merged.changed]


def _without(seen: Observation, held: Held) -> Observation:
    left = tuple(one for one in seen.held if one.text_sha256 != held.text_sha256)
    is_decided = seen.outcome is Outcome.HELD and not left
    return replace(seen, held=left, reason=DECIDED if is_decided else seen.reason)


def _observe(tracked: Tracked, observation: Observation, now: datetime) -> None:
    with tracked.repository.writing(tracked.name) as writer:
        writer.record_observations([observation], checked_at=now)


@contextmanager
def _at_work(
    archive: Archive, platform: str, document: str, now: datetime
) -> Iterator[tuple[Tracked, Observation]]:
    with claims.claimed(archive.repository(platform).path, "a decision on quarantine", now):
        yield _tracked(archive, platform, document)


def _tracked(archive: Archive, platform: str, document: str) -> tuple[Tracked, Observation]:
    repository = archive.repository(platform)
    seen = repository.last_observations().get(document)
    if seen is None:
        raise history.unknown_document(repository, document)
    declared = declarations.read_of(platform, archive.declarations)
    found = [one for one in declared.documents if one.slug == document] if declared else []
    if not declared or not found:
        raise NothingHeld(f"{platform}/{document}: no longer declared, so its page cannot be read")
    return Tracked(repository=repository, name=declared.name, document=found[0], memory=seen), seen


def _one(address: str, waits: Sequence[Held], text_id: str) -> Held:
    """The held text that was meant; an id is needed only where there are several."""
    found = [held for held in waits if held.text_sha256.startswith(text_id)]
    if not found:
        what = "nothing with this id" if text_id else "nothing of it"
        raise NothingHeld(f"{address}: {what} is held; `archiver quarantine list` shows what is")
    if len(found) > 1:
        raise InvalidInput(f"{address}: {len(found)} texts are held; add the id of one: {_ids(found)}")
    return found[0]


def _must_be_first(address: str, waits: Sequence[Held], held: Held) -> None:
    earlier = waits[: waits.index(held)]
    if earlier:
        raise InvalidInput(
            f"{address}: {_ids(earlier)} was seen before {_ids([held])} and is held too; accept or reject "
            "it first, or accept everything that is held, in order, with --all"
        )


def _ids(found: Sequence[Held]) -> str:
    return ", ".join(held.text_sha256[:SHORT_ID] for held in found)


def _address(tracked: Tracked) -> str:
    return f"{tracked.repository.platform}/{tracked.document.slug}"


def _read(tracked: Tracked, snapshot: str) -> DocumentText:
    return _text(tracked, tracked.repository.bodies(snapshot, tracked.document.slug))


def _text(tracked: Tracked, bodies: Sequence[Body]) -> DocumentText:
    with Workers(1) as workers:
        return replace(tracked, compute=workers.compute).read(bodies)
