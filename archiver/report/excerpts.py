"""Excerpts and word diffs as a person reads them; the verbatim text is in the spans."""

from __future__ import annotations

import textwrap

from archiver.provisions.detect import Finding
from archiver.provisions.history import Event
from archiver.provisions.units import readable

WIDTH = 100
SHORT = 320
"""Characters of an excerpt in a list of many."""


def shown(finding: Finding, limit: int | None = None) -> str:
    """The excerpt without markup, in quotation marks, cut at a word if it is longer than the limit."""
    return f"“{cut(readable(finding.excerpt), limit)}”"


def cut(text: str, limit: int | None) -> str:
    """The text, or its beginning with `…`."""
    if limit is None or len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0] + " …"


def indented(text: str, indent: str, first: str | None = None) -> list[str]:
    """Lines of at most WIDTH characters."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=first or indent, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def changes(event: Event, limit: int | None = None) -> list[tuple[str, str]]:
    """What an event did to the words: `~` with [-removed-] and {+added+} words, `-` gone, `+` came."""
    told = [("~", cut(worded(pair.before.excerpt, pair.after.excerpt), limit)) for pair in event.pairs]
    before = {pair.before.spans for pair in event.pairs}
    after = {pair.after.spans for pair in event.pairs}
    told += [("-", cut(readable(one.excerpt), limit)) for one in event.before if one.spans not in before]
    told += [("+", cut(readable(one.excerpt), limit)) for one in event.after if one.spans not in after]
    return told


def worded(old: str, new: str) -> str:
    """The word diff of two passages: removed words in [-...-], added ones in {+...+}."""
    from archive_repo.diff.wording import ADDED, REMOVED, edits

    marks = {REMOVED: "[-{}-]", ADDED: "{{+{}+}}"}
    return "".join(marks.get(sign, "{}").format(text) for sign, text in edits(readable(old), readable(new)))
