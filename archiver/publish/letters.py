"""A letter to a subscriber: changes as text, as HTML that mail programs show, and as a value for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from archive_repo.edits import ADDED, REMOVED, Kind
from archive_repo.format.message import plural
from archiver import moments
from archiver.report import bounds, phrases, values, versions, wordings
from archiver.report.changes import ChangeRow, SentenceChange
from archiver.report.digest_rows import Digest, ToldChange
from archiver.report.screen import text_of
from archiver.report.versions import Section

FLOOD = 25
"""Changes from which on a letter is a summary, without sentences: nobody reads more in a mail. It tells of so
many, the weightiest, and names the documents of the others: of 300 changes it had 1,200 lines."""
SENTENCES = 15
"""Sentences shown for a change; its page has all."""

CHAT_CHANGES, CHAT_LETTERS = 5, 1_800
"""Changes that a message for chat tells of, and its length: Discord takes 2,000 letters, most others more."""

SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.AMENDED: "~", Kind.MOVED: ">"}
_STYLES = {ADDED: "background:#d9f2dc;color:#111", REMOVED: "background:#fbdcd8;color:#111"}
_TAGS = {ADDED: "ins", REMOVED: "del"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to a subscriber."""

    subject: str
    text: str
    html: str
    short: str
    """For chat: a sentence for each of the weightiest changes."""
    told: Mapping[str, Any]
    """The same as a JSON value."""


def compose(name: str, changes: Sequence[ToldChange], site: str, digest: Digest | None = None) -> Letter:
    """The letter about these changes, the weightiest first; with what else a digest tells of their time."""
    foot = f"Subscription “{name}” of {site}. Provisions were found by a program; this is no legal advice."
    lines, html = [*text(changes, digest, most=FLOOD)], [*hypertext(changes, digest, most=FLOOD)]
    told = values.plain(digest) if digest else {"news": values.plain(changes)}
    subject = _subject(changes, digest)
    return Letter(
        subject=subject,
        text="\n".join([*lines, "--", foot]) + "\n",
        html="\n".join([*html, f'<p style="color:#555;font-size:.85em">{escape(foot)}</p>']),
        short=_short(changes, digest),
        told={"subscription": name, "subject": subject, **told},
    )


def text(
    changes: Sequence[ToldChange], digest: Digest | None = None, *, most: int | None = None
) -> Iterator[str]:
    """The body as lines of text, without its foot. It tells of `most` changes, and only names the others."""
    brief = len(changes) > FLOOD
    told, others = _cut(_parts(changes, digest), most)
    for line in _head(changes, digest, brief=brief):
        yield from (line, "")
    for title, part in told:
        if title:
            yield from (title.upper(), "")
        for row in part:
            yield from (*_text(row, brief), "")
    for title, lists in _lists(digest, others):
        entries = (f"- {name}: {', '.join(title for title, _ in named)}" for name, named in lists)
        yield from (title.upper(), "", *entries, "")


def hypertext(
    changes: Sequence[ToldChange], digest: Digest | None = None, *, most: int | None = None
) -> Iterator[str]:
    """The body as lines of HTML, without its foot. It tells of `most` changes, and only names the others."""
    brief = len(changes) > FLOOD
    told, others = _cut(_parts(changes, digest), most)
    yield from (f"<p>{escape(line)}</p>" for line in _head(changes, digest, brief=brief))
    for title, part in told:
        if title:
            yield f'<h2 style="font-size:1.25em">{title}</h2>'
        for row in part:
            yield from _html(row, brief)
    for title, lists in _lists(digest, others):
        yield f'<h2 style="font-size:1.25em">{title}</h2>'
        entries = (f"<li>{escape(name)}: {', '.join(map(_linked, named))}</li>" for name, named in lists)
        yield f"<ul>{''.join(entries)}</ul>"


def _short(changes: Sequence[ToldChange], digest: Digest | None) -> str:
    lines = [counted(digest)] if digest else []
    for row in changes[:CHAT_CHANGES]:
        news = map(phrases.sentence, (*row.clauses, *row.parameters))
        told = " ".join(filter(None, [row.sentence, *news, row.page]))
        line = f"{row.platform_name}, {row.title}: {told}"
        if len("\n".join([*lines, line])) > CHAT_LETTERS:
            break
        lines.append(line)
    shown = len(lines) - bool(digest)
    rest = len(changes) - shown
    return "\n".join([*lines, *([f"and {plural(rest, 'more change')}"] if rest else [])])


def page(digest: Digest, site: str) -> Iterator[str]:
    """A digest as a page of HTML that needs nothing else."""
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(site)}: digest of {days(digest)}</title>"
    yield '</head><body style="max-width:40em;margin:2em auto;padding:0 1em;font:1em/1.5 serif">'
    yield f"<h1>{escape(site)}: digest of {days(digest)}</h1>"
    yield from hypertext(digest.news, digest)
    yield "</body></html>"


