"""The pages of a document of several, judged one by one.

    captures -> settle -> the captures and the text with the last good copy in place of each page that failed

One page that is gone, or in whose place an error page came, hides nothing of what the others say; nothing is
said to have been seen that was not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from archive_repo.errors import DamagedRepository
from archive_repo.format.snapshot import Body
from archive_repo.records import CONFIRMING, Outcome
from archive_repo.text.markdown import PAGE_BREAK
from archiver import gate
from archiver.crawl import gate_input, reextract
from archiver.crawl.tracked import Tracked
from archiver.declarations import Document
from archiver.extract import ExtractionFailed
from archiver.extract.document import DocumentText, of_source, read_without_rotten_selectors
from archiver.fetch.capture import Capture
from archiver.gate import Past, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A page that was not got, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What one look makes of the pages of a document."""

    captures: tuple[Capture, ...]
    """One for each source; the last good copy where the page failed or is doubted."""
    extracted: DocumentText
    """The text in these."""
    failures: Mapping[int, str] = field(default_factory=dict)
    """Why a page failed, by its place."""
    doubts: Mapping[int, Verdict] = field(default_factory=dict)
    """What the gate says of a page that it doubts, by its place."""
    doubted: DocumentText | None = None
    """The text with the doubted pages in it; None where there are none."""
    in_parts: bool = False
    """The pages were judged one by one."""
    first_seen: datetime
    """When the last of the pages that changed was first seen; now where that is not known."""

    @property
    def came(self) -> DocumentText:
        """The text with the pages that are doubted in it."""
        return self.doubted or self.extracted

    @property
    def look_again(self) -> bool:
        """True if a doubted page should be asked for once more in this crawl."""
        return any(verdict.look_again for verdict in self.doubts.values())

    @property
    def reasons(self) -> dict[int, str]:
        """Why pages are not in the text as they came, by their place."""
        doubts = {place: verdict.reason for place, verdict in self.doubts.items()}
        return dict(sorted({**self.failures, **doubts}.items()))

    def text_at(self, first: Settled) -> str:
        """What the first look of this crawl read; a page that it did not get is as this one has it."""
        pages, then = self.extracted.pages, first.came.pages
        if not first.reasons or len(pages) != len(then):
            return first.extracted.text
        got = {place: page for place, page in enumerate(then) if place not in first.failures}
        return PAGE_BREAK.join(got.get(place, page) for place, page in enumerate(pages))


def settle(
    tracked: Tracked, found: Sequence[Capture | Lost], now: datetime, *, first: Settled | None = None
) -> Settled:
    """Judge each page by itself; `first` is what the first look of this crawl made of them.

    Raises ExtractionFailed where no page can be read, or one fails that has no last good copy.
    """
    copies = _Copies(tracked=tracked)
    came = _readable(copies, found, first)
    verdicts = _verdicts(copies, came, now, first=first)
    refused = {place: one.reason for place, one in verdicts.items() if one.outcome is Outcome.FAILED}
    doubts = {place: one for place, one in verdicts.items() if one.outcome is Outcome.HELD}
    shown = _replaced(copies, came.captures, came.failures, refused) if refused else came
    believed = copies.instead(shown.captures, doubts) if doubts else shown.captures
    seen = [one.first_seen for one in verdicts.values() if one.outcome is Outcome.RECORDED]
    return Settled(
        captures=believed,
        extracted=_read(tracked, believed) if doubts else shown.extracted,
        failures=shown.failures,
        doubts=doubts,
        doubted=shown.extracted if doubts else None,
        in_parts=bool(verdicts),
        first_seen=max(seen, default=now),
    )


def named(document: Document, place: int, reason: str, since: str = "") -> str:
    """Why a page failed, and which one it is; `since` says how long it has been missing."""
    return f"page {place + 1} of the document, {document.sources[place].url}{since}: {reason}"


