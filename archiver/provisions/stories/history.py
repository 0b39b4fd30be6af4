"""Provisions through the versions of a document: introduced, amended, removed, restored, perhaps changed.

A passage is the same as long as its words are the same, wherever it is; a category is present while one of
its passages is. Changes are reported per category, with the pairs of passages as evidence, so that a rewrite
of the whole document is an amendment and not a removal and an introduction. Pure functions of chapters.

What was already in the text when it was first found, because the passages around it are others or the model
was less sure, has been there since it first stood there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from archiver.provisions import pairing
from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.pairing import Pair, pairs
from archiver.provisions.parameters.following import Following, ParameterChange, ValueLife
from archiver.provisions.stories import difference, event_chances, lost_rows
from archiver.provisions.stories.both_texts import BothTexts
from archiver.provisions.stories.chapters import Chapter, settled
from archiver.provisions.stories.difference import Difference
from archiver.provisions.stories.event_clues import Around
from archiver.provisions.stories.lost_rows import RowsLeft, Table
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text.whole_text import WholeText, essence

LIKELY = 0.35
"""Chance from which on what is not told as a provision may be one all the same, so that what comes beside it,
or goes, is not the first or the last of its category."""


class EventKind(StrEnum):
    """What happened to a category in a document."""

    INTRODUCED = "introduced"
    AMENDED = "amended"
    REMOVED = "removed"
    RESTORED = "restored"
    PERHAPS_CHANGED = "perhaps-changed"
    """Passages have other words, came or went, and it is not sure that another thing is said than before."""


PAIRED = frozenset({EventKind.AMENDED, EventKind.PERHAPS_CHANGED})
"""What can happen to a category that was there and is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A change of one category between two versions."""

    kind: EventKind
    category: str
    version: str
    date: datetime
    before: tuple[Finding, ...]
    """Passages that are gone."""
    after: tuple[Finding, ...]
    """Passages that came."""
    pairs: tuple[Pair, ...]

    @property
    def is_sure(self) -> bool:
        """False if it may be no change of what is provided."""
        return self.kind is not EventKind.PERHAPS_CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Since when a passage has been there, in any wording and in its present words."""

    came_with: str
    """Id of the version in which it was first seen."""
    changed_with: str
    """Id of the version that brought its present words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A time during which a category was found in a document."""

    came_with: str
    """Id of the first version with one of its passages, wherever they were first found."""
    went_with: str | None = None
    """Id of the first version in which none is found; None while there is one."""
    stands: bool = False
    """True if that version has words of them all the same."""
    table: RowsLeft | None = None
    """What that version has left of the table they stood in, if most of it went."""
    unread: str = ""
    """The language of that version, if what is not found in it may be there; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A document's provisions as of its last chapter, and how they came to be."""

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    """The strong findings of the last chapter that counts, in the order of the text."""
    lives: Mapping[str, Life]
    """By `identity(finding)`, for the findings."""
    version: str
    date: datetime
    weak: tuple[Finding, ...]
    """Its weak findings, which make no event."""
    muted: tuple[str, ...]
    """Versions left out because another text may stand in them; see `chapters`."""
    holdings: Mapping[str, tuple[Holding, ...]]
    """By category: from when to when the document had it, oldest first."""
    values: Mapping[str, ValueLife]
    """Since when the document has stated each value, by `following.name`."""
    replaced: tuple[ParameterChange, ...]
    """Values that others replaced, oldest first."""
    unread: str = ""
    """The language of the last chapter that counts, if what is not found in it may be there; else empty."""


Judge = Callable[[Difference, Around], Difference]
"""What leaves of a difference only what is sure."""


def follow(chapters: Sequence[Chapter], now: datetime, judge: Judge = event_chances.surely) -> Story:
    """The story of a document from its chapters, oldest first; the last one lasts until `now`.

    Raises ValueError without chapters.
    """
    if not chapters:
        raise ValueError("a story needs at least one chapter")
    counted, muted = settled(chapters, now)
    telling = _Telling(judge)
    for chapter in counted:
        telling.add(chapter)
    last = counted[-1]
    return Story(
        events=tuple(telling.events),
        findings=tuple(one for one in telling.findings if not one.weak),
        weak=tuple(one for one in telling.findings if one.weak),
        lives=telling.lives,
        version=last.version,
        date=last.date,
        muted=tuple(chapter.version for chapter in muted),
        holdings={category: tuple(own) for category, own in telling.holdings.items()},
        values=telling.following.lives,
        replaced=tuple(telling.following.changes),
        unread=last.unread,
    )


def identity(finding: Finding) -> str:
    """What the same passage has in two versions: category, polarity, and the essence of its words."""
    return f"{finding.category} {finding.polarity} {essence(finding.key)}"


def touched(story: Story) -> dict[str, tuple[str, ...]]:
    """The categories that each version of a document changed, by the id of the version.

    What it may only say in other words it did not surely change.
    """
    found: dict[str, tuple[str, ...]] = {}
    for event in story.events:
        if event.is_sure:
            found[event.version] = (*found.get(event.version, ()), event.category)
    return found


def _as_strong_as_before(now: Sequence[Finding], before: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, each as strong or as weak as the same passage, or the one amended into it, was before.

    A few other words can carry a passage across the line; that is no introduction and no removal.
    """
    weak = {identity(one): one.weak for one in before}
    known = {identity(one) for one in now}
    gone = [one for one in before if identity(one) not in known]
    come = [one for one in now if identity(one) not in weak]
    for category in {one.category for one in gone} & {one.category for one in come}:
        own = [[one for one in some if one.category == category] for some in (gone, come)]
        weak |= {identity(pair.after): pair.before.weak for pair in pairs(*own)}
    return tuple(_made(one, weak=weak.get(identity(one), one.weak)) for one in now)


def _made(finding: Finding, *, weak: bool) -> Finding:
    return finding if finding.weak == weak else replace(finding, weak=weak)


def _may_say_so(category: str, compared: Difference, others: Sequence[Finding]) -> bool:
    """True if one of a text's findings, weak ones too, may say of a category what those that differ say."""
    denials = {one.polarity is Polarity.DENIES for one in (*compared.gone, *compared.come)}
    return any(
        one.category == category and one.chance >= LIKELY and (one.polarity is Polarity.DENIES) in denials
        for one in others
    )


def _rest(compared: Difference, told: Difference) -> Difference:
    """What of a difference was not told."""
    known = {id(one) for one in (*told.gone, *told.come)}
    return replace(
        compared,
        gone=tuple(one for one in compared.gone if id(one) not in known),
        come=tuple(one for one in compared.come if id(one) not in known),
        pairs=tuple(pair for pair in compared.pairs if pair not in told.pairs),
    )


def _of_kind(kind: EventKind, category: str, chapter: Chapter, told: Difference, texts: BothTexts) -> Event:
    pairs = told.pairs if kind in PAIRED else ()
    paired = pairing.ids(pairs)
    return Event(
        kind=kind,
        category=category,
        version=chapter.version,
        date=chapter.date,
        before=tuple(
            one if id(one) in paired else difference.lacked_by(texts.after, one) for one in told.gone
        ),
        after=tuple(
            one if id(one) in paired else difference.lacked_by(texts.before, one) for one in told.come
        ),
        pairs=pairs,
    )


class _Telling:
    """The state while versions are read in order: what is present, what ever was, the events so far."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.events: list[Event] = []
        self.lives: dict[str, Life] = {}
        self.holdings: dict[str, list[Holding]] = {}
        self.following = Following()
        self.findings: tuple[Finding, ...] = ()
        """Of the last chapter, each as strong as its passage was when it came."""
        self._present: dict[str, dict[str, Finding]] = {}
        self._text = WholeText()
        self._tables: tuple[Table, ...] = ()
        self._read: dict[str, WholeText] = {}
        """The texts so far, oldest first, by version."""
        self._ever: dict[str, Life] = {}

    def add(self, chapter: Chapter) -> None:
        found: dict[str, dict[str, Finding]] = {}
        former = self.findings
        self.findings = _as_strong_as_before(chapter.findings, former)
        for finding in self.findings:
            if not finding.weak:
                found.setdefault(finding.category, {}).setdefault(identity(finding), finding)
        texts = BothTexts(self._text, chapter.text)
        lives: dict[str, Life] = {}
        became: list[Pair] = []
        for category in sorted(self._present.keys() | found.keys()):
            own = found.get(category, {})
            compared = difference.between(self._present.get(category, {}), own, texts)
            if not chapter.quiet:
                self.events += self._events(category, own, compared, chapter, former, texts)
            became += compared.pairs
            own_lives = self._lives(own, compared, chapter)
            self._hold(category, own_lives, texts, chapter)
            lives |= own_lives
        self.lives, self._present, self._text = lives, found, texts.after
        self._tables = chapter.tables
        self._read[chapter.version] = chapter.text
        self._ever |= lives
        self.following.add(chapter.version, chapter.findings, self._read, became, quiet=chapter.quiet)

    def _events(
        self,
        category: str,
        now: Mapping[str, Finding],
        compared: Difference,
        chapter: Chapter,
        former: Sequence[Finding],
        texts: BothTexts,
    ) -> Iterator[Event]:
        """What surely happened to a category, and then what of it may have changed."""
        if not (compared.gone or compared.come):
            return
        own = [[one for one in some if one.category == category] for some in (former, self.findings)]
        around = Around(texts=texts, before=own[0], after=own[1])
        told = self._judge(compared, around) if self._read else compared
        kind = self._kind(category, now, compared, told, former)
        if kind:
            yield _of_kind(kind, category, chapter, told, texts)
        rest = _rest(compared, told) if kind else compared
        if rest.gone or rest.come:
            yield _of_kind(EventKind.PERHAPS_CHANGED, category, chapter, rest, texts)

    def _kind(
        self,
        category: str,
        now: Mapping[str, Finding],
        compared: Difference,
        told: Difference,
        former: Sequence[Finding],
    ) -> EventKind | None:
        """What happened to a category of which passages differ; None if nothing is sure."""
        before = self._present.get(category, {})
        others = self.findings if before else former
        if (before and now) or compared.stands or _may_say_so(category, compared, others):
            return EventKind.AMENDED if told.gone or told.come else None
        if self._read and not event_chances.is_surest(told):
            return None
        if before:
            return EventKind.REMOVED
        came_back = any(key in self._ever for key in now)
        return EventKind.RESTORED if came_back else EventKind.INTRODUCED

    def _lives(self, now: Mapping[str, Finding], compared: Difference, chapter: Chapter) -> dict[str, Life]:
        amended = {identity(pair.after): pair.before for pair in compared.pairs}
        same = {identity(pair.after): pair.before for pair in compared.same}
        before = {key: identity(one) for key, one in (amended | same).items()}
        lives = {}
        for key in now:
            former = self.lives.get(before.get(key, key)) or self._ever.get(key)
            if former is None:
                stood = self._stood_since(now[key], chapter.version)
                if stood == chapter.version and key in amended:
                    came = self._stood_since(amended[key], chapter.version)
                    lives[key] = Life(came_with=came, changed_with=chapter.version)
                else:
                    lives[key] = Life(came_with=stood, changed_with=stood)
            elif key in self.lives or key in same or chapter.quiet:
                lives[key] = former
            else:
                lives[key] = replace(former, changed_with=chapter.version)
        return lives

    def _stood_since(self, finding: Finding, version: str) -> str:
        """The version from which on a passage has stood in the text: this one, or one before it."""
        for earlier, text in reversed(self._read.items()):
            if not text.has(finding.core.split(EXCERPT_JOINT)):
                break
            version = earlier
        return version

    def _hold(self, category: str, lives: Mapping[str, Life], texts: BothTexts, chapter: Chapter) -> None:
        """Begin to hold a category that was not found before, or end to hold one that is not found now."""
        before = self._present.get(category, {})
        if lives and not before:
            held = self.holdings.setdefault(category, [])
            versions = [*self._read, chapter.version]
            again = versions.index(held[-1].went_with or "") if held else 0
            came = [life.came_with for life in lives.values() if life.came_with in versions[again:]]
            held.append(Holding(came_with=min(came, key=versions.index, default=chapter.version)))
        elif before and not lives:
            lost = list(before.values())
            self.holdings[category][-1] = replace(
                self.holdings[category][-1],
                went_with=chapter.version,
                stands=any(map(texts.stands_after, lost)),
                table=lost_rows.left_of(lost, self._tables, chapter.tables),
                unread=chapter.unread,
            )