def counted(digest: Digest) -> str:
    """What was looked at in the time, and how much changed, in a sentence."""
    time = moments.span(digest.period_start, digest.period_end)
    if not digest.document_count and not digest.change_count:
        return f"{time}: nothing was looked at."
    looked = f"{plural(digest.document_count, 'document')} of {plural(digest.platform_count, 'platform')}"
    changed = plural(digest.change_count, "change") if digest.change_count else "no change"
    of = f" of {plural(digest.changed_count, 'document')}" if digest.changed_count else ""
    silent = f", {digest.silent_count} of them without a new date in the text" if digest.silent_count else ""
    new = f"; {plural(digest.first_count, 'document')} newly tracked" if digest.first_count else ""
    return f"{time}: {looked} looked at, {changed}{of}{silent}{new}."


def days(digest: Digest) -> str:
    """The first and the last day of the time."""
    return f"{digest.period_start:%Y-%m-%d} to {digest.period_end:%Y-%m-%d}"


def parts(digest: Digest) -> list[tuple[str, list[ToldChange]]]:
    """What stood out, and the other changes, each with a heading; without a part that is empty."""
    out = [row for row in digest.news if row.stands_out]
    others = [row for row in digest.news if not row.stands_out]
    found = [("What stood out", out), ("Other changes" if out else "Changes", others)]
    return [(title, rows) for title, rows in found if rows]


def unchanged(digest: Digest) -> list[tuple[str, list[str]]]:
    """The titles of the documents that had not changed, by the names of their platforms."""
    by_platform = groupby(digest.unchanged, key=lambda one: one.platform)
    grouped = [list(rows) for _, rows in by_platform]
    return [(rows[0].platform_name, [one.title for one in rows]) for rows in grouped]


def _head(changes: Sequence[ToldChange], digest: Digest | None, *, brief: bool) -> Iterator[str]:
    if digest:
        yield counted(digest)
        yield from map(phrases.sentence, digest.warnings)
    if brief:
        platforms = {row.platform for row in changes}
        many = f"{plural(len(changes), 'change')} of {plural(len(platforms), 'platform')}"
        yield f"Only a summary, since so much changed at once: {many}, the weightiest first."


def _parts(
    changes: Sequence[ToldChange], digest: Digest | None
) -> Sequence[tuple[str, Sequence[ToldChange]]]:
    return parts(digest) if digest else [("", changes)]


def _cut(
    told: Sequence[tuple[str, Sequence[ToldChange]]], most: int | None
) -> tuple[list[tuple[str, Sequence[ToldChange]]], list[ToldChange]]:
    """The parts with the first changes, as many as are told of, and the changes that are left."""
    left = sum(len(rows) for _, rows in told) if most is None else most
    kept: list[tuple[str, Sequence[ToldChange]]] = []
    others: list[ToldChange] = []
    for title, rows in told:
        kept += [(title, rows[:left])] if rows[:left] else []
        others += rows[left:]
        left = max(left - len(rows), 0)
    return kept, others


_Named = list[tuple[str, list[tuple[str, str]]]]
"""Documents by the names of their platforms: each with its title, and a page or nothing."""


def _lists(digest: Digest | None, others: Sequence[ToldChange]) -> Iterator[tuple[str, _Named]]:
    if others:
        by_platform: dict[tuple[str, str], dict[str, str]] = {}
        for row in others:
            own = by_platform.setdefault((row.platform, row.platform_name), {})
            own.setdefault(row.title, row.page or "")
        named = [(name, list(pages.items())) for (_, name), pages in by_platform.items()]
        yield f"And {plural(len(others), 'more change')}", named
    if digest and digest.unchanged:
        bare = [(name, [(title, "") for title in titles]) for name, titles in unchanged(digest)]
        yield "Looked at, and not changed", bare


def _linked(one: tuple[str, str]) -> str:
    title, address = one
    return f'<a href="{escape(address)}">{escape(title)}</a>' if address else escape(title)


def _subject(rows: Sequence[ChangeRow], digest: Digest | None) -> str:
    names = list(dict.fromkeys(row.platform_name for row in rows))
    time = f" ({days(digest)})" if digest else ""
    if not rows:
        looked = digest is not None and digest.document_count
        return f"{'No change of policies was seen' if looked else 'No policy was looked at'}{time}"
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    if len(rows) == 1:
        return _one_line(f"{shown} changed its {rows[0].title}{time}")
    return _one_line(f"{plural(len(rows), 'change')} of policies{time}: {shown}")


def _one_line(text: str) -> str:
    """Text of a page in a header: no line breaks, no control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _text(row: ToldChange, brief: bool) -> Iterator[str]:
    yield f"{row.platform_name}, {row.title}"
    yield from (f"  {line}" for line in _told(row))
    if not brief:
        yield from (f"  {line}" if line else "" for line in _sentences_as_text(row))
    if row.page:
        yield f"  {row.page}"


def _told(row: ToldChange) -> Iterator[str]:
    """What is said of a change, a line each."""
    yield row.sentence
    yield from row.clauses
    yield from row.parameters
    silent = " The date that the text states is still the old one." if row.silent else ""
    yield f"{bounds.change(row.since)}{silent}"


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


def _html(row: ToldChange, brief: bool) -> Iterator[str]:
    name = escape(f"{row.platform_name}, {row.title}")
    head = f'<a href="{escape(row.page)}">{name}</a>' if row.page else name
    yield f'<h3 style="font-size:1.1em">{head}</h3>'
    yield f"<p>{'<br>'.join(map(escape, _told(row)))}</p>"
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
        return "".join(_tagged(sign, text) for sign, text in one.edits).replace("</del><ins", "</del> <ins")
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
