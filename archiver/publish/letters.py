"""A letter to a subscriber: changes as text, as HTML that mail programs show, and as a value for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from archive_repo.edits import ADDED, REMOVED, Kind
from archive_repo.format.message import plural
from archiver.provisions.taxonomy import Category
from archiver.publish import telling
from archiver.report import bounds, values, versions, wordings
from archiver.report.changes import ChangeRow, SentenceChange
from archiver.report.screen import text_of
from archiver.report.versions import Section

FLOOD = 25
"""Changes from which on a letter is a summary, a line each: nobody reads more in a mail."""
SENTENCES = 15
"""Sentences shown for a change; its page has all."""

SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.AMENDED: "~", Kind.MOVED: ">"}
_STYLES = {ADDED: "background:#d9f2dc;color:#111", REMOVED: "background:#fbdcd8;color:#111"}
_TAGS = {ADDED: "ins", REMOVED: "del"}

Link = Callable[[ChangeRow], str]
"""Where a change can be read; empty where no site is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to a subscriber."""

    subject: str
    text: str
    html: str
    told: Mapping[str, Any]
    """The same as a JSON value."""


def compose(
    name: str,
    rows: Sequence[ChangeRow],
    categories: Mapping[str, Category],
    *,
    link: Link,
    site: str,
    also: Sequence[str] = (),
) -> Letter:
    """The letter about these changes; `also` says what else a reader must know, a line each."""
    brief = len(rows) > FLOOD
    touched = {row.version: [categories[one] for one in row.categories or ()] for row in rows}
    ranked = sorted(rows, key=lambda row: telling.weight(row, touched[row.version]))
    foot = f"Subscription “{name}” of {site}. What is said of provisions was found by rules; no legal advice."
    head = [*also, *(["Only a summary, since so much changed at once."] if brief else [])]
    text = [*head, *([""] if head else [])]
    html = [f"<p>{escape(line)}</p>" for line in head]
    for row in ranked:
        text += [*_text(row, touched[row.version], link(row), brief), ""]
        html += _html(row, touched[row.version], link(row), brief)
    return Letter(
        subject=_subject(ranked),
        text="\n".join([*text, "--", foot]) + "\n",
        html="\n".join([*html, f'<p style="color:#555;font-size:.85em">{escape(foot)}</p>']),
        told={
            "subscription": name,
            "subject": _subject(ranked),
            "notes": list(also),
            "changes": [
                values.plain(row)
                | {"sentence": telling.sentence(row, touched[row.version]), "link": link(row) or None}
                for row in ranked
            ],
        },
    )


def _subject(rows: Sequence[ChangeRow]) -> str:
    names = list(dict.fromkeys(row.platform_name for row in rows))
    if not rows:
        return "No change of the policies that you follow"
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    if len(rows) == 1:
        return _one_line(f"{shown} changed its {rows[0].title}")
    return _one_line(f"{plural(len(rows), 'change')} of policies: {shown}")


def _one_line(text: str) -> str:
    """Text of a page in a header: no line breaks, no control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _text(row: ChangeRow, touched: Sequence[Category], link: str, brief: bool) -> Iterator[str]:
    yield f"{row.platform_name}, {row.title}"
    yield f"  {telling.sentence(row, touched)}"
    yield f"  {bounds.change(row.since)}"
    if not brief:
        yield from (f"  {line}" for line in _sentences_as_text(row))
    if link:
        yield f"  {link}"


def _sentences_as_text(row: ChangeRow) -> Iterator[str]:
    shown, rest = _shown(row)
    for section, changes in shown:
        yield ""
        yield f"{section}:"
        yield from (f"  {SIGNS[one.kind]} {_words(one)}" for one in changes)
    if rest:
        yield ""
        yield f"and {plural(rest, 'sentence')} more"


def _words(one: SentenceChange) -> str:
    return text_of(wordings.pieces(one.edits)) if one.edits else one.new or one.old or ""


def _html(row: ChangeRow, touched: Sequence[Category], link: str, brief: bool) -> Iterator[str]:
    name = escape(f"{row.platform_name}, {row.title}")
    head = f'<a href="{escape(link)}">{name}</a>' if link else name
    yield f'<h2 style="font-size:1.1em">{head}</h2>'
    yield f"<p>{escape(telling.sentence(row, touched))} {escape(bounds.change(row.since))}</p>"
    if brief:
        return
    shown, rest = _shown(row)
    for section, changes in shown:
        yield f"<p><b>{escape(section)}</b></p>"
        yield from (f"<p>{_marked(one)}</p>" for one in changes)
    if rest:
        yield f"<p>and {plural(rest, 'sentence')} more</p>"


def _marked(one: SentenceChange) -> str:
    if one.edits:
        return "".join(_tagged(sign, text) for sign, text in one.edits)
    sign = {Kind.ADDED: ADDED, Kind.REMOVED: REMOVED}.get(one.kind, "")
    return _tagged(sign, one.new or one.old or "")


def _tagged(sign: str, text: str) -> str:
    tag = _TAGS.get(sign)
    return f'<{tag} style="{_STYLES[sign]}">{escape(text)}</{tag}>' if tag else escape(text)


def _shown(row: ChangeRow) -> tuple[list[tuple[str, list[SentenceChange]]], int]:
    """The first sentences by section, and how many more there are."""
    left, found, rest = SENTENCES, [], 0
    for detail in row.details or ():
        taken = list(detail.changes[:left])
        rest += len(detail.changes) - len(taken)
        left -= len(taken)
        if taken:
            name = versions.section_name(row, Section(path=detail.path, kind=detail.kind))
            found.append((f"{name} ({versions.happened(name, detail.kind)})", taken))
    return found, rest
