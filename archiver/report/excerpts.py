"""Excerpts and word diffs as a person reads them; the verbatim text is in the spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.stories.history import Event
from archiver.provisions.text.folding import fold, readable
from archiver.report import wordings
from archiver.report.screen import Piece, Role, pieces

_SENTENCE_END = re.compile(r"(?<=[.!?:;]) ")

SHORT = 480
"""Characters of an excerpt in a list of many."""

AMENDED, GONE, CAME = "~", "-", "+"
"""Signs for what an event did to a passage."""

ROLES = {AMENDED: Role.PLAIN, GONE: Role.WENT, CAME: Role.CAME}


def shown(finding: Finding, limit: int | None = None) -> list[Piece]:
    """The excerpt without markup, in quotation marks: its core is marked, where it is not all of it."""
    return pieces("“", in_short(finding, limit), "”")


def in_short(finding: Finding, limit: int | None = None) -> list[Piece]:
    """The excerpt without markup; if it is longer than the limit its core with the sentences around that fit.

    What of the paragraph is left out so is marked by `…`. A core that is longer itself is cut at a word.
    """
    core = readable(finding.core)
    if finding.core == finding.excerpt:
        return pieces(cut(core, limit))
    told = [(readable(words), role) for words, role in _parts(finding)]
    told = [(words, role) for words, role in told if words]
    if limit is None or len(" ".join(words for words, _ in told)) <= limit:
        return [(f" {words}" if place else words, role) for place, (words, role) in enumerate(told)]
    if len(core) > limit:
        return pieces(f"{'… ' if told[0][1] is not Role.CORE else ''}{cut(core, limit)}")
    return _around_core(told, limit)


def _around_core(told: Sequence[tuple[str, Role]], limit: int) -> list[Piece]:
    """The core and what stands between its parts, with as many whole sentences beside it as fit."""
    cores = [place for place, (_, role) in enumerate(told) if role is Role.CORE]
    first, last = cores[0], cores[-1]
    found = list(told[first : last + 1])
    before = [own for words, _ in told[:first] for own in _SENTENCE_END.split(words)]
    after = [own for words, _ in told[last + 1 :] for own in _SENTENCE_END.split(words)]
    room = limit - len(" ".join(words for words, _ in found))
    while after and len(after[0]) < room:
        room -= len(after[0]) + 1
        found.append((after.pop(0), Role.PLAIN))
    while before and len(before[-1]) < room:
        room -= len(before[-1]) + 1
        found.insert(0, (before.pop(), Role.PLAIN))
    while found[0][0] == EXCERPT_JOINT.strip():
        found.pop(0)
    while found[-1][0] == EXCERPT_JOINT.strip():
        found.pop()
    shown = [(f" {words}" if place else words, role) for place, (words, role) in enumerate(found)]
    return pieces("… " if before else "", shown, " …" if after else "")


def _parts(finding: Finding) -> Iterator[Piece]:
    """The excerpt in order, with its markup, parted into its core and what else is shown."""
    at = 0
    for first, last in finding.spans:
        if at:
            yield EXCERPT_JOINT, Role.PLAIN
            at += len(EXCERPT_JOINT)
        words, done = finding.excerpt[at : at + last - first], first
        for start, end in finding.core_spans:
            if first <= start and end <= last:
                yield words[done - first : start - first], Role.PLAIN
                yield words[start - first : end - first], Role.CORE
                done = end
        yield words[done - first :], Role.PLAIN
        at += last - first


def cut(text: str, limit: int | None) -> str:
    """The text, or if it is longer than the limit its beginning and `…`.

    Of an excerpt in several parts the last stays if it is short: it may be the basis of what the others tell.
    """
    if limit is None or len(text) <= limit:
        return text
    before, joint, last = text.rpartition(EXCERPT_JOINT)
    if joint and len(last) <= limit // 2:
        return _beginning(before, limit - len(joint) - len(last)) + joint + last
    return f"{_beginning(text, limit)} …"


def around(text: str, words: str, limit: int) -> str:
    """The text, cut like `cut`; if folded words would be cut away, the stretch around them.

    It begins with the sentence that has them if they fit: an exception may stand at its beginning.
    """
    at = fold(text).find(words)
    if len(text) <= limit or at < 0 or at + len(words) <= limit:
        return cut(text, limit)
    sentence = max((found.end() for found in _SENTENCE_END.finditer(text, 0, at)), default=0)
    if at + len(words) - sentence <= limit:
        start = sentence
    else:
        start = text.rfind(" ", 0, max(0, min(at, at + len(words) // 2 - limit // 2)) + 1) + 1
    rest = text[start:]
    return f"… {rest}" if len(rest) <= limit else f"… {_beginning(rest, limit)} …"


def _beginning(text: str, length: int) -> str:
    return text[:length].rsplit(" ", 1)[0] if len(text) > length else text


def changes(event: Event, limit: int | None = None) -> list[tuple[str, list[Piece]]]:
    """What an event did to the words, passage by passage: the sign, and the text with what differs marked."""
    told = [(AMENDED, _amended(pair.before, pair.after, limit)) for pair in event.pairs]
    before = {pair.before.core_spans for pair in event.pairs}
    after = {pair.after.core_spans for pair in event.pairs}
    told += [(GONE, _whole(one, GONE, limit)) for one in event.before if one.core_spans not in before]
    told += [(CAME, _whole(one, CAME, limit)) for one in event.after if one.core_spans not in after]
    return told


def _whole(finding: Finding, sign: str, limit: int | None) -> list[Piece]:
    return [(cut(readable(finding.core), limit), ROLES[sign])]


def _amended(before: Finding, after: Finding, limit: int | None) -> list[Piece]:
    """Both wordings as one; if longer than the limit, cut between pieces, so that marks are closed."""
    found: list[Piece] = []
    left = limit
    for text, role in wordings.marked(readable(before.core), readable(after.core)):
        if left is not None and len(text) > left:
            shortened = cut(text, left) if role is Role.PLAIN else "…"
            return pieces(found, [(shortened, Role.PLAIN)])
        found.append((text, role))
        left = left - len(text) if left is not None else None
    return found
