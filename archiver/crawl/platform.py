"""One platform's documents, looked at one after another under the platform's claim, and observed.

An error stops only what it concerns: an odd page fails its document, a damaged repository its platform. Looks
are kept as they are made; a process that is killed loses those of the last KEEP_SECONDS.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from archive_repo import repair
from archive_repo.archive import Archive
from archive_repo.errors import DamagedRepository, RepositoryBusy, StoreError
from archive_repo.format.observation import Observation
from archive_repo.git import claims, packing
from archive_repo.records import Outcome
from archive_repo.repository import Repository
from archiver.crawl import look, pictures, reextract, refusals
from archiver.crawl.combined import Lost
from archiver.crawl.look import Judged
from archiver.crawl.tracked import Tracked
from archiver.crawl.work import Crawl
from archiver.crawl.workers import TakesLong
from archiver.declarations import Declaration, Document, Source
from archiver.errors import ConnectionFailed, FetchError, Interrupted
from archiver.extract import ExtractionFailed
from archiver.extract.document import fingerprint, without_selectors
from archiver.fetch.capture import Capture, Validators
from archiver.gate.ends import Ends
from archiver.gate.verdict import REJECTED

KEEP_SECONDS = 30.0
"""Looks older than this are committed before the next page is requested: a crawl of many slow pages takes an
hour, and the proof of a look must not depend on how the crawl ends."""

PACKAGES = ("archiver", "archive_repo")

NO_VALIDATORS: Mapping[str, Validators] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One look of this crawl."""

    platform: str
    observation: Observation
    newly_failed: bool = False
    """True if the look failed and the one before did not."""
    is_bug: bool = False
    """True if it failed because of a bug."""
    is_unreachable: bool = False
    """True if it failed because there was no connection to the host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformReport:
    """How a crawl went for one platform."""

    platform: str
    looks: tuple[Looked, ...] = ()
    problem: str = ""
    """Why its documents, or the rest of them, could not be looked at; empty if they were."""
    busy: bool = False
    """True if the problem is that another run is at work on it."""
    warning: str = ""
    """What is odd about the platform, though its documents were looked at."""
    put_off: tuple[Document, ...] = ()
    """Documents that were not looked at in a hurry, since they take long."""


def joined(first: PlatformReport, second: PlatformReport) -> PlatformReport:
    """How a platform fared in two rounds of a crawl; what the second put off is still to be looked at."""
    return PlatformReport(
        platform=first.platform,
        looks=first.looks + second.looks,
        problem=first.problem or second.problem,
        busy=first.busy or second.busy,
        warning=first.warning or second.warning,
        put_off=second.put_off,
    )


@dataclass(kw_only=True)
class _Diary:
    """The looks of this crawl, committed as they get old."""

    repository: Repository
    declared: Declaration
    crawl: Crawl
    looks: list[Looked] = field(default_factory=list)
    put_off: list[Document] = field(default_factory=list)
    kept: int = 0
    kept_at: float = 0.0

    def add(self, looked: Looked) -> None:
        self.looks.append(looked)
        self.crawl.progress.looked(looked.platform, looked.observation)
        if self.crawl.timer() - self.kept_at >= KEEP_SECONDS:
            self.keep()

    def keep(self) -> None:
        fresh = [looked.observation for looked in self.looks[self.kept :]]
        if fresh:
            with self.repository.writing(self.declared.name) as writer:
                writer.record_observations(fresh, checked_at=self.crawl.clock())
        self.kept, self.kept_at = len(self.looks), self.crawl.timer()


def look_at(crawl: Crawl, declared: Declaration) -> PlatformReport:
    """Look at a platform's declared documents; the report says what goes wrong."""
    looks: list[Looked] = []
    put_off: list[Document] = []
    warning = problem = ""
    busy = False
    try:
        repository = Repository.create(crawl.archive.path(declared.slug))
        with claims.claimed(repository.path, "a crawl", crawl.clock()):
            mended = repository.mend()
            memory = repair.known(repository.store, repository.last_observations())
            warning = "; ".join((*mended, *_clock_warning(memory, crawl.clock())))
            diary = _Diary(
                repository=repository, declared=declared, crawl=crawl, looks=looks, put_off=put_off
            )
            _look_at(diary, memory)
    except StoreError as error:
        problem, busy = str(error), isinstance(error, RepositoryBusy)
    except Exception as error:  # one platform's bug must not stop the others
        problem = bug(error)
    return PlatformReport(
        platform=declared.slug,
        looks=tuple(looks),
        problem=problem,
        busy=busy,
        warning=warning,
        put_off=tuple(put_off),
    )