@dataclass(frozen=True, kw_only=True)
class _Copies:
    """The last good copy of each page, read from the archive when one is first needed."""

    tracked: Tracked

    @cached_property
    def pages(self) -> list[Capture]:
        """One for each source; empty where one is not there, or not as it was stored."""
        tracked = self.tracked
        if len(tracked.document.sources) == 1:
            return []
        with suppress(DamagedRepository):
            return [_capture(body) for _, body in reextract.stored_pages(tracked, tracked.document)]
        return []

    def instead(self, found: Sequence[Capture | Lost], failed: Mapping[int, object]) -> tuple[Capture, ...]:
        """What was found, with the copy in place of each page that failed."""
        return tuple(
            self.pages[place] if place in failed or isinstance(one, Lost) else one
            for place, one in enumerate(found)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """The pages of a document, the last good copy in place of each that failed, and what they say."""

    captures: tuple[Capture, ...]
    extracted: DocumentText
    failures: Mapping[int, str]
    """Why a page failed, by its place."""


def _readable(copies: _Copies, found: Sequence[Capture | Lost], first: Settled | None) -> _Pages:
    """What was found, without the pages that were lost or cannot be read."""
    failures = {place: one.reason for place, one in enumerate(found) if isinstance(one, Lost)}
    if failures and not copies.pages:
        raise ExtractionFailed(_first_gap(copies.tracked.document, failures))
    captures = copies.instead(found, failures)
    try:
        extracted = _read_again(copies.tracked, captures, first)
        return _Pages(captures=captures, extracted=extracted, failures=failures)
    except ExtractionFailed:
        if not copies.pages:
            raise
        unreadable = _unreadable(copies.tracked, captures, failures)
        return _replaced(copies, captures, failures, unreadable)


def _first_gap(document: Document, failures: Mapping[int, str]) -> str:
    place, reason = next(iter(failures.items()))
    return f"page {place + 1} of the document: {reason} ({document.sources[place].url})"


def _replaced(
    copies: _Copies, captures: Sequence[Capture], failures: Mapping[int, str], more: Mapping[int, str]
) -> _Pages:
    """The pages with the copies of more of them. Raises ExtractionFailed where none is left that came."""
    failures = {**failures, **more}
    if len(failures) == len(captures):
        raise ExtractionFailed(failures[0])
    captures = copies.instead(captures, more)
    return _Pages(captures=captures, extracted=_read(copies.tracked, captures), failures=failures)


def _read(tracked: Tracked, captures: Sequence[Capture]) -> DocumentText:
    return tracked.read([capture.as_body() for capture in captures])


def _read_again(tracked: Tracked, captures: Sequence[Capture], first: Settled | None) -> DocumentText:
    """The text; that of the first look of this crawl where the same bytes came."""
    if first is None or first.reasons or not are_same(captures, first.captures):
        return _read(tracked, captures)
    return tracked.noted(first.extracted, [capture.as_body() for capture in captures])


def are_same(captures: Sequence[Capture], others: Sequence[Capture]) -> bool:
    """True if the same text is read in both."""
    return list(map(_of_reading, captures)) == list(map(_of_reading, others))


def _of_reading(capture: Capture) -> tuple[str, ...]:
    """What a text depends on that is read in a capture."""
    return capture.url, capture.final_url, capture.content_type, capture.sha256


def _unreadable(tracked: Tracked, captures: Sequence[Capture], failed: Mapping[int, str]) -> dict[int, str]:
    """Why pages have no text, by their place, each read alone."""
    reasons: dict[int, str] = {}
    for place, (source, capture) in enumerate(zip(tracked.document.sources, captures, strict=True)):
        if place not in failed:
            alone = of_source(tracked.document, source)
            try:
                tracked.compute(read_without_rotten_selectors, alone, [capture.as_body()])
            except ExtractionFailed as error:
                reasons[place] = error.reason
    return reasons


def _verdicts(copies: _Copies, came: _Pages, now: datetime, *, first: Settled | None) -> dict[int, Verdict]:
    """What the gate says of each page whose text is not that of the newest version, by its place.

    Nothing where a page is refused or doubted that has no copy: then the document is judged as a whole.
    """
    tracked, extracted = copies.tracked, came.extracted
    pages = extracted.pages
    if len(came.captures) == 1 or not tracked.versions:
        return {}
    newest = reextract.alike(tracked, extracted)
    before = (newest.text if newest else tracked.repository.text(tracked.versions[0])).split(PAGE_BREAK)
    if not len(before) == len(pages) == len(came.captures) or pages == before:
        return {}
    whole = gate_input.past(tracked, newest, first=first.extracted.text if first else "")
    others = [
        place for place, page in enumerate(pages) if page != before[place] and place not in came.failures
    ]
    verdicts = {place: _verdict(tracked, came, place, whole, now) for place in others}
    believed = all(one.outcome in CONFIRMING for one in verdicts.values())
    return verdicts if believed or copies.pages else {}


def _verdict(tracked: Tracked, came: _Pages, place: int, whole: Past, now: datetime) -> Verdict:
    candidate = gate_input.page_candidate(tracked.document, came.extracted, came.captures, place)
    return tracked.compute(gate.judge, candidate, gate_input.page_past(whole, place), now)


def _capture(body: Body) -> Capture:
    """A stored page as if it had just come; it keeps the time at which it did."""
    fetched = body.fetched
    return Capture(
        url=fetched.url,
        final_url=fetched.final_url or fetched.url,
        redirects=fetched.redirects,
        status=fetched.status or 200,
        headers=fetched.headers,
        fetched_at=fetched.fetched_at,
        body=body.data,
        content_type=fetched.content_type,
        charset=fetched.charset,
        renderer=fetched.renderer,
        sha256=fetched.sha256,
        accept_language=fetched.accept_language,
        origin=fetched.origin,
        peers=fetched.peers,
    )
