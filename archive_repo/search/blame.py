"""Since when each sentence of a document has been there, in which version it came, and what it said before.

A line's origin is carried forward from version to version over xdiff's line diff, which `git blame` uses too;
for a document's newest version the origins are kept in the index, and only new versions are read.
Versions that changed no words (re-extraction, numbering, links, formatting, order) are never an origin: their
lines are paired by words, and each keeps its origin. So does a line in which any other version changed only
the number, marks or links. A line that only re-extraction found has no older origin.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from archive_repo.archive import Archive, Texts
from archive_repo.edits import Kind
from archive_repo.index import holdings, kept, looks, queries
from archive_repo.index.holdings import Span
from archive_repo.records import Bounds, Cause, ChangeClass, Version
from archive_repo.text.markdown import plain

ORIGINS = "origins"
"""The key under which the origins of a document's newest version are kept in the index."""

Origin = tuple[int, int]
"""Number of the version that a line came with, and the line's number in it, both from 1."""

Restated = dict[int, str]
"""What lines of a version, by their numbers, said when they came, if the same words look different now."""

BLAMELESS = frozenset({ChangeClass.NUMBERING, ChangeClass.LINKS, ChangeClass.FORMATTING, ChangeClass.ORDER})
"""Classes of versions with the same words as the version before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a sentence said before it was amended."""

    text: str
    version: str
    """Id of the version that it came with."""
    fetched_at: datetime
    since: Bounds
    """When it came, between two looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlamedLine:
    """A line that is not blank, and where it comes from."""

    line: int
    text: str
    """The line's Markdown."""
    version: str
    """Id of the version that it last came with."""
    fetched_at: datetime
    since: Bounds
    """When it last came."""
    first_since: Bounds
    """When it came for the first time."""
    returns: int
    """How often it went and came back."""
    previous: tuple[Wording, ...] = ()
    """What it said before, newest first; empty unless asked for."""


def sentences(
    connection: sqlite3.Connection, archive: Archive, version: Version, *, previous: bool = False
) -> list[BlamedLine]:
    """Blame each sentence of a version. `connection` is an index that is up to date."""
    history = queries.versions(connection, version.platform, version.document)[::-1]
    number = [one.id for one in history].index(version.id) + 1
    document = _Document(connection, Texts(archive), history)
    lines = _lines(document.text(number))
    origins, restated = document.origins(number)
    told = [n for n, raw in enumerate(lines, 1) if raw.strip()]
    names = {n: {(now := plain(lines[n - 1])), restated.get(n, now)} for n in told}
    spans = document.spans(name for both in names.values() for name in both)
    blamed = []
    for n in told:
        origin = origins[n - 1]
        known = [span for name in names[n] for span in spans.get(name, ())]
        starts = _starts([*known, (origin[0], number)], number)
        blamed.append(
            BlamedLine(
                line=n,
                text=lines[n - 1],
                version=history[origin[0] - 1].id,
                fetched_at=history[origin[0] - 1].fetched_at,
                since=document.since(origin[0]),
                first_since=document.since(starts[0]),
                returns=len(starts) - 1,
                previous=tuple(document.wordings(origin)) if previous else (),
            )
        )
    return blamed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Former:
    """What a line was in the version before."""

    text: str
    rewords: bool
    """True if it has other words now."""


class _Document:
    """One document's texts, by the numbers of its versions."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts, history: Sequence[Version]) -> None:
        self._connection = connection
        self._texts = texts
        self._history = history
        self._where = history[0].platform, history[0].document
        self._answers = cache(self._compared)
        self.lines = cache(self._lines)
        self._places = cache(self._placed)
        self.since = cache(self._since)
        """When the version with a number came, between two looks."""

    def text(self, number: int) -> str:
        """The text of a version; of another page in the document's place, that of the version before."""
        while number > 1 and not self._history[number - 1].is_the_document:
            number -= 1
        return self._texts(self._history[number - 1])

    def _lines(self, number: int) -> list[str]:
        return _lines(self.text(number))

    def line(self, number: int, line: int) -> str:
        """A line of a version, both by their numbers from 1."""
        return self.lines(number)[line - 1]

    def _since(self, number: int) -> Bounds:
        before = self._history[number - 2] if number > 1 else None
        return looks.change(self._connection, before, self._history[number - 1])

    def origins(self, number: int) -> tuple[list[Origin], Restated]:
        """The origin of each line, and what lines said then; the index keeps those of the newest."""
        known, found, restated = self._kept()
        if known == number:
            return found, restated
        if known > number:
            known, found = 0, []
        before = self.text(known) if known else ""
        for step in range(known + 1, number + 1):
            text = self.text(step)
            found = _carried(found, before, text, step, is_blameless(self._history[step - 1]))
            before = text
        restated = dict(self._restated(_lines(before), found))
        if number == len(self._history):
            value = {"number": number, "lines": found, "same_words": list(restated.items())}
            kept.write(self._connection, *self._where, ORIGINS, value)
        return found, restated

    def _restated(self, lines: Sequence[str], origins: Sequence[Origin]) -> Iterator[tuple[int, str]]:
        from archive_repo.text.lines import said  # slow to load, and not needed where the answer is kept

        for number, (raw, origin) in enumerate(zip(lines, origins, strict=True), 1):
            if not raw.strip():
                continue
            came_as, now = plain(self.line(*origin)), plain(raw)
            if came_as != now and said(came_as) == said(now):
                yield number, came_as

    def _kept(self) -> tuple[int, list[Origin], Restated]:
        """The number of the version whose origins are kept, and these; 0 if none are, or by older code."""
        told = kept.read(self._connection, *self._where, ORIGINS)
        if not told or "same_words" not in told:
            return 0, [], {}
        return told["number"], [(v, n) for v, n in told["lines"]], dict(told["same_words"])

    def spans(self, texts: Iterable[str]) -> dict[str, tuple[Span, ...]]:
        """For each sentence the versions that hold it."""
        return holdings.spans(self._connection, *self._where, texts)

    def wordings(self, origin: Origin) -> Iterator[Wording]:
        """What the line said before it was what it is since its origin, and before that, newest first."""
        while (former := self._answers(origin[0]).get(origin[1])) and former.rewords:
            origin = self._origin_of(former.text, origin[0] - 1)
            text = self.line(*origin)
            version = self._history[origin[0] - 1]
            yield Wording(
                text=plain(text),
                version=version.id,
                fetched_at=version.fetched_at,
                since=self.since(origin[0]),
            )

    def _origin_of(self, text: str, number: int) -> Origin:
        """Where a line of version `number` comes from; past versions that changed none of its words."""
        while True:
            came = self._came(plain(text), number)
            line = self._line_in(came, text)
            former = self._answers(came).get(line)
            if not former or (former.rewords and not is_blameless(self._history[came - 1])):
                return came, line
            text, number = former.text, came - 1

    def _came(self, sentence: str, number: int) -> int:
        """Number of the version since which the sentence stood in version `number` without a gap."""
        spans = self.spans([sentence]).get(sentence, ())
        starts = [first for first, last in spans if first <= number <= (last or number)]
        return starts[0] if starts else number

    def _line_in(self, number: int, text: str) -> int:
        """The number of the line that shows these words; 0 where there is none."""
        return self._places(number).get(plain(text), 0)

    def _placed(self, number: int) -> dict[str, int]:
        """The number of the first line that shows some words, by these words."""
        lines = enumerate(self.lines(number), 1)
        return {plain(raw): place for place, raw in reversed(list(lines))}

    def _compared(self, number: int) -> dict[int, _Former]:
        """For each line that a version made of another, what it was in the version before."""
        if number == 1:
            return {}
        from archive_repo.diff import compare  # slow to load, and not needed for a plain blame

        difference = compare(self.text(number - 1), self.text(number))
        return {
            segment.new.start: _Former(text=difference.old[segment.old.start - 1], rewords=segment.rewords)
            for segment in difference.segments
            if segment.edits
        }