def failed_before(archive: Archive, declared: Declaration) -> bool:
    """True if every document of the platform failed at its last look, or the looks cannot be read."""
    path = archive.path(declared.slug)
    if not path.is_dir():
        return False
    try:
        repository = Repository.open(path)
        if repository.was_seen_again():
            return False
        memory = repository.last_observations()
    except StoreError:
        return True
    return bool(memory) and all(seen.outcome is Outcome.FAILED for seen in memory.values())


def _clock_warning(memory: Mapping[str, Observation], now: datetime) -> Iterator[str]:
    """A warning if a look is dated after `now`: the clock is wrong now, or was wrong then."""
    last = max((seen.checked_at for seen in memory.values()), default=now)
    if last > now:
        yield (
            f"the clock says {now:%Y-%m-%d %H:%M}, and the last look was recorded at {last:%Y-%m-%d %H:%M}: "
            "check the clock; `archiver verify` lists what is dated wrongly"
        )


def _look_at(diary: _Diary, memory: Mapping[str, Observation]) -> None:
    ends = Ends()
    documents = [
        Tracked(
            repository=diary.repository,
            name=diary.declared.name,
            document=document,
            memory=memory.get(document.slug),
            compute=diary.crawl.compute,
            keeps_all=diary.crawl.keeps_all,
            ends=ends,
        )
        for document in diary.declared.documents
    ]
    diary.kept_at = diary.crawl.timer()
    known = validators(diary.declared, memory, diary.crawl.accept_language)
    try:
        for looked in _looks(diary.crawl, documents, known, diary.put_off):
            diary.add(looked)
    finally:
        diary.keep()
    packing.pack_if_due(diary.repository.path)


def _looks(
    crawl: Crawl, documents: Sequence[Tracked], known: Mapping[str, Validators], put_off: list[Document]
) -> Iterator[Looked]:
    """A look at each document, but those that take long, which are put off."""
    again: list[Judged] = []
    with suppress(Interrupted):  # nothing is known of the page that was being fetched
        for tracked in documents:
            if crawl.stop.is_set():
                break
            try:
                looked = _isolated_look(crawl, tracked, known)
            except TakesLong:
                put_off.append(tracked.document)
                continue
            if isinstance(looked, Judged):
                again.append(looked)
            else:
                yield looked
    if again and not crawl.stop.is_set():
        crawl.stop.wait(crawl.confirm_after_seconds)
    for first in again:
        try:
            yield _second_look(crawl, first)
        except TakesLong:
            put_off.append(first.tracked.document)


def _isolated_look(crawl: Crawl, tracked: Tracked, known: Mapping[str, Validators]) -> Looked | Judged:
    """A look at one document, or what to look at again; an exception fails only this document."""
    crawl.progress.looking(tracked.repository.platform, tracked.document.slug)
    try:
        reextract.mend(tracked)
        judged = look.take(tracked, _captures(crawl, tracked, known), crawl.clock())
        if isinstance(judged, Judged) and judged.look_again:
            return judged
        return _looked(tracked, _settled(crawl, judged))
    except (Interrupted, TakesLong):
        raise
    except FetchError as error:
        unreachable = isinstance(error, ConnectionFailed)
        return replace(_failed(crawl, tracked, look.named(tracked, error)), is_unreachable=unreachable)
    except ExtractionFailed as error:  # to compare the text takes too long
        return _failed(crawl, tracked, error.reason)
    except DamagedRepository as error:
        return _failed(crawl, tracked, str(error))
    except StoreError:
        raise
    except Exception as error:  # an odd page must not stop the other documents
        return _failed(crawl, tracked, bug(error), is_bug=True)


def _settled(crawl: Crawl, looked: Observation | Judged) -> Observation:
    return look.settle(pictures.taken(crawl, looked)) if isinstance(looked, Judged) else looked


def _second_look(crawl: Crawl, first: Judged) -> Looked:
    """Ask once more for a page that changed or is in doubt.

    A flap is over, what differs between the two is no change, a rewrite is still there, or the doubt stays.
    """
    tracked = first.tracked
    try:
        return _looked(tracked, _settled(crawl, _confirmed(crawl, first)))
    except ExtractionFailed as error:
        return _failed(crawl, tracked, error.reason)
    except (StoreError, TakesLong):
        raise
    except Exception as error:  # as in the first look
        return _failed(crawl, tracked, bug(error), is_bug=True)


def _confirmed(crawl: Crawl, first: Judged) -> Observation | Judged:
    """The second look; the first where that says more: the page was not got again, or the doubt stays."""
    if crawl.stop.is_set():
        return first
    try:
        found = _captures(crawl, first.tracked, fresh=True)
    except FetchError:
        return first
    found = [was if isinstance(one, Lost) else one for was, one in zip(first.found, found, strict=True)]
    second = look.take(first.tracked, found, crawl.clock(), first=first)
    if not isinstance(second, Judged) or second.settled.reasons.keys() - first.settled.reasons.keys():
        return first
    if second.verdict.outcome in (Outcome.HELD, Outcome.FAILED):
        return replace(first, verdict=replace(first.verdict, slots=second.verdict.slots))
    return second


def _failed(crawl: Crawl, tracked: Tracked, reason: str, *, is_bug: bool = False) -> Looked:
    return _looked(tracked, look.failed(tracked, reason, crawl.clock()), is_bug=is_bug)


def _looked(tracked: Tracked, observation: Observation, *, is_bug: bool = False) -> Looked:
    return Looked(
        platform=tracked.repository.platform,
        observation=observation,
        newly_failed=_failed_in_part(observation)
        and not (tracked.memory and _failed_in_part(tracked.memory)),
        is_bug=is_bug,
    )


def _failed_in_part(seen: Observation) -> bool:
    """True if it failed, or recorded a text without a page; what a person has rejected is no news."""
    failed = seen.outcome is Outcome.FAILED and REJECTED not in seen.reason
    return failed or bool(seen.missing and seen.outcome is Outcome.RECORDED)


def bug(error: Exception) -> str:
    """An unexpected exception in one line that a bug report can quote."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if any(part in PACKAGES for part in Path(frame.filename).parts)
    ]
    where = f" in {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}{where}: {said} (this is a bug in archiver; please report it)"


def _captures(
    crawl: Crawl,
    tracked: Tracked,
    known: Mapping[str, Validators] = NO_VALIDATORS,
    *,
    fresh: bool = False,
) -> list[Capture | Lost]:
    """What each source of the document was answered with.

    Raises FetchError where no page was got, and TakesLong where the pages are too large to be read now.
    """
    found: list[Capture | FetchError] = []
    for source in tracked.document.sources:
        try:
            found.append(_capture(crawl, tracked, source, known.get(source.url), fresh=fresh))
        except Interrupted:
            raise
        except FetchError as error:
            found.append(error)
    if crawl.max_bytes is not None and _size(found) > crawl.max_bytes:
        raise TakesLong
    errors = [one for one in found if isinstance(one, FetchError)]
    if len(errors) == len(found):
        raise errors[0]
    return [Lost(reason=look.named(tracked, one)) if isinstance(one, FetchError) else one for one in found]


def _size(found: Sequence[Capture | FetchError]) -> int:
    return sum(len(one.body) for one in found if isinstance(one, Capture))


def _capture(
    crawl: Crawl, tracked: Tracked, source: Source, known: Validators | None, *, fresh: bool
) -> Capture:
    pictured = crawl.is_pictured(tracked.document.platform, tracked.document.slug)
    states = tracked.memory.sources if tracked.memory else ()
    state = next((one for one in states if one.url == source.url), None)
    if source.execute_client_scripts and crawl.browser:
        return crawl.browser.render(
            source.url,
            source.select,
            accept_language=source.accept_language,
            fresh=fresh,
            pictured=pictured,
            seen_sha256=state.sha256 if state else "",
        )
    if source.browser_if_refused:
        return refusals.fetch(crawl, source, known, state, fresh=fresh, pictured=pictured)
    return crawl.web.fetch(source.url, known, accept_language=source.accept_language, fresh=fresh)


def validators(
    declared: Declaration, memory: Mapping[str, Observation], accept_language: str = ""
) -> dict[str, Validators]:
    """What makes the request for each source conditional, by its URL.

    A page that several documents are made of is asked for once, so they must all remember the same answer.
    An answer in another language tells nothing of this one, since a server may know a page only by its age;
    `accept_language` is what is asked for where a source says nothing. The body is needed, whatever the
    server remembers, of a document of several pages, of one with a text in quarantine, and of one that was
    never recorded or was read by other code.
    """
    remembered: dict[str, set[Validators | None]] = {}
    for document in declared.documents:
        for source in document.sources:
            found = _validators_of(document, source, memory.get(document.slug), accept_language)
            remembered.setdefault(_page(source.url), set()).add(found)
    agreed = {page: found.pop() for page, found in remembered.items() if len(found) == 1}
    sources = [source.url for document in declared.documents for source in document.sources]
    return {url: found for url in sources if (found := agreed.get(_page(url)))}


def _page(url: str) -> str:
    return url.partition("#")[0]


def _validators_of(
    document: Document, source: Source, seen: Observation | None, accept_language: str
) -> Validators | None:
    if seen is None or not seen.version or seen.held or seen.pending or len(document.sources) > 1:
        return None
    if seen.read_by != fingerprint(document) and seen.read_by != fingerprint(without_selectors(document)):
        return None
    state = next((state for state in seen.sources if state.url == source.url), None)
    wanted = source.accept_language or accept_language
    if state is None or (wanted and state.accept_language not in ("", wanted)):
        return None
    return Validators(etag=state.etag, last_modified=state.last_modified)