def is_blameless(version: Version) -> bool:
    """True if a version does not change the policy's words."""
    return version.cause is Cause.REEXTRACTION or version.change_class in BLAMELESS


def _starts(spans: Sequence[Span], number: int) -> list[int]:
    """Numbers of the versions with which a sentence came that had these spans, up to version `number`."""
    starts, end = [], -1
    for first, last in sorted((first, last or number) for first, last in spans if first <= number):
        if first > end + 1:
            starts.append(first)
        end = max(end, last)
    return starts


def _carried(origins: Sequence[Origin], old: str, new: str, number: int, blameless: bool) -> list[Origin]:
    """The origins of the lines of version `number`, from those of the version before."""
    carried = list(_over_hunks(origins, old, new, number))
    if not origins:
        return carried
    return (
        _kept_by_words(origins, carried, old, new, number)
        if blameless
        else _kept_in_place(origins, carried, old, new, number)
    )


def _kept_by_words(
    origins: Sequence[Origin], carried: Sequence[Origin], old: str, new: str, number: int
) -> list[Origin]:
    """The origins where no words changed: each line keeps that of the line with its words."""
    from archive_repo.diff.alignment import align

    kept, after = list(carried), _lines(new)
    alignment = align(_lines(old), after)
    answers = {j: i for i, j in [*alignment.kept, *alignment.moved]}
    for j, origin in enumerate(carried):
        if j in answers:
            kept[j] = origins[answers[j]]
        elif origin[0] == number and not _is_new_text(old, after[j]):
            kept[j] = kept[j - 1] if j else origins[0]
    return kept


def _kept_in_place(
    origins: Sequence[Origin], carried: Sequence[Origin], old: str, new: str, number: int
) -> list[Origin]:
    """The origins where words changed: a line that says what it said keeps that of the line it was."""
    from archive_repo.diff import compare
    from archive_repo.text.lines import said

    kept, before, after = list(carried), _lines(old), _lines(new)
    came = {said(raw) for raw, origin in zip(after, carried, strict=True) if origin[0] == number}
    if came.isdisjoint(map(said, set(before).difference(after))):
        return kept
    for segment in compare(old, new).segments:
        if segment.kind is Kind.AMENDED and not segment.rewords:
            kept[segment.new.start - 1] = origins[segment.old.start - 1]
    return kept


def _is_new_text(old: str, raw: str) -> bool:
    """True if a line shows words that stood nowhere in the text before, as a line or part of one."""
    words = plain(raw)
    return bool(words) and words not in old


def _over_hunks(origins: Sequence[Origin], old: str, new: str, number: int) -> Iterator[Origin]:
    import pygit2  # slow to load, and only versions that no blame saw yet need it
    from pygit2.enums import DiffOption

    patch = pygit2.Patch.create_from(
        old.encode(),
        new.encode(),
        context_lines=0,
        interhunk_lines=0,
        flag=DiffOption.INDENT_HEURISTIC | DiffOption.FORCE_TEXT,  # a text may hold NUL
    )
    done = 0
    for hunk in patch.hunks:
        start = hunk.old_start - 1 if hunk.old_lines else hunk.old_start
        yield from origins[done:start]
        yield from ((number, hunk.new_start + step) for step in range(hunk.new_lines))
        done = start + hunk.old_lines
    yield from origins[done:]


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []
